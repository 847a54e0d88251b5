// What an analysis could not find out: a message for people and a stable word for programs.

/// Something that the analysis could not find out, printed under LIMITS.
package struct Limit: Sendable, Equatable {
  package let code: LimitCode
  package let message: String
  /// The same in a clause, for a screen; empty where a reader of the report learns nothing by it.
  package let brief: String

  package init(_ code: LimitCode, _ message: String, brief: String? = nil) {
    self.code = code
    self.message = message
    self.brief = brief ?? message
  }

  /// Whether it is a loss: a complete core with its binary would not have it.
  package var isLoss: Bool { code.isLoss }
}
