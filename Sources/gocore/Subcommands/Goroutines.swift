// gocore goroutines: listed, grouped, filtered, in full, or in the runtime's own text.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import Gocore
internal import Loading
internal import Reporting

/// The goroutines of one core.
struct Goroutines: ParsableCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "goroutines",
    abstract: "List, group and filter goroutines; print the runtime's own traceback.")

  @OptionGroup var input: InputArguments
  @OptionGroup var output: OutputArguments

  @Option(help: "The list's format; traceback is what the Go runtime prints.")
  var format = AnswerFormat<GoroutineAnswer>.standard

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

  var failsAsJSON: Bool { format.format.isForPrograms && output.output == nil }

  func validate() throws {
    if group, format.format == .traceback {
      throw ValidationError("--group has no traceback format; use text or json")
    }
    if !output.also.isEmpty { throw ValidationError("--also belongs to inspect") }
  }

  mutating func run() throws {
    var session = try Session(input, InspectionOptions())
    let program = try session.load()
    // Without functions a traceback would be empty, and no function would be found.
    if format.format == .traceback || !function.isEmpty {
      try program.requireFunctions()
    }
    session.progress.phase("goroutines")
    let filter = program.filter(ids: id, statuses: status, functions: function)
    let goroutines = program.goroutines(filter)
    let summary = group ? program.summary(filter) : nil
    let limits = program.limits
    var answer = GoroutineAnswer(
      goroutines, traceback: program.traceback(filter), limits: limits,
      architecture: program.architecture, showsValues: output.showValues)
    answer.groups = summary.map { (program.groups(of: $0), $0) }
    answer.isInFull = all || !id.isEmpty
    var options = output.options
    options.threads = input.threads ?? processorCount()
    try format.write(answer, options, color: output.color, to: output.output)
    if filter.isActive, filter.matchCount == 0 {
      StandardError.write("gocore: no goroutine matches")
    }
    try session.finish(limits, output)
  }
}
