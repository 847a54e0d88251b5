// gocore resign: signatures made anew from stored reports, without their cores.

internal import ArgumentParser
internal import Basics
internal import Reporting
internal import StoredReports

/// Signatures of stored reports.
struct Resign: AnsweringCommand, ExplainedCommand {
  static let configuration = CommandConfiguration(
    commandName: "resign",
    abstract: "Make signatures anew from stored reports.",
    usage: "gocore resign <report> ... [<options>]",
    discussion: """
      Reads stores, reports in JSON, or many of them a line each, and tells the signature that this \
      gocore gives them, with its own lists or with those of --signature-lists. Nothing is changed \
      unless --write or -o says so.
      """)

  typealias Answer = ResignAnswer

  static let examples = [
    Example("gocore resign crashes.store", "the signatures that this gocore gives"),
    Example("gocore resign crashes.store --write", "and puts them into the store"),
  ]

  @Argument(
    help: ArgumentHelp("Stores or reports; - is standard input.", valueName: "report"),
    completion: .file())
  var reports: [String]

  @OptionGroup var listArguments: SignatureListArguments

  @Flag(help: "Put the new signatures into the files.")
  var write = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write all reports with their new signatures to a file, a line each.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: "The table's format.")
  var format = AnswerFormat<Answer>.standard

  @Flag(help: "Only reports whose signature changes.")
  var changed = false

  @Flag(help: "A line for each pair of an old and a new signature that differ, with their number.")
  var moves = false

  func validate() throws {
    if reports.isEmpty { throw ValidationError("name a report") }
    if write, output != nil { throw ValidationError("--write and -o exclude each other") }
    if write, reports.contains("-") {
      throw ValidationError("--write needs files: standard input cannot be changed")
    }
  }

  func run() throws {
    try OutputFile(path: output).check()
    let rows = try Resigner(lists: listArguments.lists()).resign(
      reports, into: write ? .sameFiles : output.map { .file($0) } ?? .nowhere
    ) { try OutputFile(path: $0).write($1) }
    // Reports on standard output have it for themselves.
    if output != "-" {
      try Outputs(format, to: nil, ScreenStyle(color: .never, isPaged: false)).write(
        ResignAnswer(rows, changed: changed, moves: moves))
    }
    StandardError.write("gocore: \(ResignAnswer.summary(rows))")
  }
}
