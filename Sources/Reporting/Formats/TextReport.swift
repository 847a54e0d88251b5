// The report for people: verdict first, evidence second, limits last (Documentation/Contract.md, Report).

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Writes the text report.
package struct TextReport {
  private let style: TextStyle
  private let stackOptions: StackTextOptions
  private let includesAll: Bool
  private static let groupLimit = 10

  package init(style: TextStyle, stackOptions: StackTextOptions, includesAllGoroutines: Bool) {
    self.style = style
    self.stackOptions = stackOptions
    includesAll = includesAllGoroutines
  }

  /// Writes `report`.
  package func write(_ report: Report, to out: TextWriter) {
    guard let analysis = report.analysis else {
      writeHead(report, to: out)
      writeNext(report, to: out)
      writeLimits(report, to: out)
      writeTimings(report, to: out)
      return
    }
    writeHead(report, to: out)
    FaultText(diagnosis: analysis.diagnosis).write(style, to: out)
    panicText(analysis, report, to: out).writeValues()
    writeStack(analysis, report, to: out)
    panicText(analysis, report, to: out).writeBelowStack()
    FindingText(style: style).write(analysis.diagnosis.verdict.evidence, to: out)
    FindingText(style: style).write(analysis.diagnosis.findings, to: out)
    writeSuppression(analysis, report, to: out)
    writeGroups(analysis, to: out)
    if includesAll { writeAll(analysis, report, to: out) }
    writeNext(report, to: out)
    writeLimits(report, to: out)
    writeTimings(report, to: out)
  }

  private func writeSuppression(
    _ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter
  ) {
    let text = SignatureText(signature: analysis.diagnosis.signature, known: report.known)
    guard let suppression = text.suppression else { return }
    if analysis.diagnosis.findings.isEmpty { out.write("\n") }
    out.write(style.label("NOTICE") + suppression + "\n")
  }

  private func writeTimings(_ report: Report, to out: TextWriter) {
    guard !report.timings.isEmpty else { return }
    out.write("\n" + style.label("TIMINGS"))
    out.write(
      report.timings.map { "\($0.name) \(milliseconds($0.seconds)) ms" }.joined(separator: " · ")
        + "\n")
  }

  private func milliseconds(_ seconds: Double) -> String {
    let tenths = UInt64(max(0, seconds) * 10_000)
    return "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: - Head

  private func writeHead(_ report: Report, to out: TextWriter) {
    let lines = HeadLines(report: report)
    var whole: [HeadLine] = []
    if let verdict = report.analysis?.diagnosis.verdict {
      let mark = "[\(verdict.crashClass), \(verdict.confidence.rawValue)]"
      let title = firstLine(verdict.title)
      let width = HeadLines.columns - mark.count - 1
      let shown = cutOff(title, width)
      out.write(style.label("CRASH") + style.alarm(padded(shown, min(66, width))) + " \(mark)\n")
      if shown != title, !lines.says.contains(where: { $0.text.hasSuffix(title) }) {
        whole.append(HeadLine("CRASH", title))
      }
    }
    for line in lines.verdict + lines.identity { write(line.label, line.fitted(), to: out) }
    if lines.says.count > 1
      || lines.says.contains(where: { $0.text.unicodeScalars.count > HeadLines.columns })
    {
      whole += lines.says
    }
    guard !whole.isEmpty else { return }
    out.write("\n")
    for line in whole { write(line.label, line.text, to: out) }
  }

  private func write(_ label: String, _ text: String, to out: TextWriter) {
    out.write((label.isEmpty ? String(repeating: " ", count: 8) : style.label(label)) + text + "\n")
  }

  // MARK: - Body

  private func writeStack(_ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter) {
    let facts = analysis.diagnosis.facts
    guard analysis.diagnosis.verdict.goroutines.isEmpty else {
      out.write("\n")
      SubjectText(analysis: analysis)
        .writeStacks(stackText(analysis, to: out), label: style.label("STACK"), to: out)
      return
    }
    guard let thread = analysis.crashedThread else { return }
    let head: String
    if let described = analysis.crashedGoroutine {
      let state = displayable(described.waitReason ?? described.status)
      head = "goroutine \(described.goroutine.id) [\(state)]"
    } else {
      head = "thread \(thread.id), system stack"
    }
    let isDoubtful = report.build.binary == .mismatched
    out.write(
      "\n" + style.label("STACK") + head
        + (isDoubtful ? "  (names and lines are doubtful: another build's)" : "") + "\n")
    stackText(analysis, to: out).write(analysis.diagnosis.stack)
    if let registers = facts.faultRegisters {
      let source =
        facts.path == .signal ? "at the signal" : "at the fault; the others did not survive"
      stackText(analysis, to: out).write(registers, source: source, indent: "     ")
    }
  }

  private func writeGroups(_ analysis: ProgramAnalysis, to out: TextWriter) {
    let groups = analysis.diagnosis.summary.groups.filter { !$0.isSystem }
    let system = analysis.diagnosis.summary.groups.filter { $0.isSystem }
      .reduce(0) { $0 + $1.count }
    guard !groups.isEmpty else { return }
    out.write("\n")
    GroupText(build: analysis.build, style: style).write(
      analysis.groups.ofProgram(Self.groupLimit), label: style.label("GROUPS"), to: out)
    let rest = groups.dropFirst(Self.groupLimit)
    let indent = String(repeating: " ", count: 8)
    if !rest.isEmpty {
      out.write(
        "\(indent)… \(counted(rest.count, "group")) of \(counted(rest.reduce(0) { $0 + $1.count }, "goroutine")) more (gocore goroutines --group)\n"
      )
    }
    if system > 0 {
      out.write(style.faint("\(indent)… \(counted(system, "system goroutine"))") + "\n")
    }
  }

  private func writeAll(_ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter) {
    out.write("\n" + style.label("ALL") + "\n")
    GoroutineListText(
      architecture: analysis.architecture, style: style, stackOptions: stackOptions,
      showsValues: report.showsValues
    ).writeFull(analysis.goroutines, to: out)
  }

  private func writeNext(_ report: Report, to out: TextWriter) {
    let steps = NextSteps(report)
    let lines = steps.commands + steps.checks.map { "check: " + $0 }
    guard !lines.isEmpty else { return }
    out.write("\n")
    for (index, line) in lines.enumerated() {
      out.write(
        (index == 0 ? style.label("NEXT") : String(repeating: " ", count: 8)) + displayable(line)
          + "\n")
    }
  }

  private func writeLimits(_ report: Report, to out: TextWriter) {
    for (index, limit) in report.limits.enumerated() {
      out.write(
        (index == 0 ? style.label("LIMITS") : String(repeating: " ", count: 8))
          + displayable(limit.message) + "\n")
    }
  }

  private func panicText(
    _ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter
  ) -> PanicText {
    PanicText(
      analysis, showsValues: report.showsValues, showsRuntime: stackOptions.showsRuntime,
      style: style, to: out)
  }

  private func stackText(_ analysis: ProgramAnalysis, to out: TextWriter) -> StackText {
    StackText(
      options: stackOptions, style: style, architecture: analysis.architecture, out: out)
  }
}
