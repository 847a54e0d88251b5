// A failure of the command itself. What the libraries refuse has errors of its own.

internal import Basics

/// A refusal: one line, and the exit code.
struct Failure: ReportableError {
  let exitCode: ExitStatus
  let message: String

  init(_ exitCode: ExitStatus, _ message: String) {
    self.exitCode = exitCode
    self.message = message
  }
}
