// gocore goroutines: listed, grouped, filtered, in full, or in the runtime's own text.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
internal import Loading
internal import Reporting

/// Formats of the list.
enum GoroutineFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, traceback
}

/// The goroutines of one core.
struct Goroutines: ParsableCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, group and filter goroutines; print the runtime's own traceback.")

  @OptionGroup var input: InputArguments
  @OptionGroup var output: OutputArguments

  @Option(help: "The list's format; traceback is what the Go runtime prints.")
  var format = GoroutineFormat.text

  @Option(help: ArgumentHelp("Only this goroutine, in full (repeatable).", valueName: "number"))
  var id: [UInt64] = []

  @Option(
    help: ArgumentHelp(
      "Only goroutines of this status or wait reason, by the target's own name (repeatable).",
      valueName: "text"))
  var status: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only goroutines with a function on their stack whose name contains this (repeatable).",
      valueName: "text"))
  var function: [String] = []

  @Flag(help: "Count goroutines with the same stack together.")
  var group = false

  @Flag(help: "Every goroutine in full.")
  var all = false

  var failsAsJSON: Bool { format == .json && output.output == nil }

  func validate() throws {
    if group, format == .traceback {
      throw ValidationError("--group has no traceback format; use text or json")
    }
    if !output.also.isEmpty { throw ValidationError("--also belongs to inspect") }
  }

  mutating func run() throws {
    var session = try Session(input)
    let process = try session.openProgram().process
    // Without functions a traceback would be empty, and no function would be found.
    if process.modules.isEmpty, process.executable.isOfCore,
      format == .traceback || !function.isEmpty
    {
      throw Failure(.binary, session.loader.missingBinary.message)
    }
    session.progress.phase("goroutines")
    let analyzer = CrashAnalyzer(GoProgram(process))
    let crash = analyzer.crashFacts()
    let filter = GoroutineFilter(
      analyzer: analyzer, ids: id, statuses: status, functions: function)
    let isIncluded: (Goroutine) -> Bool = { filter.includes($0) }
    var found = 0
    let counted: (Goroutine) -> Bool = {
      let included = isIncluded($0)
      if included { found += 1 }
      return included
    }
    let toFile = output.output != nil
    let text = GoroutineListText(
      architecture: process.core.architecture,
      style: TextStyle(usesColor: wantsColor(output.color, toFile: toFile)),
      stackOptions: output.stackOptions, showsValues: output.showValues)
    // Only stacks of threads have frames of C.
    _ = analyzer.threads(crash)
    session.note(analyzer.missingLibraries)
    let goroutines = analyzer.goroutines(crash, where: counted)
    var summary: GoroutineSummary?
    if group {
      var grouper = GoroutineGrouper(analyzer.program)
      summary =
        filter.isActive
        ? grouper.summarize(where: counted)
        : grouper.summarize(threads: input.threads ?? processorCount())
    }
    try OutputFile(path: output.output).write { out in
      switch (format, summary) {
      case (.traceback, _):
        var options = TracebackOptions()
        options.showsAllFrames = output.frames == .all
        options.showsValues = output.showValues
        if !filter.isActive { found = 1 }
        TracebackReport(
          analyzer.traceback(crash, where: filter.isActive ? counted : nil), options: options,
          out: out
        ).write()
      case (.json, let summary?):
        ReportV1(includesAllGoroutines: false).write(
          analyzer.groups(of: summary), of: summary, limits: session.limits, to: out)
      case (.json, nil):
        ReportV1(includesAllGoroutines: true).write(
          goroutines, limits: session.limits, showsValues: output.showValues,
          showsAllFrames: output.frames == .all, to: out)
      case (.text, let summary?):
        text.writeGroups(analyzer.groups(of: summary), to: out)
      case (.text, nil):
        if all || !id.isEmpty {
          text.writeFull(goroutines, to: out)
        } else {
          text.writeLines(goroutines, to: out)
        }
      }
    }
    if found == 0, filter.isActive {
      StandardError.write("gocore: no goroutine matches")
    }
    try session.finish(output)
  }
}

/// Which goroutines were asked for.
final class GoroutineFilter {
  private let program: GoProgram
  private var unwinder: Unwinder
  private let ids: Set<UInt64>
  private let statuses: Set<String>
  private let functions: [String]
  /// Whether a code point's functions match, looked up once each.
  private var matches: [Int32: Bool] = [:]

  init(analyzer: CrashAnalyzer, ids: [UInt64], statuses: [String], functions: [String]) {
    program = analyzer.program
    unwinder = program.unwinder()
    self.ids = Set(ids)
    self.statuses = Set(statuses)
    self.functions = functions
  }

  /// Whether anything is filtered.
  var isActive: Bool { !ids.isEmpty || !statuses.isEmpty || !functions.isEmpty }

  /// Whether a goroutine is asked for.
  func includes(_ goroutine: Goroutine) -> Bool {
    if !ids.isEmpty, !ids.contains(goroutine.id) { return false }
    if !statuses.isEmpty {
      guard
        statuses.contains(program.process.status(of: goroutine))
          || program.process.waitReason(of: goroutine).map(statuses.contains) == true
      else { return false }
    }
    return functions.isEmpty || hasFunction(goroutine)
  }

  private func hasFunction(_ goroutine: Goroutine) -> Bool {
    guard let start = program.process.stackStart(of: goroutine) else { return false }
    return unwinder.walk(from: start).frames.contains { frame in
      if let known = matches[frame.point] { return known }
      let found = program.frames(at: frame.point).contains {
        let name = program.functionName($0)
        return functions.contains { name.contains($0) }
      }
      matches[frame.point] = found
      return found
    }
  }
}
