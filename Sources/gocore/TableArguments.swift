// How a store is shown: formats, baseline, known issues.

internal import ArgumentParser
internal import Reporting
internal import StoredReports

/// What makes a run fail.
enum FailureReason: String, ExpressibleByArgument, CaseIterable {
  case new
}

/// How a store is shown.
struct TableArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of the table of signatures, of the reports (ndjson) or of everything, as SQL (dump)."))
  var format = AnswerFormat<StoreContents>.standard

  @OptionGroup var destination: DestinationArguments

  @Option(
    help: ArgumentHelp(
      "An earlier archive: what it lacks is NEW, what was gone in it and is back is REGRESSED.",
      valueName: "store|ndjson"), completion: .file())
  var baseline: String?

  @Option(help: "Exit with 9 when a signature is one of these.")
  var failOn: FailureReason?

  @Flag(help: "A line for each signature.")
  var brief = false

  @Option(help: ArgumentHelp("So many signatures, or cores, at most.", valueName: "n"))
  var top: Int?

  @OptionGroup(title: "Known issues and signatures") var knownIssues: KnownIssueArguments

  @OptionGroup var screen: ScreenArguments

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top takes a number from 1 on") }
  }

  /// Everything that can be wrong with the arguments is found before any work is done.
  func prepared(_ selected: CoreSelection = CoreSelection()) throws -> StoreAnswer {
    if failOn != nil, baseline == nil, selected.since == nil {
      throw ValidationError("--fail-on new needs a --baseline")
    }
    let outputs = try destination.outputs(format, screen)
    let known = try knownIssues.read()
    let baseline = try baseline.map { try Baseline(StoreInput.openCurrent($0)) }
    var selection = selected
    selection.top = top
    for format in outputs.formats where format.isOfAll && !selection.isOfAll {
      throw ValidationError("\(format.name) is of everything in the store, not of a part of it")
    }
    return StoreAnswer(
      outputs: outputs, baseline: baseline, known: known, failsOnNew: failOn == .new,
      view: brief ? .brief : .table, selection: selection)
  }
}
