// Signature, known issue and suppression as JSON.

internal import CrashAnalysis

/// The signature of a death.
enum SignatureV1 {
  static let shape = JSONShape<Signature>.object("The bucket that the crash belongs to.") {
    signature in
    signature.text("id", "The algorithm and a hash.", pattern: "^GO[0-9]+-[0-9a-f]{8}$") { $0.id }
    signature.text("algorithm", "The algorithm.", pattern: "^go[0-9]+$") { _ in
      Signature.algorithm
    }
    signature.text("text", "What the hash is of.") { $0.text }
    signature.list(
      "proto", "Normalised frames, from which the signature can be computed anew.",
      of: .text("A frame.")
    ) { $0.proto }
    signature.list(
      "programPackages",
      """
      The packages of `proto` that are not Go's standard library, which their names alone do not tell.
      """, of: .text("An import path.")
    ) { $0.programPackages }
    signature.list("notes", "What each step did.", of: .text("A note.")) { $0.notes }
  }

  static let known = JSONShape<KnownIssue>.object(
    "The ticket that is known for the signature."
  ) { issue in
    issue.text("ticket", "Its name.") { $0.ticket }
    issue.text("url", "Its address.") { $0.url }
    issue.text("runbook", "The address of its runbook.") { $0.runbook }
  }

  static let suppression = JSONShape<KnownMatches.AppliedSuppression>.object(
    "The suppression that matches the crash."
  ) { suppression in
    suppression.text("reason", "Why the crash is tolerated.", required: true) { $0.reason }
    suppression.text(
      "expires", "The last day on which it holds.", pattern: #"^\d{4}-\d{2}-\d{2}$"#,
      required: true
    ) { $0.expires.text }
    suppression.truth("applied", "Whether it still holds.", required: true) { $0.isApplied }
  }
}
