// The signature and what is known of it, in words.

internal import CrashAnalysis

/// What stands behind BUCKET and OWNER, and the notice of a suppression.
struct SignatureWords {
  private let signature: Signature
  private let known: KnownMatches?

  init(_ signature: Signature, known: KnownMatches?) {
    self.signature = signature
    self.known = known
  }

  /// As the stacks name functions: `GO2-7f3a9c21  nil-dereference | orders.(*Cart).Total | orders.Checkout     known: INC-4411`.
  var bucket: Line {
    let spoken = signature.spoken
    let short = spoken.text { NormalizedMessage.readable(withoutPath($0)) }
    return Line(
      forms: [
        bucket(NormalizedMessage.readable(spoken.text), isElastic: false),
        bucket(short, isElastic: true),
      ])
  }

  private func bucket(_ words: String, isElastic: Bool) -> [TextSpan] {
    var spans = [
      TextSpan("\(signature.id)  ", .quoted), TextSpan(words, .quoted, isElastic: isElastic),
    ]
    if let issue = known?.issue, let name = issue.ticket ?? issue.url {
      spans.append(TextSpan("     known: \(name)", .quoted))
    }
    return spans
  }

  /// The same for a page, where what is known has rows of its own.
  var pageFacts: [Fact] {
    var facts = [
      Fact(
        "", "Signature",
        Line([
          TextSpan(signature.id, .quoted), TextSpan(" "),
          TextSpan(NormalizedMessage.readable(signature.text), .quoted),
        ]), on: .page)
    ]
    if let issue = known?.issue {
      var links: [TextSpan] = []
      switch (issue.ticket, issue.url) {
      case (let ticket?, let url?): links.append(TextSpan(ticket, .link(url)))
      case (let ticket?, nil): links.append(TextSpan(ticket, .quoted))
      case (nil, let url?): links.append(TextSpan("ticket", .link(url)))
      case (nil, nil): break
      }
      if let runbook = issue.runbook {
        if !links.isEmpty { links.append(TextSpan(", ")) }
        links.append(TextSpan("runbook", .link(runbook)))
      }
      if !links.isEmpty { facts.append(Fact("", "Known", Line(links), on: .page)) }
    }
    if let owner = known?.owner { facts.append(Fact("", "Owner", .quoted(owner), on: .page)) }
    return facts
  }

  /// Who owns it and what they wrote down; nil where neither is known.
  var owner: String? {
    var words: [String] = []
    if let owner = known?.owner { words.append(owner) }
    if let url = known?.issue?.url, known?.issue?.ticket != nil { words.append("ticket: \(url)") }
    if let runbook = known?.issue?.runbook { words.append("runbook: \(runbook)") }
    return words.isEmpty ? nil : words.joined(separator: "   ")
  }

  /// The suppression that matches, in force or not.
  var suppression: String? {
    guard let suppression = known?.suppression else { return nil }
    let reason = suppression.reason
    return suppression.isApplied
      ? "suppressed until \(suppression.expires.text): \(reason)"
      : "not suppressed: the suppression expired on \(suppression.expires.text) (\(reason))"
  }
}
