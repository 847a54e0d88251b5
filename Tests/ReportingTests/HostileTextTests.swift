// Text of a core or a binary that wants to be more than text, in every format.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Reporting
import TestSupport
import Testing

/// What an attacker might have a program say.
private let hostile =
  "\u{1b}[31m\u{202e}\u{0}x\nCRASH   forged\n# forged\n| forged | ``` `` ` | <img src=x> "
  + "</details> [forged](https://evil.example) https://evil.example www.evil.example @everyone "
  + "&lt; \\| ~~~ \u{e0041}\r\n```\nforged"

@Suite("Hostile text")
struct HostileTextTests {
  /// A dead process in which every text that a core or a binary can choose is hostile.
  private func report() throws -> Report {
    // The table of functions ends a name at a zero byte.
    let name = "main.\(hostile)".replacing("\u{0}", with: "")
    var death = SyntheticDeath(
      shape: .go127, inner: ["runtime.fatalpanic", "runtime.gopanic"],
      outer: [name, "main.main", "runtime.main"], functions: [SyntheticFunction(name)],
      details: "path\tapp\nmod\texample.com/`|<b>\t\u{1b}v1\t\nbuild\tvcs.revision=\u{202e}`|<b>\n")
    death.panic(type: "main.\(hostile)", text: hostile)
    guard let labels = death.drawn.shape.labels else {
      preconditionFailure("a shape with a list of labels")
    }
    let array = death.drawn.onHeap(32)
    for offset in [UInt64(0), 16] {
      death.drawn.memory.writeGoString(hostile, at: array + offset, bytesIn: death.drawn.heap)
    }
    let set = death.drawn.onHeap(64)
    death.drawn.memory.words(
      [array, 1, 1], at: set + UInt64(death.drawn.field(labels.type, labels.path).offset))
    death.drawn.set("runtime.g", "labels", of: death.goroutine, set)
    for id in 100..<120 as Range<UInt64> { death.drawn.add(SyntheticGoroutine(id: id)) }
    var report = try death.drawn.report(path: hostile, binary: hostile)
    report.showsValues = true
    report.core.host = hostile
    report.process.command = hostile
    report.process.arguments = [hostile, hostile]
    report.process.argumentCount = 2
    report.process.environmentNames = [hostile]
    report.process.environment = ["\(hostile)=\(hostile)"]
    report.limits = [Limit(.crash, hostile)]
    report.known = try known(of: report)
    return report
  }

  private func known(of report: Report) throws -> KnownMatches {
    var issue = KnownIssue()
    issue.pattern.crashClass = Glob("*")
    issue.ticket = hostile
    issue.url = "https://tickets.example.com/a)[b](c"
    issue.owner = hostile
    var suppression = Suppression(expires: try #require(CalendarDay("2026-12-31")))
    suppression.pattern = issue.pattern
    suppression.reason = hostile
    var known = KnownIssues()
    known.issues = [issue]
    known.suppressions = [suppression]
    let traits = try #require(report.analysis).diagnosis.traits
    return known.matches(traits, on: suppression.expires)
  }

  /// Whether a character could move a cursor, hide text or turn its direction.
  private func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    scalar != "\n"
      && (scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        || (0x202a...0x202e).contains(scalar.value) || scalar.value >= 0xe0000)
  }

  private func expectHarmless(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let found = text.unicodeScalars.filter { $0 != "\t" && isDangerous($0) }
    #expect(found.isEmpty, sourceLocation: sourceLocation)
    for line in text.split(separator: "\n") {
      #expect(!line.hasPrefix("CRASH   forged"), sourceLocation: sourceLocation)
      #expect(!line.hasPrefix("forged"), sourceLocation: sourceLocation)
      #expect(!line.hasPrefix("# forged"), sourceLocation: sourceLocation)
    }
  }

  @Test("moves no cursor and begins no line in any format", arguments: ReportFormat.all.map(\.name))
  func formats(name: String) throws {
    let format = try #require(ReportFormat.named(name))
    let text = try report().written(as: format, all: true)
    #expect(text.contains("forged"))
    expectHarmless(text)
  }

  @Test("moves no cursor in lists and tracebacks, nor where only the core was looked at")
  func lists() throws {
    var report = try report()
    for text in try report.lists() + [report.traceback(showsValues: true)] {
      #expect(text.contains("forged"))
      expectHarmless(text)
    }
    report.analysis = nil
    for format in ReportFormat.all { expectHarmless(report.written(as: format)) }
  }

