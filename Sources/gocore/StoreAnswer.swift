// What a store holds, written in the formats that were asked for.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import Reporting
internal import StoredReports

/// What to write of a store, and where.
struct StoreAnswer {
  let format: StoreFormat
  let output: String?
  let further: [FurtherStoreOutput]
  let baseline: Baseline?
  let known: KnownIssues?
  let failsOnNew: Bool
  let color: ColorMode

  /// Writes all outputs; throws exit code 9 behind them when a new signature is to fail.
  func write(_ store: ReportStore) throws {
    let formats = [format] + further.map(\.format)
    let isTableWanted = failsOnNew || formats.contains(where: \.isTable)
    let table =
      isTableWanted
      ? try SignatureTable(store, known: known, baseline: baseline) : SignatureTable()
    let style = TextStyle(usesColor: wantsColor(color, toFile: output != nil))
    try write(store, table, format, style, to: output)
    for destination in further {
      let plain = TextStyle(usesColor: false)
      try write(store, table, destination.format, plain, to: destination.path)
    }
    let new = table.newSignatures
    guard failsOnNew, !new.isEmpty else { return }
    StandardError.write(
      "gocore: the baseline lacks "
        + (new.count == 1 ? new[0].id : "\(new.count) signatures: \(new[0].id), …"))
    throw ExitCode(ExitStatus.newSignature.rawValue)
  }

  private func write(
    _ store: ReportStore, _ table: SignatureTable, _ format: StoreFormat, _ style: TextStyle,
    to path: String?
  ) throws {
    try OutputFile(path: path).write { out in
      switch format {
      case .table(let format): format.write(table, style, out)
      case .ndjson:
        try store.forEachReport { row in
          out.write(row.report)
          out.write("\n")
        }
      case .dump: try store.dump(to: out)
      }
    }
  }
}
