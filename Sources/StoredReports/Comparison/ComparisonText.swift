// Comparisons for people at a terminal, with the two sides marked A and B.

internal import Basics
package import Reporting

/// Writes comparisons as text.
package struct ComparisonText {
  private let style: TextStyle
  private let showsAll: Bool
  private static let indent = String(repeating: " ", count: 8)
  private static let limit = 20

  /// `showsAll`: do not shorten long lists.
  package init(style: TextStyle, showsAll: Bool) {
    self.style = style
    self.showsAll = showsAll
  }

  /// Writes what differs between two reports.
  package func write(_ comparison: ReportComparison, to out: TextWriter) {
    let (first, second) = (comparison.first, comparison.second)
    section("CORES", [side("A", first), side("B", second)], to: out)
    let verdicts = [verdict(first), verdict(second)]
    section(
      "CRASH",
      verdicts[0] == verdicts[1]
        ? ["the same: \(verdicts[0])"] : ["A  \(verdicts[0])", "B  \(verdicts[1])"], to: out)
    pair("WHERE", first.function, second.function, to: out)
    pair("BUCKET", bucket(first), bucket(second), to: out)
    section("BUILD", comparison.build.map(line), empty: "the same", to: out)
    section("COUNT", [goroutines(first, second)].compactMap { $0 }, to: out)
    section(
      "GROUPS",
      limited(
        columns(
          comparison.groups.map {
            ($0.first, $0.second, $0.direction, $0.group.state, $0.group.function ?? "")
          })), empty: "the same", to: out)
    section(
      "WAITS",
      limited(columns(comparison.waits.map { ($0.first, $0.second, $0.direction, $0.name, "") })),
      to: out)
    section("MODULES", limited(comparison.modules.map(line)), to: out)
    section("SETTING", limited(comparison.settings.map(line)), to: out)
    section("ENV", limited(comparison.environment.map(presence)), to: out)
  }

  /// Writes what differs between two archives.
  package func write(_ comparison: StoreComparison, to out: TextWriter) {
    section(
      "CORES", [account("A", comparison.first), account("B", comparison.second)], to: out)
    section("VERSION", limited(comparison.versions.map(presence)), to: out)
    let changed = comparison.rows.filter { $0.direction != nil }
    section(
      "FOUND",
      [
        "\(counted(comparison.rows.count, "signature")), \(changed.count) of them with another count"
      ], to: out)
    guard !changed.isEmpty else { return }
    let shown = showsAll ? changed[...] : changed.prefix(Self.limit)
    let classes = shown.map { displayable($0.crashClass).unicodeScalars.count }.max() ?? 0
    let head = columns(
      shown.map {
        (
          $0.first, $0.second, $0.direction ?? .grew, $0.id,
          padded(displayable($0.crashClass), classes)
        )
      })
    out.write("\n")
    for (row, line) in zip(shown, head) {
      out.write(line + "  \(share(row.firstPermille)) → \(share(row.secondPermille))\n")
      out.write(Self.indent + displayable(row.text) + "\n")
    }
    if shown.count < changed.count {
      out.write("… \(changed.count - shown.count) more (--all shows them)\n")
    }
  }

  // MARK: - Lines

  private func section(
    _ name: String, _ lines: [String], empty: String? = nil, to out: TextWriter
  ) {
    let lines = lines.isEmpty ? [empty].compactMap { $0 } : lines
    for (index, line) in lines.enumerated() {
      let label = style.label(name)
      out.write((index == 0 ? label : Self.indent) + line + "\n")
    }
  }

  private func pair(_ name: String, _ first: String?, _ second: String?, to out: TextWriter) {
    guard first != nil || second != nil else { return }
    let words = [first, second].map { $0.map(displayable) ?? "-" }
    section(
      name,
      words[0] == words[1] ? ["the same: \(words[0])"] : ["A  \(words[0])", "B  \(words[1])"],
      to: out)
  }

  private func side(_ name: String, _ report: ComparedReport) -> String {
    let status = report.status.map { $0 == "complete" ? "" : " (\(displayable($0)))" } ?? ""
    return "\(name)  \(displayable(report.path ?? "-"))\(status)"
  }

  private func verdict(_ report: ComparedReport) -> String {
    if let failure = report.failure { return "failed: \(displayable(failure))" }
    let kind = [report.crashClass, report.confidence].compactMap { $0 }.map(displayable)
    return "\(displayable(report.title ?? "-"))  [\(kind.joined(separator: ", "))]"
  }

  private func bucket(_ report: ComparedReport) -> String? {
    report.signature.map { "\($0)  \(report.signatureText ?? "")" }
  }

  private func line(_ change: TextChange) -> String {
    func shown(_ text: String?) -> String {
      text.map { $0.isEmpty ? "(empty)" : displayable($0) } ?? "-"
    }
    return "\(displayable(change.name))  \(shown(change.first)) → \(shown(change.second))"
  }

  private func presence(_ change: TextChange) -> String {
    "\(displayable(change.name))  only in \(change.first == nil ? "B" : "A")"
  }

  private func goroutines(_ first: ComparedReport, _ second: ComparedReport) -> String? {
    guard first.goroutines != nil || second.goroutines != nil else { return nil }
    func shown(_ count: Int?) -> String { count.map { "\($0)" } ?? "-" }
    return first.goroutines == second.goroutines
      ? "\(shown(first.goroutines)) goroutines in both"
      : "\(shown(first.goroutines)) → \(shown(second.goroutines)) goroutines"
  }

  private func account(_ name: String, _ totals: ArchiveTotals) -> String {
    "\(name)  \(counted(totals.cores, "core")): \(totals.complete) complete, \(totals.partial) "
      + "partial, \(totals.failed) failed, \(totals.duplicates) duplicates"
  }

  private func share(_ permille: Int) -> String { "\(permille / 10).\(permille % 10) %" }

  private func columns(
    _ rows: [(first: Int, second: Int, direction: ChangeDirection, name: String, detail: String)]
  ) -> [String] {
    let numbers = rows.map { "\($0.first) → \($0.second)" }
    let width = numbers.map(\.unicodeScalars.count).max() ?? 0
    let names = min(32, rows.map { displayable($0.name).unicodeScalars.count }.max() ?? 0)
    return zip(rows, numbers).map { row, number in
      let line =
        padded(row.direction.rawValue, 8) + "  " + padded(number, width) + "  "
        + displayable(row.name)
      guard !row.detail.isEmpty else { return line }
      return padded(row.direction.rawValue, 8) + "  " + padded(number, width) + "  "
        + padded(displayable(row.name), names) + "  " + displayable(row.detail)
    }
  }

  private func limited(_ lines: [String]) -> [String] {
    guard !showsAll, lines.count > Self.limit else { return lines }
    return lines.prefix(Self.limit) + ["… \(lines.count - Self.limit) more (--all shows them)"]
  }
}
