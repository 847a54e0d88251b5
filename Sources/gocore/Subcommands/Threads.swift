// gocore threads: the operating system's threads, and the goroutine on each.

internal import ArgumentParser
internal import Gocore
internal import Reporting

/// The threads of one core.
struct Threads: AnsweringCommand, ExplainedCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "threads",
    abstract: "Show each thread with its registers, its goroutine and its stack.",
    usage: "gocore threads <core> [<binary>] [<options>]")

  typealias Answer = ThreadAnswer

  static let examples = [
    Example("gocore threads core.1234 app", "all threads with their registers")
  ]

  @Option(help: "The list's format.")
  var format = AnswerFormat<Answer>.standard

  @Option(help: ArgumentHelp("Only this thread (repeatable).", valueName: "number"))
  var id: [Int32] = []

  @OptionGroup var output: OutputArguments
  @OptionGroup var input: InputArguments

  var failsAsJSON: Bool { format.format.isForPrograms && output.isToStandardOutput }

  mutating func run() throws {
    let outputs = try output.outputs(format)
    var session = try Session(input, InspectionOptions())
    let answer = try session.load().threadAnswer(
      ids: id,
      keepsAllFrames: output.look.frames == .all
        && outputs.formats.contains { !$0.format.isForPrograms }
    )
    try outputs.write(answer, output.options)
    try session.finish(answer.limits, input.run)
  }
}
