// What a store holds, written in the formats that were asked for.

internal import Basics
internal import CrashAnalysis
internal import Reporting
internal import StoredReports

/// What to write of a store, and where.
struct StoreAnswer {
  let outputs: Outputs<StoreContents>
  let baseline: Baseline?
  let known: KnownIssues?
  let failsOnNew: Bool
  var view = StoreView.table
  var selection = CoreSelection()

  /// Writes all outputs, and says how the run ends for the sake of what they show.
  func write(_ store: ReportStore) throws -> ExitStatus {
    let formats = outputs.formats
    let isTableWanted =
      failsOnNew || formats.contains(where: \.isOfTable) || !selection.isOfAll
    let table =
      isTableWanted
      ? try SignatureTable(
        store, known: known, baseline: baseline, selection: selection,
        keepsCores: view == .cores || formats.contains { !$0.isOfTable && !$0.isOfAll })
      : SignatureTable()
    try outputs.write(StoreContents(store, table, view: view))
    let new = table.newSignatures
    guard failsOnNew, !new.isEmpty else { return .success }
    StandardError.write(
      "gocore: the baseline lacks "
        + (new.count == 1 ? new[0].id : "\(new.count) signatures: \(new[0].id), …"))
    return .newSignature
  }
}