  @Test("is JSON in JSON, and nothing more")
  func json() throws {
    let report = try report()
    let texts = [report.written(as: .json, all: true)] + (try report.lists()).suffix(3)
    for text in texts {
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      #expect(object?["schema"] != nil)
    }
    let object = try JSONSerialization.jsonObject(with: Data(texts[0].utf8)) as? [String: Any]
    let panics = object?["panics"] as? [[String: Any]]
    #expect(panics?.first?["text"] as? String == "main.\(hostile)(\"\(hostile)\")")
  }

  @Test("is no markup in Markdown: it stands in code, or escaped")
  func markdown() throws {
    let text = try report().written(as: .markdown, all: true)
    let rest = try MarkdownCode.removed(from: text)
    for word in ["<img", "](https://evil", "https://evil", "www.evil", "@everyone", "[forged]"] {
      #expect(!rest.contains(word), "\(word)")
    }
    // What is left of tags is gocore's own, each closed.
    let tags = rest.split(separator: "<").dropFirst().map { $0.prefix { $0 != ">" } }
    #expect(Set(tags) == ["details", "/details", "summary", "/summary"])
    #expect(tags.count { $0 == "details" } == tags.count { $0 == "/details" })
    // A row of the table has two cells.
    for line in rest.split(separator: "\n") where line.hasPrefix("|") {
      var bars = 0
      var isEscaped = false
      for character in line {
        if character == "|", !isEscaped { bars += 1 }
        isEscaped = character == "\\" && !isEscaped
      }
      #expect(bars == 3, "\(line)")
    }
  }

  /// With a combining mark behind it, a character is another one to Swift, and the same to what reads it.
  @Test("gets out of no quotes by a combining mark")
  func combiningMarks() {
    let mark: Unicode.Scalar = "\u{301}"
    func marked(_ text: String) -> String {
      String(String.UnicodeScalarView(text.unicodeScalars.flatMap { [$0, mark] }))
    }
    func bare(_ text: String) -> String {
      String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != mark }))
    }
    let word = "core'; touch x; '"
    #expect(bare(shellQuoted(marked(word))) == shellQuoted(word))
    for text in ["a|b", "\\|", "`a`", "<b>", "[a](b)", "@all", "*_~#$!"] {
      #expect(bare(MarkdownText.prose(marked(text))) == MarkdownText.prose(text))
    }
    // A mark parts backquotes, so that fewer stand around them.
    #expect(MarkdownText.code(marked("`a`")).unicodeScalars.starts(with: "`` `".unicodeScalars))
    #expect(bare(MarkdownText.cell(marked("a|b"))) == MarkdownText.cell("a|b"))
  }
}

/// Code in Markdown, as CommonMark 0.31 defines it (4.5, 6.1).
private enum MarkdownCode {
  struct Unclosed: Error {}

  /// The text without fenced blocks and code spans. Bars in spans stay, escaped as tables want them.
  static func removed(from text: String) throws -> String {
    var outside: [Substring] = []
    var fence: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let run = line.prefix { $0 == "`" }.count
      if let open = fence {
        if run >= open, line.dropFirst(run).allSatisfy({ $0 == " " }) { fence = nil }
      } else if run >= 3, !line.dropFirst(run).contains("`") {
        fence = run
      } else {
        outside.append(line)
      }
    }
    guard fence == nil else { throw Unclosed() }
    return try outside.map { try withoutSpans(String($0)) }.joined(separator: "\n")
  }

  private static func withoutSpans(_ line: String) throws -> String {
    let characters = Array(line)
    var result = ""
    var index = 0
    while index < characters.count {
      if characters[index] == "\\", index + 1 < characters.count {
        result += String(characters[index...index + 1])
        index += 2
        continue
      }
      guard characters[index] == "`" else {
        result.append(characters[index])
        index += 1
        continue
      }
      let count = characters[index...].prefix { $0 == "`" }.count
      guard let end = closing(characters, from: index + count, count) else { throw Unclosed() }
      // A bar in a cell ends it even in code, unless it is escaped.
      var isEscaped = false
      for character in characters[index + count..<end] {
        if character == "|", !isEscaped, line.hasPrefix("|") { result.append("|") }
        isEscaped = character == "\\" && !isEscaped
      }
      index = end + count
    }
    return result
  }

  private static func closing(_ text: [Character], from start: Int, _ count: Int) -> Int? {
    var index = start
    while index < text.count {
      let run = text[index...].prefix { $0 == "`" }.count
      if run == count { return index }
      index += max(1, run)
    }
    return nil
  }
}
