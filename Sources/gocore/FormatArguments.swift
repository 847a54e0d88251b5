// Formats as they are named on the command line, and answers written in them.

internal import ArgumentParser
internal import Reporting

extension AnswerFormat: ExpressibleByArgument {
  /// The format of that name.
  public init?(argument: String) {
    guard let format = Self.named(argument) else { return nil }
    self = format
  }

  public var defaultValueDescription: String { name }

  public static var allValueStrings: [String] { all.map(\.name) }

  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

/// A command that answers in formats.
protocol AnsweringCommand: ParsableCommand {
  associatedtype Answer: FormattedAnswer
}

extension AnsweringCommand {
  static var formatNames: [String] { AnswerFormat<Answer>.allValueStrings }

  /// The schemas of the documents that it may write.
  fileprivate static var schemas: [SchemaFile] { Answer.formats.flatMap { $0.schemas() } }
}

extension GocoreCommand {
  /// The schemas of all documents that gocore writes, some more than once.
  static var schemas: [SchemaFile] {
    configuration.subcommands.compactMap { $0 as? any AnsweringCommand.Type }
      .flatMap { $0.schemas }
  }
}

/// Everywhere that one answer goes.
struct Outputs<Answer: FormattedAnswer> {
  private let format: AnswerFormat<Answer>
  private let file: OutputFile
  private let screen: ScreenStyle
  private let further: [FurtherOutput<Answer>]

  /// To `path` in `format`, and where `also` says. What is wrong with the places is found here, before any
  /// work is done.
  init(
    _ format: AnswerFormat<Answer>, to path: String?, also: [String] = [], _ screen: ScreenStyle
  ) throws {
    self.format = format
    self.screen = screen
    file = OutputFile(path: path)
    further = try also.map(FurtherOutput.init)
    try file.check()
    for output in further { try output.file.check() }
  }

  /// All formats that are wanted.
  var formats: [AnswerFormat<Answer>] { [format] + further.map(\.format) }

  /// Writes `answer` everywhere, with colour nowhere but in the first place.
  func write(_ answer: Answer, _ options: ReportOptions = ReportOptions()) throws {
    var options = options
    options.style = TextStyle(
      usesColor: format.format.hasColor && screen.color.isWanted(toFile: !file.isStandardOutput))
    try file.write(paged: screen.isPaged && !format.format.isForPrograms) {
      try format.write(answer, options, $0)
    }
    options.style = TextStyle(usesColor: false)
    for output in further {
      try output.file.write { try output.format.write(answer, options, $0) }
    }
  }
}

/// `FORMAT=FILE` of `--also`.
private struct FurtherOutput<Answer: FormattedAnswer> {
  let format: AnswerFormat<Answer>
  let file: OutputFile

  init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "="),
      let format = AnswerFormat<Answer>.named(String(text[..<equals])),
      text.index(after: equals) < text.endIndex
    else {
      let names = AnswerFormat<Answer>.allValueStrings.joined(separator: ", ")
      throw ValidationError("--also takes FORMAT=FILE, with FORMAT one of \(names), not '\(text)'")
    }
    self.format = format
    file = OutputFile(path: String(text[text.index(after: equals)...]))
  }
}
