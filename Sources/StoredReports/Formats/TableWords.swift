// Words that the formats of the table have in common.

internal import CrashAnalysis
internal import Reporting

extension SignatureTable {
  /// `12.3 %`.
  func share(_ row: SignatureRow) -> String { percent(permille(row)) }

  /// What all cores and files came to, a line each.
  var account: [String] {
    var lines = [
      "\(counted(totals.cores, "core")): \(totals.complete) complete, \(totals.partial) partial, "
        + "\(totals.failed) failed, \(totals.duplicates) duplicate"
        + (totals.duplicates == 1 ? "" : "s")
    ]
    if let words = selection.words { lines.append(words) }
    if withoutTime > 0 {
      lines.append("\(counted(withoutTime, "core")) without a time left out")
    }
    if totals.skippedFiles > 0, selection.isOfAll {
      let reasons = totals.skipped.map { "\($0.count) \($0.reason)" }
      lines.append(
        "\(counted(totals.skippedFiles, "file")) skipped: " + reasons.joined(separator: ", "))
    }
    return lines
  }

  /// `36 signatures in 910 cores, 3 of them new`.
  var summary: String {
    let all = rows + leftOut
    var text =
      "\(counted(all.count(where: \.isTold), "signature")) in \(counted(totals.analysed, "core"))"
    if hasBaseline {
      let returned = all.count { $0.novelty == .regressed }
      text += ": \(newSignatures.count) new, \(returned) regressed"
    }
    if totals.withoutSignature > 0 {
      text += " (\(totals.withoutSignature) without a signature)"
    }
    return text
  }

  /// `230 cores wait for 2 builds`; nil where none does.
  var missingSummary: String? {
    let missing = missingBuilds
    guard !missing.isEmpty else { return nil }
    let waiting = missing.reduce(0) { $0 + $1.waiting }
    return "\(counted(waiting, "core")) wait\(waiting == 1 ? "s" : "") for "
      + (missing.count == 1 ? "a build" : "\(missing.count) builds")
  }
}

extension CoreSelection {
  /// `only cores since 2026-11-23 00:00 of till`; nil where all cores are counted.
  var words: String? {
    var words = timeWords.map { [$0] } ?? []
    if !programs.isEmpty { words.append("of \(programs.joined(separator: ", "))") }
    return words.isEmpty ? nil : "only cores " + words.joined(separator: " ")
  }

  /// `since 2026-11-23 00:00 and before 2026-11-25 00:00`; nil where the time makes no difference.
  var timeWords: String? {
    let words = [
      since.map { "since \(shortTime($0))" }, until.map { "before \(shortTime($0))" },
    ].compactMap { $0 }
    return words.isEmpty ? nil : words.joined(separator: " and ")
  }
}

extension ArchiveTotals.Failure {
  /// `3 × exit 5: is of another build`.
  var words: String {
    "\(count) × exit \(exitCode): \(count == 1 ? example : NormalizedMessage.readable(reason))"
  }

  /// `core.1 and 3 more`.
  var places: String {
    (paths.first ?? "") + (count > 1 ? " and \(count - 1) more" : "")
  }
}

extension BuildRow {
  /// The name and version of the program.
  var title: String {
    [name ?? "a program without a name", version].compactMap { $0 }.joined(separator: " ")
  }

  /// The build ID as it is shown in a line.
  var shortID: String { build.id.map { String($0.prefix(12)) } ?? "no build ID" }
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

  /// What the id is a hash of, without placeholders.
  var readableText: String { NormalizedMessage.readable(text) }

  /// The same without the paths of packages.
  var shortText: String {
    SignatureParts(text: text).text { NormalizedMessage.readable(withoutPath($0)) }
  }

  /// The verdict on the example, where the text has placeholders.
  var example: String? { readableText == text ? nil : title }

  /// The programs' names: `till`, `till and 2 more`.
  var programWords: String { abbreviated(programNames, limit: 1) }
}

/// `2026-11-21 11:29` of a time as reports have it.
func shortTime(_ text: String?) -> String {
  guard let text else { return "-" }
  let minutes = text.prefix(16)
  return String(minutes.map { $0 == "T" ? " " : $0 })
}

/// `2026-11-21` of a time as reports have it.
func shortDay(_ text: String?) -> String { text.map { String($0.prefix(10)) } ?? "-" }

/// The share of `count` in `all`, in tenths of a per cent.
func roundedPermille(_ count: Int, of all: Int) -> Int {
  all == 0 ? 0 : min(1_000, (count * 1_000 + all / 2) / all)
}

/// `12.3 %` of a share in tenths of a per cent.
func percent(_ permille: Int) -> String {
  permille >= 1_000 ? "100 %" : "\(permille / 10).\(permille % 10) %"
}

/// The first of `words` and how many more there are.
func abbreviated(_ words: [String], limit: Int) -> String {
  let shown = words.prefix(limit).joined(separator: ", ")
  return words.count > limit ? "\(shown) and \(words.count - limit) more" : shown
}

/// `text` in at most so many columns; an ellipsis stands for what is cut.
func shortened(_ text: String, _ columns: Int) -> String {
  shownWidth(text) > columns ? String(text.prefix(max(1, columns - 1))) + "…" : text
}
