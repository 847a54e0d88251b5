// Words that the formats of the table have in common.

internal import CrashAnalysis
internal import Reporting

extension SignatureTable {
  /// `12.3 %`.
  func share(_ row: SignatureRow) -> String {
    let permille = permille(row)
    return permille >= 1_000 ? "100 %" : "\(permille / 10).\(permille % 10) %"
  }

  /// What all cores and files came to, a line each.
  var account: [String] {
    var lines = [
      "\(counted(totals.cores, "core")): \(totals.complete) complete, \(totals.partial) partial, "
        + "\(totals.failed) failed, \(totals.duplicates) duplicate"
        + (totals.duplicates == 1 ? "" : "s")
    ]
    if totals.skippedFiles > 0 {
      let reasons = totals.skipped.map { "\($0.count) \($0.reason)" }
      lines.append(
        "\(counted(totals.skippedFiles, "file")) skipped: " + reasons.joined(separator: ", "))
    }
    return lines
  }

  /// `36 signatures in 910 cores, 3 of them new`.
  var summary: String {
    var text = "\(counted(rows.count, "signature")) in \(counted(totals.analysed, "core"))"
    if hasBaseline {
      let returned = rows.count { $0.novelty == .regressed }
      text += ": \(newSignatures.count) new, \(returned) regressed"
    }
    if totals.withoutSignature > 0 {
      text += " (\(totals.withoutSignature) without a signature)"
    }
    return text
  }
}

extension ArchiveTotals.Failure {
  /// `3 × exit 5: is of another build`.
  var words: String { "\(count) × exit \(exitCode): \(reason)" }
}

extension SignatureRow {
  /// `7 of 9 cores of build c74f5d9c… (v1.4.2)`: of the build that has it most often.
  var rate: String? {
    guard let first = builds.first, let id = first.build.id else { return nil }
    // `(devel)` stands in brackets already.
    let version =
      first.version.map { $0.hasPrefix("(") ? " \($0)" : " (\($0))" }
      ?? ""
    return "\(first.count) of \(counted(first.total, "core")) of build "
      + "\(id.prefix(12))\(version)"
      + (builds.count > 1 ? ", \(builds.count) builds" : "")
  }

  /// `NEW` or `REGRESSED`.
  var mark: String? { novelty?.rawValue.uppercased() }

  /// What its owner is called.
  var owner: String? { known?.owner }
}

/// `2026-11-21 11:29` of a time as reports have it.
func shortTime(_ text: String?) -> String {
  guard let text else { return "-" }
  let minutes = text.prefix(16)
  return String(minutes.map { $0 == "T" ? " " : $0 })
}

/// The first of `words` and how many more there are.
func abbreviated(_ words: [String], limit: Int) -> String {
  let shown = words.prefix(limit).joined(separator: ", ")
  return words.count > limit ? "\(shown) and \(words.count - limit) more" : shown
}
