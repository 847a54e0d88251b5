// gocore inspect: the report.

internal import ArgumentParser
internal import Gocore
internal import Reporting

/// Formats of what is no report.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

extension ReportFormat: ExpressibleByArgument {
  /// The format of that name.
  public init?(argument: String) {
    guard let format = Self.named(argument) else { return nil }
    self = format
  }

  public var defaultValueDescription: String { name }

  public static var allValueStrings: [String] { all.map(\.name) }
}

/// The report of one core.
struct Inspect: ParsableCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what killed the program, and what every goroutine was doing.")

  @OptionGroup var input: InputArguments
  @OptionGroup var output: OutputArguments

  @Option(help: "The report's format.")
  var format = ReportFormat.text

  @Flag(help: "Every goroutine in full.")
  var all = false

  @OptionGroup var knownIssues: KnownIssueArguments
  @OptionGroup var signatureLists: SignatureListArguments

  var failsAsJSON: Bool { format.isForPrograms && output.output == nil }

  mutating func run() throws {
    let further = try output.also.map(FurtherOutput.init)
    var analysis = InspectionOptions()
    analysis.showsValues = output.showValues
    analysis.lists = try signatureLists.lists()
    analysis.known = try knownIssues.readForToday()
    var session = try Session(input, analysis)
    var report = try session.load().report()
    session.progress.end()
    if output.timings { report.timings = session.progress.timings }
    let toFile = output.output != nil
    var options = ReportOptions()
    options.stack = output.stackOptions
    options.includesAllGoroutines = all
    options.style = TextStyle(usesColor: wantsColor(output.color, toFile: toFile))
    try OutputFile(path: output.output).write { format.write(report, options, $0) }
    options.style = TextStyle(usesColor: false)
    for destination in further {
      try OutputFile(path: destination.path).write { destination.format.write(report, options, $0) }
    }
    try session.finish(report, output)
  }
}

/// `FORMAT=FILE` of `--also`.
struct FurtherOutput {
  let format: ReportFormat
  let path: String

  init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "="),
      let format = ReportFormat.named(String(text[..<equals])),
      text.index(after: equals) < text.endIndex
    else {
      let names = ReportFormat.all.map(\.name).joined(separator: ", ")
      throw ValidationError("--also takes FORMAT=FILE, with FORMAT one of \(names), not '\(text)'")
    }
    self.format = format
    path = String(text[text.index(after: equals)...])
  }
}

extension OutputArguments {
  /// How stacks are shown.
  var stackOptions: StackTextOptions {
    var options = StackTextOptions()
    options.showsRuntime = runtime
    options.showsAllFrames = frames == .all
    return options
  }
}
