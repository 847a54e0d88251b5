// The signature and what is known of it, as lines of the text report.

internal import Basics
internal import CrashAnalysis

/// What stands behind BUCKET and OWNER, and the notice of a suppression.
struct SignatureText {
  let signature: Signature
  let known: KnownMatches?

  /// `GO1-7f3a9c21  nil-dereference | orders.(*Cart).Total | orders.Checkout     known: INC-4411`.
  var bucket: String { bucket(signature.text) }

  /// The same in fewer columns: without the paths of packages, then without what comes last.
  var shorterBuckets: [String] {
    let short = signature.text.split(separator: " | ").map { withoutPath(String($0)) }
      .joined(separator: " | ")
    let taken = bucket("").unicodeScalars.count
    return [bucket(short), bucket(cutOff(short, max(12, HeadLines.columns - taken)))]
  }

  private func bucket(_ words: String) -> String {
    var text = "\(signature.id)  \(displayable(words))"
    if let issue = known?.issue, let name = issue.ticket ?? issue.url {
      text += "     known: \(displayable(name))"
    }
    return text
  }

  /// Who owns it and what they wrote down; nil where neither is known.
  var owner: String? {
    var words: [String] = []
    if let owner = known?.owner { words.append(displayable(owner)) }
    if let url = known?.issue?.url, known?.issue?.ticket != nil {
      words.append("ticket: \(displayable(url))")
    }
    if let runbook = known?.issue?.runbook { words.append("runbook: \(displayable(runbook))") }
    return words.isEmpty ? nil : words.joined(separator: "   ")
  }

  /// The suppression that matches, in force or not.
  var suppression: String? {
    guard let suppression = known?.suppression else { return nil }
    let reason = displayable(suppression.reason)
    return suppression.isApplied
      ? "suppressed until \(suppression.expires.text): \(reason)"
      : "not suppressed: the suppression expired on \(suppression.expires.text) (\(reason))"
  }
}
