// gocore goroutines: listed, grouped, filtered, in full, or in the runtime's own text.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import Gocore
internal import Reporting

/// The goroutines of one core.
struct Goroutines: AnsweringCommand, ExplainedCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "goroutines",
    abstract: "List, group and filter goroutines; print the runtime's own traceback.",
    usage: "gocore goroutines <core> [<binary>] [<options>]")

  typealias Answer = GoroutineAnswer

  static let examples = [
    Example.first[1],
    Example("gocore goroutines core.1234 app --id 1", "one in full"),
    Example("gocore goroutines core.1234 app --status 'chan receive'", "those that wait so"),
    Example("gocore goroutines core.1234 app --format traceback", "what Go would have printed"),
    Example("gocore goroutines core.1234 app --no-system --waits-on 'chan '", "on a channel"),
  ]

  @Option(help: "The list's format; traceback is what the Go runtime prints.")
  var format = AnswerFormat<Answer>.standard

  @Flag(help: "Count goroutines with the same stack together.")
  var group = false

  @Flag(help: "Every goroutine in full.")
  var all = false

  @OptionGroup var output: OutputArguments
  @OptionGroup(title: "Which goroutines") var wanted: GoroutineArguments
  @OptionGroup var input: InputArguments

  var failsAsJSON: Bool { format.format.isForPrograms && output.isToStandardOutput }

  func validate() throws {
    if group, format.format == .traceback {
      throw ValidationError("--group has no traceback format; use text or json")
    }
  }

  mutating func run() throws {
    let outputs = try output.outputs(format)
    var inspection = InspectionOptions()
    inspection.showsValues = output.look.showValues
    var session = try Session(input, inspection)
    var query = GoroutineQuery(wanted.conditions)
    query.isGrouped = group
    query.isInFull = all || !wanted.id.isEmpty
    query.isTraceback = outputs.formats.contains { $0.format == .traceback }
    let answer = try session.load().answer(query)
    var options = output.options
    options.threads = input.run.threads ?? processorCount()
    try outputs.write(answer, options)
    if answer.filter?.matchesNothing == true { StandardError.write("gocore: no goroutine matches") }
    if let unknown = answer.filter?.unknownWaits, unknown > 0 {
      StandardError.write(
        "gocore: left out: \(counted(unknown, "goroutine")) of which nobody knows how long they wait"
      )
    }
    try session.finish(answer.limits, input.run)
  }
}
