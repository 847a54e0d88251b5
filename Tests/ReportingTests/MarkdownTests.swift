// The report as it is pasted into a ticket.

import CrashAnalysis
import GoRuntime
import Reporting
import TestSupport
import Testing

@Suite("A report in Markdown")
struct MarkdownTests {
  private func report(_ outer: [String] = ["main.work", "main.main", "runtime.main"]) throws
    -> Report
  {
    var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"], outer: outer)
    death.panic(type: "string", text: "till is locked")
    return try death.drawn.report()
  }

  @Test("begins with the verdict, and has the facts in a table")
  func facts() throws {
    let text = try report().written(as: .markdown)
    #expect(text.hasPrefix("## `panic: till is locked`\n\n| | |\n|---|---|\n"))
    #expect(text.contains("| **Class** | `explicit-panic` (application-panic), certain |\n"))
    #expect(text.contains("| **Where** | `main.work  "))
    #expect(text.contains("| **Says** | `panic: till is locked` |\n"))
    #expect(text.contains("| **Signature** | `GO2-"))
    #expect(text.contains("`explicit-panic \\| app.work \\| app.main` |\n"))
  }

  @Test("has the stack in a block, and what to do next")
  func body() throws {
    let text = try report().written(as: .markdown)
    #expect(text.contains("### Stack of goroutine 7\n\n```text\n"))
    #expect(text.contains("```sh\ngocore goroutines core.1234 app --id 7\n"))
    #expect(text.contains("- [ ] "))
  }

  @Test("folds a long stack away")
  func folded() throws {
    let names = (0..<30).map { "main.f\($0)x" }
    var death = SyntheticDeath(
      inner: ["runtime.fatalpanic", "runtime.gopanic"], outer: names + ["runtime.main"],
      functions: names.map { SyntheticFunction($0) })
    death.panic(type: "string", text: "deep")
    let text = try death.drawn.report().written(as: .markdown)
    #expect(text.contains("<details>\n<summary>31 lines</summary>\n\n```text\n"))
    #expect(text.contains("```\n\n</details>\n"))
  }

  @Test("links the ticket and the runbook, and names the owner and a suppression")
  func known() throws {
    var report = try report()
    var issue = KnownIssue()
    issue.pattern.crashClass = Glob("explicit-*")
    issue.ticket = "INC-4411"
    issue.url = "https://tickets.example.com/INC-4411"
    issue.runbook = "https://wiki.example.com/till"
    issue.owner = "team-till"
    var suppression = Suppression(expires: try #require(CalendarDay("2026-01-01")))
    suppression.pattern = issue.pattern
    suppression.reason = "moved to v2"
    var known = KnownIssues()
    known.issues = [issue]
    known.suppressions = [suppression]
    let traits = try #require(report.analysis).diagnosis.traits
    report.known = known.matches(traits, on: try #require(CalendarDay("2026-06-01")))
    let text = report.written(as: .markdown)
    #expect(
      text.contains(
        "| **Known** | [INC-4411](https://tickets.example.com/INC-4411), "
          + "[runbook](https://wiki.example.com/till) |"))
    #expect(text.contains("| **Owner** | `team-till` |"))
    #expect(text.contains("- not suppressed: the suppression expired on 2026-01-01 (moved to v2)"))
    let plain = report.text()
    #expect(plain.contains("     known: INC-4411\n"))
    #expect(plain.contains("\nOWNER   team-till   ticket: https://tickets.example.com/INC-4411"))
    #expect(
      plain.contains("\nNOTICE  not suppressed: the suppression expired on 2026-01-01 (moved to"))
    let json = report.json()
    #expect(
      json.contains(
        #""suppression":{"reason":"moved to v2","expires":"2026-01-01","applied":false}"#))
  }
}
