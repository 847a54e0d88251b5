// Why a batch cannot go on. What is wrong with a single core is no error of the batch but its row.

package import Basics
package import InputFiles

/// A refusal of the whole batch.
package enum TriageError: ReportableError {
  /// What the user named cannot be read.
  case unreadable(path: String, SystemRefusal)
  /// Nothing can be opened, whichever file it is: the folder for expanded files is at fault.
  case input(InputError)
  /// No process can be started.
  case noProcess(SystemRefusal)
  /// A worker ended before it had begun, and so would the next one.
  case noWorker(exitCode: ExitStatus, reason: String)
  /// A signal came before there was anything to keep.
  case interrupted

  package var exitCode: ExitStatus {
    switch self {
    case .unreadable: .unreadableInput
    case .input(let error): error.exitCode
    case .noProcess: .internalError
    case .noWorker(let exitCode, _): exitCode
    case .interrupted: .interrupted
    }
  }

  package var message: String {
    switch self {
    case .unreadable(let path, let refusal): "\(displayable(path)): \(refusal.reason)"
    case .input(let error): error.message
    case .noProcess(let refusal): "a worker cannot be started: \(refusal.reason)"
    case .noWorker(_, let reason): "no worker can start: \(reason)"
    case .interrupted: "interrupted"
    }
  }
}
