// The head of a report: what died, where, why, who and when. Each fact is a line here, for all
// renderers.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts the head of a report into words.
struct HeadSections {
  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  /// The headline, the facts, and what was too long for its line in them.
  var sections: [Section] {
    var sections: [Section] = []
    if let headline { sections.append(Section(on: .screen) { .headline(headline) }) }
    return sections + [
      Section(isTight: true) { .facts(facts) }, Section(on: .screen) { .facts(longFacts) },
    ]
  }

  /// What happened, in one line.
  private var headline: Headline? {
    report.analysis.map {
      let verdict = $0.diagnosis.verdict
      return Headline(
        "CRASH", firstLine(verdict.title), shorter: Self.shorter(firstLine(verdict.title)),
        mark: "\(verdict.crashClass), \(verdict.confidence.rawValue)")
    }
  }

  /// A title in less room: first the paths of packages go, then places in files, which WHERE has.
  private static func shorter(_ title: String) -> [String] {
    let words = title.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.hasPrefix("/") || word.contains("://") ? String(word) : withoutPath(String(word))
    }
    let bare = words.filter { !isPlace($0) }
    return [words, bare].map { $0.joined(separator: " ") }
  }

  /// Whether a word is `(deadlocks.go:92)`, with what ends a clause behind it.
  private static func isPlace(_ word: String) -> Bool {
    guard word.hasPrefix("("), word.hasSuffix(")"), let colon = word.lastIndex(of: ":") else {
      return false
    }
    return word[..<colon].contains(".")
      && word[word.index(after: colon)...].dropLast().allSatisfy(\.isNumber)
  }

  /// All facts, in order.
  private var facts: [Fact] {
    var facts = report.analysis.map(facts(of:)) ?? []
    facts += [
      Fact("BUILD", "Build", .quoted(buildText(), shorter: [buildText(isShort: true)])),
      Fact("PROC", "Process", .quoted(processText(), shorter: shorterProcessTexts)),
      Fact(
        "CORE", "Core",
        .quoted(
          coreText(report.core.path),
          shorter: [
            coreText(shortPath(report.core.path)),
            coreText(shortPath(report.core.path), hasDiskSize: false),
          ])),
    ]
    facts += remains
    facts += others
    if let signature = report.analysis?.diagnosis.signature {
      let words = SignatureWords(signature, known: report.known)
      if let owner = words.owner { facts.append(Fact("OWNER", "", .quoted(owner), on: .screen)) }
      facts += words.pageFacts
    }
    return facts
  }

  /// What happened.
  private func facts(of analysis: ProgramAnalysis) -> [Fact] {
    let diagnosis = analysis.diagnosis
    let verdict = diagnosis.verdict
    let family = " (\(verdict.rule.family.rawValue)), \(verdict.confidence.rawValue)"
    var facts = [
      Fact(
        "", "Class", Line([TextSpan(verdict.crashClass, .quoted), TextSpan(family)]), on: .page)
    ]
    facts += diagnosis.standstill.map { StandstillWords($0).facts } ?? []
    facts.append(Fact("WHERE", "Where", WhereWords(report, analysis).line))
    let says = says(analysis)
    // Cut off, it stands whole below the head of a screen.
    facts += says.prefix(1).map { first in
      Fact("SAYS", "", Line([TextSpan(first.text, .quoted, isElastic: true)]), on: .screen)
    }
    facts += says.map { $0.fact(on: .page) }
    var signals = signalTexts(report, diagnosis.facts)
    if let longest = signals.first, diagnosis.standstill?.chains.isEmpty == false,
      analysis.isFromOutside, !analysis.isInterruptedInProgram
    {
      signals.insert("\(longest); it struck \(analysis.struckWords)", at: 0)
    }
    if let longest = signals.first {
      facts.append(
        Fact("SIGNAL", "Signal", .quoted(longest, shorter: Array(signals.dropFirst()))))
    }
    let words = SignatureWords(diagnosis.signature, known: report.known)
    facts.append(Fact("BUCKET", "", words.bucket, on: .screen))
    return facts
  }

  /// What a screen cuts off in the facts, whole.
  private var longFacts: [Fact] {
    guard let analysis = report.analysis else { return [] }
    var facts: [Fact] = []
    let says = says(analysis)
    if says.count > 1 || says.contains(where: { shownWidth($0.text) > Line.columns }) {
      facts += says.map { $0.fact(on: .screen) }
    }
    return facts
  }

  // MARK: - What the runtime printed

  /// What the runtime printed as it died: the panics, oldest first, or the fatal error with what stood
  /// before it.
  private func says(_ analysis: ProgramAnalysis) -> [SaidLine] {
    let facts = analysis.diagnosis.facts
    var lines: [SaidLine] = []
    for panic in facts.panics where !panic.isGoexit {
      var end = ""
      if panic.isTextGuessed {
        end += "  (read as a string: its type is in the binary)"
      } else if let type = panic.type, !type.hasPrefix("runtime."), type != "string" {
        end += "  (\(type))"
      }
      if panic.isRecovered { end += " [recovered]" }
      lines += Self.lines(of: "panic: " + (panic.text ?? Self.lostText(analysis)), end)
    }
    if facts.panics.contains(where: \.isGoexit) {
      lines.append(SaidLine("runtime.Goexit was under way"))
    }
    if facts.path == .runtimeThrow {
      lines += Self.lines(of: "fatal error: " + (facts.throwText ?? "(its text is lost)"), "")
      lines += facts.diagnostics.suffix(3).map { SaidLine($0, goesOn: true) }
    } else if analysis.diagnosis.verdict.outsideReason != nil {
      lines += facts.diagnostics.suffix(3).map { SaidLine($0) }
    }
    return lines
  }

  /// A line that the runtime printed.
  private struct SaidLine {
    let text: String
    let goesOn: Bool

    init(_ text: String, goesOn: Bool = false) {
      self.text = text
      self.goesOn = goesOn
    }

    func fact(on medium: Medium) -> Fact {
      Fact(goesOn ? "" : "SAYS", goesOn ? "" : "Says", .quoted(text), on: medium)
    }
  }

  /// Lines of a panic's text that are shown.
  private static let lineLimit = 20

  /// The lines of a text, `end` behind the first.
  private static func lines(of text: String, _ end: String) -> [SaidLine] {
    let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
    var lines = parts.prefix(lineLimit).enumerated().map { number, part in
      SaidLine(String(part) + (number == 0 ? end : ""), goesOn: number > 0)
    }
    while lines.count > 1, lines.last?.text.isEmpty == true { lines.removeLast() }
    if parts.count > lineLimit {
      lines.append(SaidLine("… \(counted(parts.count - lineLimit, "line")) more", goesOn: true))
    }
    return lines
  }

  /// What a cut core has lost, and what it still shows of a death whose reason is lost with it.
  private var remains: [Fact] {
    guard let analysis = report.analysis, let lost = analysis.lost, !lost.isEmpty else { return [] }
    var facts = wrapped(lost.words, columns: Line.columns - 2).enumerated().map { number, text in
      Fact(
        number == 0 ? "LOST" : "", "", .quoted((number == 0 ? "" : "  ") + text), on: .screen)
    }
    facts.append(Fact("", "Lost", .quoted(lost.words), on: .page))
    guard analysis.diagnosis.verdict.rule.family == .other, lost.whole > 0 else { return facts }
    let whole = counted(lost.whole, "goroutine") + (lost.whole == 1 ? " is" : " are") + " whole"
    let forms = [2, 1, 0].map {
      ([whole] + lost.atWork.prefix($0)).joined(separator: "; ")
    }
    return facts + [Fact("LEFT", "Left", .quoted(forms[0], shorter: Array(forms.dropFirst())))]
  }

  /// Who else was dying.
  private var others: [Fact] {
    guard let facts = report.analysis?.diagnosis.facts else { return [] }
    return facts.others.map { other in
      let goroutine = other.goroutine.map { "goroutine \($0.id)" } ?? "no goroutine"
      let text = other.panics.last?.text.map { ": panic: " + firstLine($0) } ?? ""
      return Fact(
        "ALSO", "Also",
        .quoted("\(goroutine) on thread \(other.thread) was dying at the same time\(text)"))
    }
  }

  private static func lostText(_ analysis: ProgramAnalysis) -> String {
    analysis.isOfCore
      ? "(a value that only the binary tells)" : "(a value that cannot be read)"
  }

  /// The core's signal and the one behind the death, the longest form first.
  private func signalTexts(_ report: Report, _ facts: CrashFacts) -> [String] {
    let core = report.coreSignal.map { "core says \(SignalName.name($0.number))" }
    guard let effective = facts.signal else {
      guard let core else { return [] }
      return [facts.path == .none ? core : "\(core) (Go raises it itself after a crash)"]
    }
    var text = "\(effective.name) code=\(effective.code)"
    if let address = effective.address { text += " addr=\(address)" }
    if effective.addressIsUnknown { text += " (the processor gives none)" }
    if effective.sender == nil, let pc = effective.pc { text += " pc=\(pc)" }
    if let sender = effective.sender {
      switch sender.processID {
      case 0: text += " sent from outside the PID namespace, or by the terminal (SI_KERNEL)"
      case report.process.processID: text += " raised by the process itself"
      default: text += " sent by pid \(sender.processID), uid \(sender.userID)"
      }
    }
    // Of a signal that Go never saw, or gave back to the kernel, the core says nothing else.
    guard let core, report.coreSignal?.number != effective.number else { return [text] }
    let kind = effective.sender == nil ? "fault" : "signal"
    // Where it is not the program's own, Go did not raise it (SI_USER, SI_TKILL).
    let isRaised = report.coreSignal?.code.map { $0 <= 0 } ?? true
    return [
      "\(core)\(isRaised ? " (Go raises it again)" : ""); the \(kind) was \(text)",
      "\(text); \(core)",
    ]
  }

  // MARK: - Identity

  private func coreText(_ path: String, hasDiskSize: Bool = true) -> String {
    let core = report.core
    var text = path
    if let time = core.time {
      text += " of \(CalendarTime(epoch: time.value).short) (\(time.source))"
    }
    if let end = core.truncatedAt {
      text +=
        core.wholeSize.map { ", cut at \(Self.part(end, of: $0))" }
        ?? ", truncated at \(end) bytes"
    } else {
      text += ", complete"
    }
    if core.truncatedAt != core.size { text += ", \(humanSize(core.size))" }
    if hasDiskSize, let size = core.sizeOnDisk { text += ", \(humanSize(size)) on disk" }
    if let compression = core.compression { text += " (\(compression))" }
    if let host = core.host { text += ", host \(host)" }
    if let place = core.workload.place { text += ", \(place)" }
    return text
  }

  /// `41.2 of 41.8 MB`; where that would read the same, the bytes.
  private static func part(_ size: UInt64, of whole: UInt64) -> String {
    let (shown, all) = (humanSize(size), humanSize(whole))
    if shown == all { return "\(size) of \(whole) bytes" }
    let unit = all.drop { $0 != " " }
    return shown.hasSuffix(unit) ? "\(shown.dropLast(unit.count)) of \(all)" : "\(shown) of \(all)"
  }

  /// In the short form the binary's path is its last part, and the build ID shorter.
  private func buildText(isShort: Bool = false) -> String {
    let build = report.build
    var words: [String] = []
    if let path = build.binaryPath {
      words.append(isShort ? shortPath(path) : path)
    }
    if let information = build.information {
      words.append(information.goVersion)
      if let main = information.main {
        words.append(
          main.path + (main.version.isEmpty ? "" : " " + main.version))
      } else if let path = information.path {
        words.append(path)
      }
      if let revision = information.settings["vcs.revision"] {
        let modified = information.settings["vcs.modified"] == "true" ? " (modified)" : ""
        words.append("rev \(String(revision.prefix(isShort ? 7 : 12)))\(modified)")
      }
    }
    if let id = build.ids.gnu {
      words.append("build ID \(String(id.prefix(isShort ? 8 : 16)))…")
    } else if let id = build.ids.go {
      words.append("Go build ID \(String(id.prefix(isShort ? 8 : 20)))…")
    }
    switch build.binary {
    case .matched: words.append("matches")
    case .unverified: words.append("(not verified)")
    case .mismatched: words.append("DOES NOT MATCH the core")
    case .absent: words.append("(no binary)")
    }
    return words.joined(separator: " ")
  }

  private var shorterProcessTexts: [String] {
    var texts = [processText(hasUptime: false)]
    // What became of the goroutines is worth more than threads and arguments.
    if report.analysis?.diagnosis.standstill?.counts != nil {
      texts += [
        processText(hasUptime: false, hasThreads: false),
        processText(hasUptime: false, hasThreads: false, hasArguments: false),
      ]
    }
    return texts + [1, 0].map { processText(hasUptime: false, statusLimit: $0) }
  }

  /// `5 min`, `3 h`, `12 days`.
  private static func duration(_ seconds: UInt64) -> String {
    let (minute, hour, day) = (UInt64(60), UInt64(3_600), UInt64(86_400))
    if seconds >= 2 * day { return "\(seconds / day) days" }
    return seconds >= 2 * hour ? "\(seconds / hour) h" : "\(seconds / minute) min"
  }

  /// `statusLimit` is how many statuses are counted.
  private func processText(
    hasUptime: Bool = true, hasThreads: Bool = true, hasArguments: Bool = true,
    statusLimit: Int = .max
  ) -> String {
    let process = report.process
    var words: [String] = []
    var head = process.processID.map { "pid \($0)" } ?? "pid unknown"
    if report.showsValues, !process.arguments.isEmpty {
      head += " " + process.arguments.map { shellQuoted($0) }.joined(separator: " ")
    } else if let command = process.command {
      let others = (process.argumentCount ?? 1) - 1
      let count = hasArguments ? " (\(counted(others, "argument")))" : ""
      head += others > 0 ? " \"\(command) …\"\(count)" : " \"\(command)\""
    }
    words.append(head)
    let diagnosis = report.analysis?.diagnosis
    if let summary = diagnosis?.summary, statusLimit == .max,
      let counts = diagnosis?.standstill.flatMap({ StandstillWords($0).counts })
    {
      words.append("\(counted(summary.total, "goroutine")): \(counts)")
    } else if let summary = diagnosis?.summary {
      let counts = summary.byStatus.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) \($0.key)" }
      var statuses = counts.prefix(statusLimit).joined(separator: ", ")
      if !statuses.isEmpty, counts.count > statusLimit { statuses += ", …" }
      words.append(
        counted(summary.total, "goroutine") + (statuses.isEmpty ? "" : " (\(statuses))"))
    }
    if hasThreads, report.threadCount > 0 { words.append(counted(report.threadCount, "thread")) }
    if hasUptime, let uptime = process.uptimeSeconds, uptime >= 60 {
      words.append("up ≥ \(Self.duration(uptime))")
    }
    return words.joined(separator: " · ")
  }
}

/// The first line of a text; `…` stands for those behind it.
func firstLine(_ text: String) -> String {
  guard let newline = text.firstIndex(of: "\n") else { return text }
  let rest = text[text.index(after: newline)...]
  return String(text[..<newline]) + (rest.isEmpty ? "" : " …")
}

/// A path's last part.
private func shortPath(_ path: String) -> String {
  path.contains("/") ? "…/" + path.lastPathComponent : path
}

/// A function's name with no more of its package's path than the last element: `orders.(*Cart).Total`.
package func withoutPath(_ function: String) -> String {
  let end = function.firstIndex { $0 == "(" || $0 == "[" } ?? function.endIndex
  guard let slash = function[..<end].lastIndex(of: "/") else { return function }
  let last = function[function.index(after: slash)...]
  // The last element of raft/v3 is a version; Go code calls the package raft.
  let version = last.prefix { $0 != "." }
  guard version.first == "v", version.count > 1, version.dropFirst().allSatisfy(\.isNumber) else {
    return String(last)
  }
  let path = function[..<slash]
  let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path
  return String(name) + last.dropFirst(version.count)
}
