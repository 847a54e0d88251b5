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
  var format = ListFormat.text

  var failsAsJSON: Bool { format == .json && output.output == nil }

  func validate() throws {
    if !output.also.isEmpty { throw ValidationError("--also belongs to inspect") }
  }

  mutating func run() throws {
    var session = try Session(input, InspectionOptions())
    let program = try session.load()
    session.progress.phase("threads")
    let threads = program.threads(keepsAllFrames: format == .text && output.frames == .all)
    let limits = program.limits
    let toFile = output.output != nil
    try OutputFile(path: output.output).write { out in
      switch format {
      case .json:
        ReportV1(includesAllGoroutines: false).write(threads, limits: limits, to: out)
      case .text:
        var options = output.stackOptions
        // A thread is mostly in the runtime: hiding that would leave nothing.
        options.showsRuntime = true
        GoroutineListText(
          architecture: program.architecture,
          style: TextStyle(usesColor: wantsColor(output.color, toFile: toFile)),
          stackOptions: options, showsValues: output.showValues
        ).writeThreads(threads, to: out)
      }
    }
    try session.finish(limits, output)
  }
}
