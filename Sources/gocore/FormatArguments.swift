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

extension AnswerFormat {
  /// Writes `answer` to a file, or to standard output where `path` is nil.
  func write(
    _ answer: Answer, _ options: ReportOptions = ReportOptions(), color: ColorMode, to path: String?
  ) throws {
    var options = options
    options.style = TextStyle(
      usesColor: format.hasColor && wantsColor(color, toFile: path != nil))
    try OutputFile(path: path).write { try write(answer, options, $0) }
  }
}

/// `FORMAT=FILE` of `--also`.
struct FurtherOutput<Answer: FormattedAnswer> {
  let format: AnswerFormat<Answer>
  let path: String

  init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "="),
      let format = AnswerFormat<Answer>.named(String(text[..<equals])),
      text.index(after: equals) < text.endIndex
    else {
      let names = AnswerFormat<Answer>.allValueStrings.joined(separator: ", ")
      throw ValidationError("--also takes FORMAT=FILE, with FORMAT one of \(names), not '\(text)'")
    }
    self.format = format
    path = String(text[text.index(after: equals)...])
  }

  /// Writes `answer` to the file, without colour.
  func write(_ answer: Answer, _ options: ReportOptions = ReportOptions()) throws {
    try format.write(answer, options, color: .never, to: path)
  }
}
