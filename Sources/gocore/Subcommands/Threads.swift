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

  var failsAsJSON: Bool { format.format.isForPrograms && output.output == nil }

  func validate() throws {
    if !output.also.isEmpty { throw ValidationError("--also belongs to inspect") }
  }

  mutating func run() throws {
    var session = try Session(input, InspectionOptions())
    let answer = try session.load().threadAnswer(
      keepsAllFrames: !format.format.isForPrograms && output.frames == .all)
    try format.write(answer, output.options, color: output.color, to: output.output)
    try session.finish(answer.limits, output)
  }
}
