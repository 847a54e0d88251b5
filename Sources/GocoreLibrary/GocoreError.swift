// Why a core cannot be opened or its program loaded.

internal import Basics
internal import Loading

/// Why a core cannot be opened, or its program not be loaded.
public struct GocoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of thing is wrong. The raw value is the code with which the command `gocore` exits.
  public enum Reason: Int32, Sendable, CaseIterable {
    /// Something went wrong that is not the input's fault.
    case internalError = 1
    /// A file cannot be read, is damaged beyond use, or is not a core file.
    case unreadableInput = 3
    /// The core or the binary is not of a Go program.
    case notGoProgram = 4
    /// The binary is missing where it is needed, or belongs to another program.
    case binary = 5
    /// A limit was hit, or this build lacks a feature.
    case limit = 7
  }

  /// What kind of thing is wrong.
  public let reason: Reason
  /// One line that says what is wrong, fit for a terminal: control characters from files are escaped.
  public let message: String

  /// The code with which the command `gocore` exits for this reason.
  public var exitCode: Int32 { reason.rawValue }

  /// The ``message``.
  public var description: String { message }

  init(_ error: LoadingError) {
    message = error.message
    reason =
      switch error.exitCode {
      case .unreadableInput: .unreadableInput
      case .notGo: .notGoProgram
      case .binary: .binary
      case .limit: .limit
      case .success, .internalError, .partial, .failedCores, .newSignature, .usage,
        .interrupted:
        .internalError
      }
  }
}
