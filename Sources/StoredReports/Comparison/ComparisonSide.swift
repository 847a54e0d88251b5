// The files that a comparison takes: single reports, and archives of many.

internal import CrashAnalysis
package import Reporting

/// One of the two things that are compared.
package enum ComparisonSide {
  case report(ComparedReport)
  case archive(SignatureTable)

  /// Reads the store or the reports at `path`, and has `report` made of a file that is neither.
  package init(path: String, orCore report: () throws -> Report) throws {
    self = try ComparisonSide(path: path) ?? .report(ComparedReport(report()))
  }

  /// Both sides out of one store, or file of reports: the cores before the time `since`, and those from then
  /// on. `from`: the earlier ones only from then on.
  package static func parts(
    of path: String, since: String, from: String?
  ) throws -> (ComparisonSide, ComparisonSide) {
    let store = try StoreInput.openCurrent(path)
    var (earlier, later) = (CoreSelection(), CoreSelection())
    (earlier.since, earlier.until) = (from, since)
    later.since = since
    return (
      .archive(try SignatureTable(store, selection: earlier)),
      .archive(try SignatureTable(store, selection: later))
    )
  }

  /// Reads the store or the reports at `path`; `-` is standard input. A file of one report is a report, one
  /// of several is an archive. Nil for a file that is neither a store nor JSON.
  ///
  /// - Throws: `StoreError`, `ReportFileError` or `LineReaderError`.
  package init?(path: String) throws {
    switch try StoreInput.kind(of: path) {
    case .other: return nil
    case .store:
      self = .archive(try SignatureTable(StoreInput.openCurrent(path)))
    case .json:
      let reader = try StoredReportReader()
      var reports = try ReportLines(path: path, reader: reader)
      guard let first = try reports.next() else {
        throw ReportFileError.empty(name: reports.name)
      }
      let report = try reports.locating { try reader.compared(first) }
      guard let second = try reports.next() else {
        self = .report(report)
        return
      }
      let store = try ReportStore.temporary()
      try store.begin()
      try reports.locating {
        try store.merge(report: first)
        try store.merge(report: second)
      }
      while let json = try reports.next() {
        try reports.locating { try store.merge(report: json) }
      }
      try store.commit()
      try Resigner(lists: .standard).resignOlder(store)
      self = .archive(try SignatureTable(store))
    }
  }
}
