// How a store is shown: formats, baseline, known issues.

internal import ArgumentParser
internal import Reporting
internal import StoredReports

/// A format of what a store holds.
enum StoreFormat: ExpressibleByArgument {
  /// The table of signatures.
  case table(TableFormat)
  /// The reports, a line each.
  case ndjson
  /// Everything, as SQL.
  case dump

  init?(argument: String) {
    switch argument {
    case "ndjson": self = .ndjson
    case "dump": self = .dump
    default:
      guard let format = TableFormat.named(argument) else { return nil }
      self = .table(format)
    }
  }

  /// Whether it is of the table of signatures.
  var isTable: Bool {
    if case .table = self { true } else { false }
  }

  static var allValueStrings: [String] { TableFormat.all.map(\.name) + ["ndjson", "dump"] }
  var defaultValueDescription: String {
    if case .table(let format) = self { format.name } else { "" }
  }
}

/// What makes a run fail.
enum FailureReason: String, ExpressibleByArgument, CaseIterable {
  case new
}

/// How a store is shown.
struct TableArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of the table of signatures, of the reports (ndjson) or of everything, as SQL (dump)."))
  var format = StoreFormat.table(.text)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("A further output of the same run (repeatable).", valueName: "format=file"))
  var also: [String] = []

  @Option(
    help: ArgumentHelp(
      "An earlier archive: what it lacks is NEW, what was gone in it and is back is REGRESSED.",
      valueName: "store|ndjson"))
  var baseline: String?

  @Option(help: "Exit with 9 when a signature is one of these.")
  var failOn: FailureReason?

  @OptionGroup var knownIssues: KnownIssueArguments

  @Option(help: "Colour: auto, always or never.")
  var color = ColorMode.auto

  func validate() throws {
    if failOn != nil, baseline == nil {
      throw ValidationError("--fail-on new needs a --baseline")
    }
  }

  /// Everything that can be wrong with the arguments is found before any work is done.
  func prepared() throws -> StoreAnswer {
    let further = try also.map(FurtherStoreOutput.init)
    let known = try knownIssues.read()
    let baseline = try baseline.map { try Baseline(StoreInput.open($0)) }
    return StoreAnswer(
      format: format, output: output, further: further, baseline: baseline, known: known,
      failsOnNew: failOn == .new, color: color)
  }
}

/// `FORMAT=FILE` of `--also`.
struct FurtherStoreOutput {
  let format: StoreFormat
  let path: String

  init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "="),
      let format = StoreFormat(argument: String(text[..<equals])),
      text.index(after: equals) < text.endIndex
    else {
      let names = StoreFormat.allValueStrings.joined(separator: ", ")
      throw ValidationError("--also takes FORMAT=FILE, with FORMAT one of \(names), not '\(text)'")
    }
    self.format = format
    path = String(text[text.index(after: equals)...])
  }
}
