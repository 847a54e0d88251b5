// gocore inspect: the report.

internal import ArgumentParser
internal import Basics
internal import Gocore
internal import Reporting

/// The report of one core.
struct Inspect: ParsableCommand, ReportingCommand {
  // As a part of gocore it is not asked for scripts that complete its options, each time anew.
  static let configuration = CommandConfiguration(
    commandName: "inspect", _superCommandName: "gocore",
    abstract: "Say what killed the program, and what every goroutine was doing.")

  @OptionGroup var input: InputArguments
  @OptionGroup var output: OutputArguments

  @Option(help: "The report's format.")
  var format = ReportFormat.standard

  @Flag(help: "Every goroutine in full.")
  var all = false

  @OptionGroup var knownIssues: KnownIssueArguments
  @OptionGroup var signatureLists: SignatureListArguments

  var failsAsJSON: Bool { format.format.isForPrograms && output.isToStandardOutput }

  mutating func run() throws {
    let outputs = try output.outputs(format)
    var analysis = InspectionOptions()
    analysis.showsValues = output.showValues
    analysis.lists = try signatureLists.lists()
    analysis.known = try knownIssues.readForToday()
    var session = try Session(input, analysis)
    var report = try session.load().report()
    session.progress.end()
    if output.timings { report.timings = session.progress.timings }
    var options = output.options
    options.includesAllGoroutines = all
    options.threads = input.threads ?? processorCount()
    try outputs.write(report, options)
    try session.finish(report, output)
  }
}

extension OutputArguments {
  /// Where answers go.
  func outputs<Answer>(_ format: AnswerFormat<Answer>) throws -> Outputs<Answer> {
    try Outputs(format, to: output, also: also, color: color)
  }

  var isToStandardOutput: Bool { OutputFile(path: output).isStandardOutput }

  /// How answers look.
  var options: ReportOptions {
    var options = ReportOptions()
    options.stack.showsRuntime = runtime
    options.stack.showsAllFrames = frames == .all
    return options
  }
}
