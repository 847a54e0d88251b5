// gocore goroutines: listed, grouped, filtered, in full, or in the runtime's own text.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import Gocore
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

  var failsAsJSON: Bool { format.format.isForPrograms && output.isToStandardOutput }

  func validate() throws {
    if group, format.format == .traceback {
      throw ValidationError("--group has no traceback format; use text or json")
    }
  }

  mutating func run() throws {
    let outputs = try output.outputs(format)
    var inspection = InspectionOptions()
    inspection.showsValues = output.showValues
    var session = try Session(input, inspection)
    var query = GoroutineQuery(ids: id, statuses: status, functions: function)
    query.isGrouped = group
    query.isInFull = all || !id.isEmpty
    query.isTraceback = outputs.formats.contains { $0.format == .traceback }
    let answer = try session.load().answer(query)
    var options = output.options
    options.threads = input.threads ?? processorCount()
    try outputs.write(answer, options)
    if answer.filter?.matchesNothing == true { StandardError.write("gocore: no goroutine matches") }
    try session.finish(answer.limits, output)
  }
}
