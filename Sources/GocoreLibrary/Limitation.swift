// What an analysis could not find out.

internal import ElfCore

/// Something that an analysis could not find out, and why.
public struct Limitation: Sendable, Equatable, CustomStringConvertible {
  /// A stable word for programs, such as `truncated` or `no-binary`.
  public let code: String
  /// The same for people. It may quote the core: escape it before you print it to a terminal.
  public let message: String
  /// Whether a whole core and its binary would have given what is missing.
  public let isLoss: Bool

  /// The ``message``.
  public var description: String { message }

  init(_ limit: Limit) {
    code = limit.code.rawValue
    message = limit.message
    isLoss = limit.isLoss
  }
}
