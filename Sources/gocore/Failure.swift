// How a run ends: the exit codes of the contract, and the one error that carries them.

internal import ArgumentParser
internal import Glibc

/// The exit codes that users script against.
enum ExitStatus: Int32 {
  case internalError = 1
  /// The input is unreadable or no core file.
  case unreadableInput = 3
  /// The core or the binary is of no Go program.
  case notGo = 4
  /// The binary is missing where it is needed, or is another program's.
  case binary = 5
  /// Something is missing from the report, under `--strict`.
  case partial = 6
  /// A limit was hit, or this build lacks a feature.
  case limit = 7
  /// Some cores of an archive failed.
  case failedCores = 8
  /// An archive has a signature that the baseline lacks, under `--fail-on new`.
  case newSignature = 9
  /// Ctrl-C, with what was done so far.
  case interrupted = 130
}

/// A refusal: one line, and the exit code.
struct Failure: Error {
  let status: Int32
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status.rawValue
    self.message = message
  }

  init(status: Int32, message: String) {
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
