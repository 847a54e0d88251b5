// The verdict: the class of the death, a sentence on it, and how sure it is.

package import GoRuntime

/// How sure a claim is.
package enum Confidence: String, Sendable, CaseIterable {
  /// The runtime or the kernel says so.
  case certain
  case likely
  case guess
}

/// A fact that a claim rests on.
package struct Evidence: Sendable {
  package let text: String
  package let address: UInt64?
  /// Whether a section of the report shows it in more detail.
  package let hasSection: Bool

  package init(_ text: String, address: UInt64? = nil, hasSection: Bool = false) {
    self.text = text
    self.address = address
    self.hasSection = hasSection
  }
}

/// The part of many goroutines that a claim was checked for.
package struct ConcernedSample: Sendable, Equatable {
  package let found: Int
  package let lookedAt: Int
}

/// What killed the program.
package struct Verdict: Sendable {
  /// The rule whose class it is.
  package let rule: any DiagnosisRule
  /// One line for people.
  package let title: String
  package let confidence: Confidence
  package let evidence: [Evidence]
  /// Commands that show more, besides those of the class.
  package var nextSteps: [String] = []
  /// The goroutines concerned, other than the crashed one.
  package var goroutines: [Goroutine] = []
  /// Why no function of the program's is to blame, whatever the stack suggests; nil if one may be.
  package var outsideReason: String?
  /// What to do, if not what the class's runbook says.
  package var runbook: [RunbookStep]?
  /// The last of `evidence`: what the class rests on.
  package var reasons: [Evidence] = []
  /// How many goroutines it is about, where `goroutines` are examples.
  package var concernedCount: Int?
  /// How many of them were looked at, and of how many of those it is true; nil where of all.
  package var concernedSample: ConcernedSample?

  /// The class.
  package var crashClass: String { rule.id }
}
