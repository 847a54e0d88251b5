// The verdict: the class of the death, in words, and how sure it is.

/// How sure a claim is.
package enum Confidence: String, Sendable {
  /// The runtime or the kernel says so.
  case certain
  case likely
  case guess
}

/// A fact that a claim rests on.
package struct Evidence: Sendable {
  package let text: String
  package let address: UInt64?

  package init(_ text: String, address: UInt64? = nil) {
    self.text = text
    self.address = address
  }
}

/// What killed the program.
package struct Verdict: Sendable {
  /// The rule whose class it is.
  package let rule: any DiagnosisRule
  /// One line for people.
  package let title: String
  package let confidence: Confidence
  package let evidence: [Evidence]

  /// The class.
  package var crashClass: String { rule.id }
}
