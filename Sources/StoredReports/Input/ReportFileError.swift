// Why a file of stored reports cannot be used.

package import Basics

/// A refusal of a file that a user named as a store or as reports.
package enum ReportFileError: ReportableError {
  /// The file is something else.
  case foreign(path: String)
  /// No report is in the file that is called `name`, which is escaped.
  case empty(name: String)
  /// A report cannot be read. `place` says where it is, escaped.
  case report(StoredReportError, place: String)

  package var exitCode: ExitStatus { .unreadableInput }

  package var message: String {
    switch self {
    case .foreign(let path): "\(displayable(path)): neither a store nor reports in JSON"
    case .empty(let name): "\(name): no report in it"
    case .report(let error, let place): "\(place): \(error.message)"
    }
  }
}
