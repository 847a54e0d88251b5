// How a run ends: the exit codes of the contract.

/// The exit codes that users script against.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case success = 0
  /// Something went wrong that is not the input's fault.
  case internalError = 1
  /// The input is unreadable or not a core file.
  case unreadableInput = 3
  /// The core or the binary is not of a Go program.
  case notGo = 4
  /// The binary is missing where it is needed, or belongs to another program.
  case binary = 5
  /// Something is missing from the report, under `--strict`.
  case partial = 6
  /// A limit was hit, or this build lacks a feature.
  case limit = 7
  /// Some cores of an archive failed.
  case failedCores = 8
  /// An archive has a signature that the baseline lacks, under `--fail-on new`.
  case newSignature = 9
  /// The command line is wrong (`EX_USAGE`).
  case usage = 64
  /// Ctrl-C, with what was done so far.
  case interrupted = 130
}
