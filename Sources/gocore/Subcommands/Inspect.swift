// gocore inspect: the report.

internal import ArgumentParser
internal import Basics
internal import Gocore
internal import Reporting

/// The report of one core.
struct Inspect: AnsweringCommand, ExplainedCommand, ReportingCommand {
  // As a part of gocore it is not asked for scripts that complete its options, each time anew.
  static let configuration = CommandConfiguration(
    commandName: "inspect", _superCommandName: "gocore",
    abstract: "Say what killed the program, and what every goroutine was doing.",
    usage: "gocore inspect <core> [<binary>] [<options>]")

  typealias Answer = Report

  static let examples = [
    Example.first[0],
    Example("gocore core.1234 --binaries builds", "with the binary of its build ID, from a folder"),
    Example("gocore core.1234 app --format markdown -o crash.md", "to paste into a ticket"),
    Example("gocore core.1234 app --also json=report.json", "to read and to keep, in one run"),
  ]

  @Option(help: "The report's format.")
  var format = ReportFormat.standard

  @Flag(help: "Every goroutine in full.")
  var all = false

  @OptionGroup var output: OutputArguments
  @OptionGroup var input: InputArguments
  @OptionGroup(title: "Known issues and signatures") var knownIssues: KnownIssueArguments
  @OptionGroup(title: "Known issues and signatures") var signatureLists: SignatureListArguments

  var failsAsJSON: Bool { format.format.isForPrograms && output.isToStandardOutput }

  mutating func run() throws {
    let outputs = try output.outputs(format)
    var analysis = InspectionOptions()
    analysis.showsValues = output.look.showValues
    analysis.lists = try signatureLists.lists()
    analysis.known = try knownIssues.readForToday()
    var session = try Session(input, analysis)
    var report = try session.load().report()
    session.progress.end()
    if input.run.timings { report.timings = session.progress.timings }
    var options = output.options
    options.includesAllGoroutines = all
    options.threads = input.run.threads ?? processorCount()
    try outputs.write(report, options)
    try session.finish(report, input.run)
  }
}
