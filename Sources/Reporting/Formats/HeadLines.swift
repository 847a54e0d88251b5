// The lines at the head of a report: what died, where, why, who and when. Text and Markdown dress the
// same words.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// One line of the head.
struct HeadLine {
  /// `CRASH`, `WHERE`, …; empty for a line that goes on.
  let label: String
  /// Displayable text.
  let text: String

  init(_ label: String, _ text: String) {
    self.label = label
    self.text = text
  }
}

/// Puts the head of a report into words.
struct HeadLines {
  let report: Report

  /// What happened; empty where only the core was looked at.
  var verdict: [HeadLine] {
    guard let analysis = report.analysis else { return [] }
    let diagnosis = analysis.diagnosis
    let hasName = diagnosis.programFrame != nil || diagnosis.runtimeFrame != nil
    let doubt = hasName && report.build.binary == .mismatched ? "perhaps " : ""
    var lines = [HeadLine("WHERE", doubt + whereText(analysis))]
    for panic in diagnosis.facts.panics where !panic.isGoexit {
      var text = "panic: " + firstLine(panic.text ?? Self.lostText(analysis))
      if panic.isTextGuessed {
        text += "  (read as a string: its type is in the binary)"
      } else if let type = panic.type, !type.hasPrefix("runtime."), type != "string" {
        text += "  (\(displayable(type)))"
      }
      if panic.isRecovered { text += " [recovered]" }
      lines.append(HeadLine("SAYS", text))
    }
    if diagnosis.facts.panics.contains(where: \.isGoexit) {
      lines.append(HeadLine("SAYS", "runtime.Goexit was under way"))
    }
    if diagnosis.facts.path == .runtimeThrow {
      lines.append(
        HeadLine(
          "SAYS",
          "fatal error: " + firstLine(diagnosis.facts.throwText ?? "(its text is lost)")))
      lines += diagnosis.facts.diagnostics.suffix(3).map { HeadLine("", displayable($0)) }
    }
    if let signal = signalText(report, diagnosis.facts) { lines.append(HeadLine("SIGNAL", signal)) }
    for other in diagnosis.facts.others {
      let goroutine = other.goroutine.map { "goroutine \($0.id)" } ?? "no goroutine"
      let text = other.panics.last?.text.map { ": panic: " + firstLine($0) } ?? ""
      lines.append(
        HeadLine(
          "ALSO", "\(goroutine) on thread \(other.thread) was dying at the same time\(text)"))
    }
    lines.append(
      HeadLine(
        "BUCKET", SignatureText(signature: diagnosis.signature, known: report.known).bucket))
    return lines
  }

  /// What the program was, and what is known of its crash beforehand.
  var identity: [HeadLine] {
    var lines = [
      HeadLine("BUILD", buildText), HeadLine("PROC", processText), HeadLine("CORE", coreText),
    ]
    if let signature = report.analysis?.diagnosis.signature,
      let owner = SignatureText(signature: signature, known: report.known).owner
    {
      lines.append(HeadLine("OWNER", owner))
    }
    return lines
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
    var describer = GoroutineDescriber(
      process: analysis.process, symbolizer: analysis.analyzer.symbolizer,
      crash: analysis.diagnosis.facts)
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

  private var coreText: String {
    let core = report.core
    var text = displayable(core.path)
    if let time = core.time {
      text += " of \(CalendarTime(epoch: time.value).short) (\(time.source))"
    }
    text += core.truncatedAt.map { ", truncated at \($0) bytes" } ?? ", complete"
    text += ", \(humanSize(core.size)) apparent, \(humanSize(core.sizeOnDisk)) on disk"
    if let compression = core.compression { text += " (\(compression))" }
    if let host = core.host { text += ", host \(displayable(host))" }
    return text
  }

  private var buildText: String {
    let build = report.build
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
    return words.joined(separator: " ")
  }

  private var processText: String {
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
    return words.joined(separator: " · ")
  }
}

/// The first line of a text, made displayable; more lines are told by `…`.
func firstLine(_ text: String) -> String {
  guard let newline = text.firstIndex(of: "\n") else { return displayable(text) }
  let rest = text[text.index(after: newline)...]
  return displayable(String(text[..<newline])) + (rest.isEmpty ? "" : " …")
}
