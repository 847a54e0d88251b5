// Files of stored reports: one on each line, or a single one over many lines, as formatters leave it.

internal import Basics

/// Gives the reports of a file one by one.
package struct ReportLines {
  private var lines: LineReader
  private let reader: StoredReportReader
  /// Whether no report was found: after the last call of `next`, whether there is none in the file.
  package private(set) var isEmpty = true

  /// Opens `path`; `-` is standard input.
  package init(path: String, reader: StoredReportReader) throws {
    lines = try LineReader(path: path)
    self.reader = reader
  }

  /// What the file is called in messages, escaped.
  package var name: String { lines.name }
  /// Where the report is that `next` gave last: the file's name and the line.
  package var place: String { "\(name):\(lines.line)" }
  /// The next report's text; nil at the end.
  package mutating func next() throws -> [UInt8]? {
    while var json = try lines.next() {
      if json.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
      if isEmpty {
        isEmpty = false
        let isWhole = try locating { try reader.isWellFormed(json) }
        if !isWhole {
          json.append(0x0a)
          json += try lines.rest()
        }
      }
      return json
    }
    return nil
  }

  /// Runs `body`, and adds the place to the error of a report.
  package func locating<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StoredReportError {
      throw ReportFileError.report(error, place: place)
    } catch let error as StoreError {
      guard case .report(let problem) = error.kind else { throw error }
      throw ReportFileError.report(problem, place: place)
    }
  }
}
