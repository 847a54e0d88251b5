// How the command ends: a failure of its own, and exit codes. What the libraries refuse has errors of
// its own.

internal import ArgumentParser
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

extension ExitStatus {
  /// Ends the command with this code; one that succeeds goes on.
  func end() throws {
    if self != .success { throw ExitCode(rawValue) }
  }
}
