// Signature, known issue, owner and suppression in `gocore.report/1`.

package import CrashAnalysis

extension ReportV1 {
  /// The object `signature` by itself.
  package static func signatureJSON(_ signature: Signature) -> [UInt8] {
    TextWriter.collect {
      var json = JSONWriter($0)
      json.object { write(signature, to: &$0) }
    }
  }

  /// The member `signature`.
  static func writeSignature(_ signature: Signature, to json: inout JSONWriter) {
    json.object("signature") { write(signature, to: &$0) }
  }

  private static func write(_ signature: Signature, to json: inout JSONWriter) {
    json.member("id", signature.id)
    json.member("algorithm", Signature.algorithm)
    json.member("text", signature.text)
    json.array("proto") { json in
      for frame in signature.proto { json.element(frame) }
    }
    json.array("notes") { json in
      for note in signature.notes { json.element(note) }
    }
  }

  /// The members `known`, `owner` and `suppression`.
  static func writeKnown(_ known: KnownMatches?, to json: inout JSONWriter) {
    guard let known else { return }
    if let issue = known.issue {
      json.object("known") {
        $0.member("ticket", issue.ticket)
        $0.member("url", issue.url)
        $0.member("runbook", issue.runbook)
      }
    }
    json.member("owner", known.owner)
    if let suppression = known.suppression {
      json.object("suppression") {
        $0.member("reason", suppression.reason)
        $0.member("expires", suppression.expires.text)
        $0.member("applied", suppression.isApplied)
      }
    }
  }
}
