// The report for people: verdict first, evidence second, caveats last (product.md §3).

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
      writeIdentity(report, to: out)
      writeNext(report, to: out)
      writeLimits(report, to: out)
      writeTimings(report, to: out)
      return
    }
    writeVerdict(analysis, report, to: out)
    writeIdentity(report, to: out)
    writeStack(analysis, report, to: out)
    FindingText(style: style).write(analysis.diagnosis.findings, to: out)
    writeGroups(analysis, to: out)
    if includesAll { writeAll(analysis, report, to: out) }
    writeNext(report, to: out)
    writeLimits(report, to: out)
    writeTimings(report, to: out)
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

  // MARK: - Verdict

  private func writeVerdict(_ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter) {
    let diagnosis = analysis.diagnosis
    let verdict = diagnosis.verdict
    let mark = "[\(verdict.crashClass), \(verdict.confidence.rawValue)]"
    out.write(
      style.label("CRASH") + style.alarm(padded(firstLine(verdict.title), 66)) + " " + mark + "\n")
    let hasName = diagnosis.programFrame != nil || diagnosis.runtimeFrame != nil
    let doubt = hasName && report.build.binary == .mismatched ? "perhaps " : ""
    out.write(style.label("WHERE") + doubt + whereText(analysis) + "\n")
    for panic in diagnosis.facts.panics where !panic.isGoexit {
      var text = "panic: " + firstLine(panic.text ?? Self.lostText(analysis))
      if panic.isTextGuessed {
        text += "  (read as a string: its type is in the binary)"
      } else if let type = panic.type, !type.hasPrefix("runtime."), type != "string" {
        text += "  (\(displayable(type)))"
      }
      if panic.isRecovered { text += " [recovered]" }
      out.write(style.label("SAYS") + text + "\n")
    }
    if diagnosis.facts.panics.contains(where: \.isGoexit) {
      out.write(style.label("SAYS") + "runtime.Goexit was under way\n")
    }
    if diagnosis.facts.path == .runtimeThrow {
      out.write(
        style.label("SAYS") + "fatal error: "
          + firstLine(diagnosis.facts.throwText ?? "(its text is lost)") + "\n")
      for line in diagnosis.facts.diagnostics.suffix(3) {
        out.write(String(repeating: " ", count: 8) + displayable(line) + "\n")
      }
    }
    if let signal = signalText(report, diagnosis.facts) {
      out.write(style.label("SIGNAL") + signal + "\n")
    }
    for other in diagnosis.facts.others {
      let goroutine = other.goroutine.map { "goroutine \($0.id)" } ?? "no goroutine"
      let text = other.panics.last?.text.map { ": panic: " + firstLine($0) } ?? ""
      out.write(
        style.label("ALSO")
          + "\(goroutine) on thread \(other.thread) was dying at the same time\(text)\n")
    }
  }

  private static func lostText(_ analysis: ProgramAnalysis) -> String {
    analysis.process.executable.isOfCore
      ? "(a value that only the binary tells)" : "(a value that cannot be read)"
  }

  private func whereText(_ analysis: ProgramAnalysis) -> String {
    let diagnosis = analysis.diagnosis
    var text = ""
    let frames = diagnosis.stack.frames
    if let index = diagnosis.programFrame {
      text = "\(displayable(frames[index].function))  \(displayable(frames[index].shortPlace))"
      if let inner = diagnosis.innermostProgramFrame, inner != index,
        frames[inner].function != frames[index].function
      {
        text +=
          "   (innermost: \(displayable(frames[inner].function))"
          + "  \(displayable(frames[inner].shortPlace)))"
      }
      text += "   "
    } else if let frame = diagnosis.runtimeFrame.map({ frames[$0] }) {
      text = "\(displayable(frame.function))  \(displayable(frame.shortPlace))   "
    } else if case .noFunctionTable(let start) = diagnosis.facts.stack.end {
      text = "pc \(diagnosis.facts.signal?.pc ?? start)"
      text +=
        analysis.process.executable.isOfCore
        ? ", in which function only the binary tells   " : " of an unknown function   "
    }
    guard let goroutine = diagnosis.facts.crashedGoroutine else {
      guard let thread = diagnosis.facts.threadIndex else { return "no thread was dying" }
      return text + "thread \(analysis.process.threads[thread].thread.id), on no goroutine"
    }
    text +=
      diagnosis.facts.isFromOutside(analysis.process)
      ? "interrupted goroutine \(goroutine.id)" : "goroutine \(goroutine.id)"
    var describer = self.describer(analysis)
    let described = describer.describe(goroutine)
    if let creator = described.creator, goroutine.id != 1 {
      text += ", created by \(displayable(creator.function))"
    } else if described.hasNoFunctions, goroutine.id != 1, !goroutine.creatorPC.isNull {
      text += ", created at \(goroutine.creatorPC)"
    }
    return text
  }

  private func signalText(_ report: Report, _ facts: CrashFacts) -> String? {
    let core = report.coreSignal.map { "core says \(SignalName.name($0.number))" }
    guard let effective = facts.signal else {
      guard let core else { return nil }
      return facts.path == .none ? core : "\(core) (Go raises it itself after a crash)"
    }
    var text = "\(effective.name) code=\(effective.code)"
    if let address = effective.address { text += " addr=\(address)" }
    if effective.addressIsUnknown { text += " (the processor gives none)" }
    if let pc = effective.pc { text += " pc=\(pc)" }
    if let access = effective.access { text += " \(access.rawValue)" }
    if let sender = effective.sender {
      switch sender.processID {
      case 0: text += " sent from outside the PID namespace, or by the terminal (SI_KERNEL)"
      case report.process.processID: text += " raised by the process itself"
      default: text += " sent by pid \(sender.processID), uid \(sender.userID)"
      }
    }
    guard let core, report.coreSignal?.number != effective.number || effective.sender == nil else {
      return text
    }
    return
      "\(core) (Go raises it again); the \(effective.sender == nil ? "fault" : "signal") was \(text)"
  }

  // MARK: - Identity

  private func writeIdentity(_ report: Report, to out: TextWriter) {
    writeBuild(report.build, to: out)
    writeProcess(report, to: out)
    let core = report.core
    var text = displayable(core.path)
    if let time = core.time {
      text += " of \(CalendarTime(epoch: time.value).short) (\(time.source))"
    }
    text += core.truncatedAt.map { ", truncated at \($0) bytes" } ?? ", complete"
    text += ", \(humanSize(core.size)) apparent, \(humanSize(core.sizeOnDisk)) on disk"
    if let compression = core.compression { text += " (\(compression))" }
    if let host = core.host { text += ", host \(displayable(host))" }
    out.write(style.label("CORE") + text + "\n")
  }

  private func writeBuild(_ build: BuildDescription, to out: TextWriter) {
    var words: [String] = []
    if let path = build.binaryPath { words.append(displayable(path)) }
    if let information = build.information {
      words.append(displayable(information.goVersion))
      if let main = information.main {
        words.append(
          displayable(main.path) + (main.version.isEmpty ? "" : " " + displayable(main.version)))
      } else if let path = information.path {
        words.append(displayable(path))
      }
      if let revision = information.settings["vcs.revision"] {
        let modified = information.settings["vcs.modified"] == "true" ? " (modified)" : ""
        words.append("rev \(displayable(String(revision.prefix(12))))\(modified)")
      }
    }
    if let id = build.ids.gnu {
      words.append("build ID \(displayable(String(id.prefix(16))))…")
    } else if let id = build.ids.go {
      words.append("Go build ID \(displayable(String(id.prefix(20))))…")
    }
    switch build.binary {
    case .matched: words.append("matches")
    case .unverified: words.append("(not verified)")
    case .mismatched: words.append("DOES NOT MATCH the core")
    case .absent: words.append("(no binary)")
    }
    out.write(style.label("BUILD") + words.joined(separator: " ") + "\n")
  }

  private func writeProcess(_ report: Report, to out: TextWriter) {
    let process = report.process
    var words: [String] = []
    var head = process.processID.map { "pid \($0)" } ?? "pid unknown"
    if report.showsValues, !process.arguments.isEmpty {
      head += " " + process.arguments.map { displayable(shellQuoted($0)) }.joined(separator: " ")
    } else if let command = process.command {
      let others = (process.argumentCount ?? 1) - 1
      head +=
        others > 0
        ? " \"\(displayable(command)) …\" (\(counted(others, "argument")))"
        : " \"\(displayable(command))\""
    }
    words.append(head)
    if let summary = report.analysis?.diagnosis.summary {
      let statuses = summary.byStatus.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) \(displayable($0.key))" }.joined(separator: ", ")
      words.append(
        counted(summary.total, "goroutine") + (statuses.isEmpty ? "" : " (\(statuses))"))
    }
    if report.threadCount > 0 { words.append(counted(report.threadCount, "thread")) }
    if let uptime = process.uptimeSeconds { words.append("up \(uptime) s or more") }
    out.write(style.label("PROC") + words.joined(separator: " · ") + "\n")
  }

  // MARK: - Body

  private func writeStack(_ analysis: ProgramAnalysis, _ report: Report, to out: TextWriter) {
    let facts = analysis.diagnosis.facts
    guard let index = facts.threadIndex else { return }
    let head: String
    if let goroutine = facts.crashedGoroutine {
      var describer = self.describer(analysis)
      let described = describer.describe(goroutine)
      head = "goroutine \(goroutine.id) [\(displayable(described.waitReason ?? described.status))]"
    } else {
      head = "thread \(analysis.process.threads[index].thread.id), system stack"
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
    GroupText(analysis: analysis, style: style).write(
      Array(groups.prefix(Self.groupLimit)), label: style.label("GROUPS"), to: out)
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
      analyzer: analysis.analyzer, crash: analysis.diagnosis.facts, style: style,
      stackOptions: stackOptions, showsValues: report.showsValues
    ).writeFull(to: out) { _ in true }
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

  private func describer(_ analysis: ProgramAnalysis) -> GoroutineDescriber {
    GoroutineDescriber(
      process: analysis.process, symbolizer: analysis.analyzer.symbolizer,
      crash: analysis.diagnosis.facts)
  }

  private func stackText(_ analysis: ProgramAnalysis, to out: TextWriter) -> StackText {
    StackText(
      options: stackOptions, style: style, architecture: analysis.process.core.architecture,
      out: out)
  }
}

/// The first line of a text, made displayable; more lines are told by `…`.
func firstLine(_ text: String) -> String {
  guard let newline = text.firstIndex(of: "\n") else { return displayable(text) }
  let rest = text[text.index(after: newline)...]
  return displayable(String(text[..<newline])) + (rest.isEmpty ? "" : " …")
}
