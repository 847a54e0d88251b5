// What an analysis could not find out: a message for people and a stable word for programs.

/// Something that the analysis could not find out, printed under LIMITS.
package struct Limit: Sendable, Equatable {
  package let code: LimitCode
  package let message: String

  package init(_ code: LimitCode, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Whether something is missing that a whole core and its binary would give.
  package var isLoss: Bool { code.isLoss }
}
