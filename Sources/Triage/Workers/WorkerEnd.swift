// How a worker ended that should have gone on: the error of its current core.

package import Basics
internal import ElfCore

/// The end of a worker's process.
package struct WorkerEnd {
  /// The signal that ended it; nil where it exited.
  private let signal: Int32?
  private let exitCode: Int32
  /// The last line that it wrote to standard error.
  private let lastLine: String?

  /// `status` as wait(2) gives it.
  package init(status: Int32, errorText: String) {
    // wait(2): the low seven bits are the signal, the next eight the exit status.
    let number = status & 0x7f
    signal = number == 0 ? nil : number
    exitCode = status >> 8 & 0xff
    lastLine = errorText.split(separator: "\n").last.map(String.init)
  }

  /// The exit code and the message for the core. `timeLimit`, in seconds, is given when the batch ended the
  /// worker because of it; `memoryLimit` is the worker's, in bytes.
  package func failure(
    timeLimit: Double?, memoryLimit: UInt64?
  ) -> (exitCode: ExitStatus, message: String) {
    if let timeLimit {
      return (
        .limit, "the analysis took more than \(Int(timeLimit)) s and was ended (--timeout)"
      )
    }
    if signal == nil, exitCode == ExitStatus.limit.rawValue {
      let limit = memoryLimit.map { " of \($0 >> 20) MB" } ?? ""
      return (.limit, "the analysis needed more memory than its limit\(limit) (--max-memory)")
    }
    let said = lastLine.map { ": \(displayable($0))" } ?? ""
    if let signal {
      return (.internalError, "the analysis was ended by \(SignalName.name(signal))\(said)")
    }
    return (.internalError, "the analysis ended with exit code \(exitCode)\(said)")
  }
}
