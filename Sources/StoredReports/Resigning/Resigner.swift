// Signatures of stored reports, made anew without their cores.

internal import Basics
package import CrashAnalysis
package import Reporting

/// The old and the new signature of one report.
package struct ResignedReport {
  /// The file.
  package let path: String
  /// Where the report is, for people; escaped.
  package let place: String
  package let old: String?
  /// The new one; nil for a report that lacks what a signature is made of.
  package let new: Signature?

  package init(path: String, place: String, old: String?, new: Signature?) {
    self.path = path
    self.place = place
    self.old = old
    self.new = new
  }

  /// Whether the signature changes.
  package var isChanged: Bool { new.map { $0.id != old } ?? false }
}

/// A report with its two signatures. Not a tuple: Swift 6.3.1 copies one that a generic closure gives
/// wrongly when it optimises.
private struct Resigned {
  let row: ResignedReport
  /// The report with the new signature; nil where nothing changes or that was not asked for.
  let json: [UInt8]?
}

/// Makes signatures of stored reports.
package struct Resigner {
  private let lists: SignatureLists
  private let reader: StoredReportReader

  /// `lists` decide which functions a signature names.
  package init(lists: SignatureLists) throws {
    self.lists = lists
    reader = try StoredReportReader()
  }

  /// Makes signatures for the reports, or the store, at `path`. With `out`, the reports with their new
  /// signatures are written to it, one on each line.
  ///
  /// - Throws: `StoreError`, `ReportFileError` or `LineReaderError`.
  package func resign(_ path: String, to out: TextWriter? = nil) throws -> [ResignedReport] {
    var rows: [ResignedReport] = []
    func take(_ resigned: Resigned, _ json: [UInt8]) {
      rows.append(resigned.row)
      out?.write(resigned.json ?? json)
      out?.write("\n")
    }
    if try StoreInput.kind(of: path) == .store {
      try ReportStore.reading(path).forEachReport { core in
        take(try resigned(core, of: path, rewrites: out != nil), core.report)
      }
      return rows
    }
    var reports = try ReportLines(path: path, reader: reader)
    while let json = try reports.next() {
      let place = reports.place
      take(
        try reports.locating {
          try resigned(json, path: path, place: place, rewrites: out != nil)
        }, json)
    }
    if rows.isEmpty { throw ReportFileError.empty(name: reports.name) }
    return rows
  }

  /// Puts the new signatures into the store at `path`: all of them or, when it throws, none.
  package func resignStore(_ path: String) throws {
    try ReportStore(path: path, mode: .readWrite).replaceReports {
      try resigned($0, of: path, rewrites: true).json
    }
  }

  /// Puts signatures of this algorithm in place of those of an older one into `store`.
  func resignOlder(_ store: ReportStore) throws {
    try store.replaceReports { core in
      guard let report = try? reader.read(core.report), let id = report.signatureID,
        !Signature.isCurrent(id), let input = report.input
      else { return nil }
      return try reader.replacing(
        signature: ReportV1.signatureJSON(Signature(input, lists: lists)), in: core.report)
    }
  }

  /// A report of the store at `path`, which is known by its core.
  private func resigned(
    _ core: CoreRow, of path: String, rewrites: Bool
  ) throws(ReportFileError) -> Resigned {
    do throws(StoredReportError) {
      return try resigned(
        core.report, path: path, place: displayable(core.path), rewrites: rewrites)
    } catch {
      throw .report(error, place: "\(displayable(path)): \(displayable(core.path))")
    }
  }

  /// The two signatures of a report and, if it `rewrites` it, the report with the new one.
  private func resigned(
    _ json: [UInt8], path: String, place: String, rewrites: Bool
  ) throws(StoredReportError) -> Resigned {
    let report = try reader.read(json)
    let new = report.input.map { Signature($0, lists: lists) }
    let row = ResignedReport(path: path, place: place, old: report.signatureID, new: new)
    guard rewrites, row.isChanged, let new else {
      return Resigned(row: row, json: nil)
    }
    return Resigned(
      row: row, json: try reader.replacing(signature: ReportV1.signatureJSON(new), in: json))
  }
}
