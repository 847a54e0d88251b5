// gocore threads: the operating system's threads, and the goroutine on each.

internal import ArgumentParser
internal import Gocore
internal import Reporting

/// The threads of one core.
struct Threads: ParsableCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "threads",
    abstract: "Show each thread with its registers, its goroutine and its stack.")

  @OptionGroup var input: InputArguments
  @OptionGroup var output: OutputArguments

  @Option(help: "The list's format.")
  var format = AnswerFormat<ThreadAnswer>.standard

  var failsAsJSON: Bool { format.format.isForPrograms && output.isToStandardOutput }

  mutating func run() throws {
    let outputs = try output.outputs(format)
    var session = try Session(input, InspectionOptions())
    let answer = try session.load().threadAnswer(
      keepsAllFrames: output.frames == .all && outputs.formats.contains { !$0.format.isForPrograms }
    )
    try outputs.write(answer, output.options)
    try session.finish(answer.limits, output)
  }
}
