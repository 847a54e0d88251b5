// Puts a report together from what the session found.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
internal import InputFiles
internal import Loading
internal import Reporting

extension Session {
  /// The report as far as the core alone goes.
  func identityReport(showsValues: Bool) -> Report {
    var report = Report(core: coreDescription())
    report.showsValues = showsValues
    report.inputWords = inputWords
    report.threadCount = loader.core.file.threads.count
    report.coreSignal = coreSignal()
    report.process = processDescription()
    report.build = loader.core.build
    return report
  }

  private func coreDescription() -> CoreDescription {
    let input = loader.core.input
    let attributes = input.coredumpAttributes
    var time: (value: Int64, source: String)
    // systemd-coredump gives microseconds.
    if let text = attributes["timestamp"], let value = Int64(text) {
      time = (value > 100_000_000_000 ? value / 1_000_000 : value, "systemd")
    } else if let told = metadata.time {
      time = told
    } else if let value = Self.systemdTime(of: input.path) {
      time = (value, "systemd file name")
    } else if let value = input.memberModificationTime, value > 0 {
      time = (value, "archive member")
    } else {
      time = (input.modificationTime, "file time")
    }
    return CoreDescription(
      path: input.path + (input.member.map { "::\($0)" } ?? ""), size: input.size,
      // Copies of an archive differ in it, and batch tells the same of all of them.
      sizeOnDisk: loader.sources.index == nil ? input.sizeOnDisk : nil,
      compression: input.compression,
      truncatedAt: loader.core.file.truncatedAt ?? input.truncatedAt, time: time,
      host: attributes["hostname"] ?? metadata.host)
  }

  /// The time in `core.COMM.UID.BOOTID.PID.MICROSECONDS[.zst]`.
  private static func systemdTime(of path: String) -> Int64? {
    let name = path.split(separator: "/").last ?? ""
    var words = name.split(separator: ".")
    guard words.count >= 6, words[0] == "core" else { return nil }
    if ["zst", "lz4", "xz"].contains(words[words.count - 1]) { words.removeLast() }
    guard words.count >= 6, words[words.count - 3].count == 32,
      let value = Int64(words[words.count - 1]), value > 1_000_000_000_000_000
    else { return nil }
    return value / 1_000_000
  }

  private func coreSignal() -> (number: Int32, code: Int32?)? {
    if let signal = loader.core.file.signal { return (signal.number, signal.code) }
    guard let number = loader.core.file.threads.first?.signal, number > 0 else { return nil }
    return (number, nil)
  }

  private func processDescription() -> ProcessDescription {
    let core = loader.core.file
    var process = ProcessDescription()
    process.processID = core.process?.processID
    if let vectors = ProcessArguments(core: core, memory: loader.core.memory) {
      process.command = vectors.arguments.first
      process.arguments = vectors.arguments
      process.argumentCount = vectors.arguments.count
      process.environmentNames = vectors.environmentNames
      process.environment = vectors.environment
    } else if let notes = core.process {
      process.command = notes.arguments.split(separator: " ").first.map(String.init) ?? notes.name
    }
    return process
  }

  /// The whole report.
  mutating func report(
    showsValues: Bool, lists: SignatureLists = .standard, known: KnownIssues? = nil
  ) throws -> Report {
    let program = try openProgram()
    let process = program.process
    progress.phase("analysis")
    let analyzer = CrashAnalyzer(
      GoProgram(process, debugFiles: loader.sources.library.debugFiles), lists: lists,
      threads: threads ?? processorCount())
    let analysis = analyzer.analyze(isDoubtful: program.build.binary == .mismatched)
    progress.phase("report")
    var report = identityReport(showsValues: showsValues)
    let ids = report.build.ids
    report.build = program.build
    if ids != BuildIDs() { report.build.ids = ids }
    report.process.uptimeSeconds = process.uptimeSeconds
    report.analysis = analysis
    note(analysis.missingLibraries)
    report.known = known.flatMap { issues in
      CalendarDay(today()).map { issues.matches(analysis.diagnosis.traits, on: $0) }
    }
    report.limits = limits + analysis.diagnosis.limits
    report.status = report.limits.contains(where: \.isLoss) ? .partial : .complete
    return report
  }
}

extension Diagnosis {
  /// What the analysis could not find out.
  var limits: [Limit] {
    var limits = facts.problems.map { Limit(.crash, $0) }
    if facts.joined?.trace.gaps.contains(where: { $0.reason == .overwritten }) == true {
      limits.append(
        Limit(.overwritten, "frames of C between those of Go were overwritten in the crash"))
    }
    limits += waitProblems.map { Limit(.waits, $0) }
    if let problem = details.pendingDefers.problem { limits.append(Limit(.defers, problem)) }
    if summary.unreadable > 0 {
      limits.append(
        Limit(.unreadableGoroutines, "\(summary.unreadable) goroutines are unreadable"))
    }
    if summary.incomplete > 0 {
      limits.append(
        Limit(.incompleteStacks, "the stacks of \(summary.incomplete) goroutines end early"))
    }
    if summary.waitTimeUnknown > 0, summary.waiting > 0 {
      let share = summary.waitTimeUnknown * 100 / summary.waiting
      limits.append(
        Limit(
          .waitTimes,
          "wait times unknown for \(share) % of those waiting (no GC since they parked)"))
    }
    return limits
  }
}
