// gocore inspect: the report.

internal import ArgumentParser
internal import Reporting

/// Formats of the report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// The report of one core.
struct Inspect: ParsableCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what killed the program, and what every goroutine was doing.")

  @OptionGroup var input: InputArguments
  @OptionGroup var output: OutputArguments

  @Option(help: "The report's format.")
  var format = ReportFormat.text

  @Flag(help: "Every goroutine in full.")
  var all = false

  var failsAsJSON: Bool { format == .json && output.output == nil }

  mutating func run() throws {
    let further = try output.also.map(FurtherOutput.init)
    var session = try Session(input)
    var report = try session.report(showsValues: output.showValues)
    session.progress.end()
    if output.timings { report.timings = session.progress.timings }
    let toFile = output.output != nil
    try OutputFile(path: output.output).write {
      write(report, format, color: wantsColor(output.color, toFile: toFile), to: $0)
    }
    for destination in further {
      try OutputFile(path: destination.path).write {
        write(report, destination.format, color: false, to: $0)
      }
    }
    if output.strict, report.status == .partial { throw ExitCode(ExitStatus.partial.rawValue) }
  }

  private func write(_ report: Report, _ format: ReportFormat, color: Bool, to out: TextWriter) {
    switch format {
    case .text:
      TextReport(
        style: TextStyle(usesColor: color), stackOptions: output.stackOptions,
        includesAllGoroutines: all
      ).write(report, to: out)
    case .json:
      ReportV1(includesAllGoroutines: all).write(report, to: out)
    }
  }
}

/// `FORMAT=FILE` of `--also`.
struct FurtherOutput {
  let format: ReportFormat
  let path: String

  init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "="),
      let format = ReportFormat(rawValue: String(text[..<equals])),
      text.index(after: equals) < text.endIndex
    else {
      throw ValidationError("--also takes FORMAT=FILE, with text or json for FORMAT, not '\(text)'")
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
