// Files of stored reports: a line each, or one over many lines, as formatters leave it.

internal import Basics
internal import Reporting
internal import StoredReports

/// Gives the reports of a file one by one.
struct ReportLines {
  private var lines: LineReader
  private let reader: StoredReportReader
  private var isFirst = true

  /// Opens `path`; `-` is standard input.
  init(path: String, reader: StoredReportReader) throws {
    lines = try LineReader(path: path)
    self.reader = reader
  }

  /// What the file is called in messages.
  var name: String { lines.name }
  /// The line of the report that `next` gave last.
  var line: Int { lines.line }

  /// The next report's text; nil at the end.
  mutating func next() throws -> [UInt8]? {
    while var json = try lines.next() {
      if json.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
      if isFirst {
        isFirst = false
        let isWhole = try telling { try reader.isWellFormed(json) }
        if !isWhole {
          json.append(0x0a)
          json += try lines.rest()
        }
      }
      return json
    }
    return nil
  }

  /// Runs `body`, and adds the file and the line to the error of a report.
  func telling<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StoredReportError {
      throw Failure(.unreadableInput, "\(name):\(line): \(displayable(error.message))")
    } catch let error as StoreError {
      guard case .report(let problem) = error.kind else { throw Failure(error) }
      throw Failure(.unreadableInput, "\(name):\(line): \(displayable(problem.message))")
    }
  }
}
