// The report for a ticket or a postmortem: the same words as the text report, with what is long folded
// away.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Writes the report in Markdown.
package struct MarkdownReport {
  private let stackOptions: StackTextOptions
  private let includesAll: Bool
  /// Blocks with more lines are folded.
  private static let foldedLines = 15
  private static let groupLimit = 20
  private static let plain = TextStyle(usesColor: false)

  package init(stackOptions: StackTextOptions, includesAllGoroutines: Bool) {
    self.stackOptions = stackOptions
    includesAll = includesAllGoroutines
  }

  /// Writes `report`.
  package func write(_ report: Report, to out: TextWriter) {
    if let verdict = report.analysis?.diagnosis.verdict {
      out.write("## \(MarkdownText.code(firstLine(verdict.title)))\n\n")
    } else {
      out.write("## \(MarkdownText.code(report.core.path))\n\n")
    }
    writeFacts(report, to: out)
    if let analysis = report.analysis {
      writeFault(analysis, to: out)
      writeStack(analysis, to: out)
      writeDetails(analysis, report, to: out)
      writeNotices(analysis, report, to: out)
      writeGroups(analysis, to: out)
      if includesAll { writeAll(analysis, report, to: out) }
    }
    writeNext(report, to: out)
    writeLimits(report, to: out)
  }

  // MARK: - Facts

  private static let words = [
    "WHERE": "Where", "SAYS": "Says", "SIGNAL": "Signal", "ALSO": "Also", "BUILD": "Build",
    "PROC": "Process", "CORE": "Core",
  ]

  private func writeFacts(_ report: Report, to out: TextWriter) {
    out.write("| | |\n|---|---|\n")
    if let verdict = report.analysis?.diagnosis.verdict {
      row(
        "Class",
        "`\(verdict.crashClass)` (\(verdict.rule.family.rawValue)), "
          + verdict.confidence.rawValue, to: out)
    }
    let lines = HeadLines(report: report)
    let facts = lines.verdict.filter { $0.label != "SAYS" && $0.label != "BUCKET" }
    for line in facts.prefix(1) + lines.says + facts.dropFirst() + lines.identity
    where line.label != "OWNER" {
      row(Self.words[line.label] ?? line.label, MarkdownText.cell(line.text), to: out)
    }
    guard let signature = report.analysis?.diagnosis.signature else {
      out.write("\n")
      return
    }
    row(
      "Signature", "`\(signature.id)` \(MarkdownText.cell(displayable(signature.text)))", to: out)
    writeKnown(report.known, to: out)
    out.write("\n")
  }

  private func writeKnown(_ known: KnownMatches?, to out: TextWriter) {
    if let issue = known?.issue {
      var words: [String] = []
      switch (issue.ticket, issue.url) {
      case (let ticket?, let url?): words.append(MarkdownText.link(ticket, to: url))
      case (let ticket?, nil): words.append(MarkdownText.cell(ticket))
      case (nil, let url?): words.append(MarkdownText.link("ticket", to: url))
      case (nil, nil): break
      }
      if let runbook = issue.runbook { words.append(MarkdownText.link("runbook", to: runbook)) }
      if !words.isEmpty { row("Known", words.joined(separator: ", "), to: out) }
    }
    if let owner = known?.owner { row("Owner", MarkdownText.cell(owner), to: out) }
  }

  private func row(_ name: String, _ cell: String, to out: TextWriter) {
    out.write("| \(name.isEmpty ? "" : "**\(name)**") | \(cell) |\n")
  }

  // MARK: - Body

  private func writeFault(_ analysis: ProgramAnalysis, to out: TextWriter) {
    let lines = FaultText(diagnosis: analysis.diagnosis).lines
    guard !lines.isEmpty else { return }
    out.write("### Fault\n\n")
    writeBlock(lines.map { $0.text + "\n" }.joined(), to: out)
  }

  private func writeStack(_ analysis: ProgramAnalysis, to out: TextWriter) {
    let facts = analysis.diagnosis.facts
    guard analysis.diagnosis.verdict.goroutines.isEmpty else {
      let subject = SubjectText(analysis: analysis)
      out.write("### Stacks of \(subject.names)\n\n")
      let text = lines { buffer in
        let stack = StackText(
          options: stackOptions, style: Self.plain,
          architecture: analysis.architecture, out: buffer)
        subject.writeStacks(stack, label: "", to: buffer)
      }
      writeBlock(text, to: out)
      return
    }
    guard let thread = analysis.crashedThread else { return }
    let whose =
      facts.crashedGoroutine.map { "goroutine \($0.id)" }
      ?? "thread \(thread.id), system stack"
    out.write("### Stack of \(whose)\n\n")
    let text = lines { buffer in
      let stack = StackText(
        options: stackOptions, style: Self.plain,
        architecture: analysis.architecture, out: buffer)
      stack.write(analysis.diagnosis.stack)
      if let registers = facts.faultRegisters {
        let source =
          facts.path == .signal ? "at the signal" : "at the fault; the others did not survive"
        stack.write(registers, source: source, indent: "     ")
      }
    }
    writeBlock(text, to: out)
  }

  /// The values of panics, deferred calls, the use of what ran out, and what the verdict rests on.
  private func writeDetails(
    _ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter
  ) {
    let text = lines { buffer in
      let panics = PanicText(
        analysis, showsValues: report.showsValues, showsRuntime: stackOptions.showsRuntime,
        style: Self.plain, to: buffer)
      panics.writeValues()
      panics.writeBelowStack()
      FindingText(style: Self.plain).write(analysis.diagnosis.verdict.evidence, to: buffer)
    }.drop { $0 == "\n" }
    guard !text.isEmpty else { return }
    out.write("### Details\n\n")
    writeBlock(String(text), to: out)
  }

  private func writeNotices(
    _ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter
  ) {
    var notices = analysis.diagnosis.findings.map { finding in
      MarkdownText.prose(finding.summary)
        + (finding.confidence == .certain ? "" : " (\(finding.confidence.rawValue))")
    }
    let text = SignatureText(signature: analysis.diagnosis.signature, known: report.known)
    if let suppression = text.suppression { notices.append(MarkdownText.prose(suppression)) }
    guard !notices.isEmpty else { return }
    out.write("### Notices\n\n")
    for notice in notices { out.write("- \(notice)\n") }
    out.write("\n")
  }

  private func writeGroups(_ analysis: ProgramAnalysis, to out: TextWriter) {
    let groups = analysis.diagnosis.summary.groups.filter { !$0.isSystem }
    guard !groups.isEmpty else { return }
    out.write("### Goroutines\n\n")
    var text = lines { buffer in
      GroupText(build: analysis.build, style: Self.plain).write(
        analysis.groups.ofProgram(Self.groupLimit), label: String(repeating: " ", count: 8),
        to: buffer)
    }
    let rest = groups.dropFirst(Self.groupLimit)
    if !rest.isEmpty {
      let count = rest.reduce(0) { $0 + $1.count }
      text += "        … \(counted(rest.count, "group")) of \(counted(count, "goroutine")) more\n"
    }
    writeBlock(text, to: out)
  }

  private func writeAll(_ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter) {
    out.write("### All goroutines\n\n")
    let text = lines { buffer in
      GoroutineListText(
        architecture: analysis.architecture, style: Self.plain, stackOptions: stackOptions,
        showsValues: report.showsValues
      ).writeFull(analysis.goroutines, to: buffer)
    }
    writeBlock(text, to: out)
  }

  private func writeNext(_ report: Report, to out: TextWriter) {
    let steps = NextSteps(report)
    guard !steps.commands.isEmpty || !steps.checks.isEmpty else { return }
    out.write("### Next\n\n")
    if !steps.commands.isEmpty {
      let commands = steps.commands.map { displayable($0) + "\n" }.joined()
      out.write(MarkdownText.block(commands, language: "sh") + "\n")
    }
    for check in steps.checks { out.write("- [ ] \(MarkdownText.prose(check))\n") }
    if !steps.checks.isEmpty { out.write("\n") }
  }

  private func writeLimits(_ report: Report, to out: TextWriter) {
    guard !report.limits.isEmpty else { return }
    out.write("### Limits\n\n")
    for limit in report.limits { out.write("- \(MarkdownText.prose(limit.message))\n") }
  }

  // MARK: - Blocks

  /// What `body` writes, in memory.
  private func lines(_ body: (TextWriter) -> Void) -> String {
    String(decoding: TextWriter.collect(body), as: UTF8.self)
  }

  /// A block, folded where it is long.
  private func writeBlock(_ text: String, to out: TextWriter) {
    let count = text.utf8.count { $0 == 0x0a }
    let block = MarkdownText.block(text)
    guard count > Self.foldedLines else {
      out.write(block + "\n")
      return
    }
    out.write("<details>\n<summary>\(counted(count, "line"))</summary>\n\n")
    out.write(block + "\n</details>\n\n")
  }
}
