// gocore identify: what the core alone says of the program, so that its binary can be fetched.

internal import ArgumentParser
internal import Basics
internal import ElfCore
internal import GoRuntime
internal import Gocore
internal import Reporting

/// The identity of one core.
struct Identify: AnsweringCommand, ExplainedCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Say which build the core is of, from the core alone.",
    usage: "gocore identify <core> [<options>]")

  typealias Answer = IdentityAnswer

  static let examples = [
    Example("gocore identify core.1234", "which build to fetch"),
    Example("gzip -c core.1234 | gocore identify - --format json", "the same for a script"),
    Example("gocore identify core.1234 --modules", "what it is made of, without its binary"),
  ]

  @Option(help: "The format.")
  var format = AnswerFormat<Answer>.standard

  @Flag(help: "In text, list the modules of the build with their versions.")
  var modules = false

  @OptionGroup var output: OutputArguments
  @OptionGroup var input: InputArguments

  var failsAsJSON: Bool { format.format.isForPrograms && output.isToStandardOutput }

  mutating func run() throws {
    let outputs = try output.outputs(format)
    var options = InspectionOptions()
    options.showsValues = output.look.showValues
    let session = try Session(input, options)
    session.progress.end()
    var report = session.core.identity
    if input.run.timings { report.timings = session.progress.timings }
    try outputs.write(IdentityAnswer(report, listsModules: modules))
    let isGo = report.build.information != nil || report.build.ids.go != nil
    guard isGo else {
      throw Failure(
        .notGo, "\(displayable(report.core.path)): no trace of a Go program in the core")
    }
    try session.finish(report, input.run)
  }
}
