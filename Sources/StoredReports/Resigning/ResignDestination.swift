// Signatures of many files made anew, and where the reports with them go.

package import Reporting

/// Where reports with their new signatures go.
package enum ResignDestination {
  /// Nothing is written.
  case nowhere
  /// All reports into one file, a line each.
  case file(String)
  /// Those that change into the files that they came from.
  case sameFiles
}

extension Resigner {
  /// Writes a file, whole or not at all.
  package typealias FileWriting = (
    _ path: String, _ body: (TextWriter) throws -> Void
  ) throws -> Void

  /// Makes signatures for the reports and stores at `paths`.
  ///
  /// - Throws: `StoreError`, `ReportFileError`, `LineReaderError`, or what `write` throws.
  package func resign(
    _ paths: [String], into destination: ResignDestination, write: FileWriting
  ) throws -> [ResignedReport] {
    var rows: [ResignedReport] = []
    if case .file(let output) = destination {
      try write(output) { out in
        for path in paths { rows += try resign(path, to: out) }
      }
      return rows
    }
    // Everything is read before anything is written.
    for path in paths { rows += try resign(path) }
    guard case .sameFiles = destination else { return rows }
    let changed = Set(rows.filter(\.isChanged).map(\.path))
    for path in paths where changed.contains(path) {
      if try StoreInput.kind(of: path) == .store {
        try resignStore(path)
      } else {
        try write(path) { _ = try resign(path, to: $0) }
      }
    }
    return rows
  }
}
