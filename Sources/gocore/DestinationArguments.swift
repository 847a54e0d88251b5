// Where the output of a command goes.

internal import ArgumentParser
internal import Reporting

/// The file, and further outputs of the same run. The options are declared here and nowhere else.
struct DestinationArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to a file, whole or not at all; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("A further output of the same run (repeatable).", valueName: "format=file"),
    completion: .custom(Completions.furtherOutputs))
  var also: [String] = []

  /// Where answers in `format` go, and those of the further outputs.
  func outputs<Answer>(
    _ format: AnswerFormat<Answer>, _ screen: ScreenArguments
  ) throws -> Outputs<Answer> {
    try Outputs(format, to: output, also: also, screen.style)
  }

  var isToStandardOutput: Bool { OutputFile(path: output).isStandardOutput }
}
