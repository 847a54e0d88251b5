// How a run ends: the one error that carries an exit code.

internal import Basics
internal import Glibc

/// A refusal: one line, and the exit code.
struct Failure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

/// Standard error, a whole line at a time.
enum StandardError {
  static func write(_ line: String) {
    writePart(line + "\n")
  }

  /// Writes a text without a newline.
  static func writePart(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
