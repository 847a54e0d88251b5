// Comparisons as documents and in their formats, with the two sides marked A and B.

internal import CrashAnalysis
package import Reporting

/// What differs between two of a kind.
package struct ComparisonAnswer: FormattedAnswer {
  /// What was compared.
  package enum Kind: Sendable {
    case reports(ReportComparison)
    case stores(StoreComparison)
  }

  private let kind: Kind
  private let showsAll: Bool

  /// `showsAll`: do not shorten long lists.
  package init(_ kind: Kind, showsAll: Bool) {
    self.kind = kind
    self.showsAll = showsAll
  }

  /// Compares two sides; nil where one is an archive and the other is not.
  package init?(_ first: ComparisonSide, _ second: ComparisonSide, showsAll: Bool) {
    switch (first, second) {
    case (.report(let first), .report(let second)):
      self.init(.reports(ReportComparison(first, second)), showsAll: showsAll)
    case (.archive(let first), .archive(let second)):
      self.init(.stores(StoreComparison(first, second)), showsAll: showsAll)
    default: return nil
    }
  }

  package static let formats: [AnswerFormat<ComparisonAnswer>] = [
    AnswerFormat(text: { answer, _ in
      let maker = ComparisonDocument(showsAll: answer.showsAll)
      return switch answer.kind {
      case .reports(let comparison): maker.document(of: comparison)
      case .stores(let comparison): maker.document(of: comparison)
      }
    }),
    AnswerFormat(json: [ComparisonV1.schemaFile]) { answer, _, out in
      switch answer.kind {
      case .reports(let comparison): ComparisonV1.write(comparison, to: out)
      case .stores(let comparison): ComparisonV1.write(comparison, to: out)
      }
    },
  ]
}

/// Makes documents of comparisons.
private struct ComparisonDocument {
  let showsAll: Bool
  private static let limit = 20

  func document(of comparison: ReportComparison) -> Document {
    let (first, second) = (comparison.first, comparison.second)
    let groups = comparison.groupRows.map {
      row($0.first, $0.second, $0.direction, $0.state, $0.label)
    }
    let waits = comparison.waits.map { row($0.first, $0.second, $0.direction, $0.name) }
    let passages = [
      Passage("CORES", lines: [side("A", first), side("B", second)]),
      pair("CRASH", verdict(first), verdict(second)),
      pair("WHERE", first.function, second.function),
      pair("BUCKET", bucket(first), bucket(second)),
      Passage(
        "BUILD", lines: comparison.build.isEmpty ? [Line("the same")] : comparison.build.map(line)),
      Passage("COUNT", lines: [goroutines(first, second)].compactMap { $0 }),
      table("GROUPS", groups) ?? Passage("GROUPS", lines: [Line("the same")]),
      table("WAITS", waits), Passage("MODULES", lines: limited(comparison.modules.map(line))),
      Passage("SETTING", lines: limited(comparison.settings.map(line))),
      Passage("ENV", lines: limited(comparison.environment.map(presence))),
    ]
    return Document([Section { .passages(passages.compactMap { $0 }) }])
  }

  func document(of comparison: StoreComparison) -> Document {
    let told = comparison.rows.filter(\.isTold)
    let changed = told.filter { $0.direction != nil }
    let kinds = [ChangeDirection.appeared, .vanished, .grew, .shrank].compactMap { kind in
      let count = changed.count { $0.direction == kind }
      return count == 0 ? nil : "\(count) \(kind.wordOfStores)"
    }
    let found =
      counted(told.count, "signature") + (kinds.isEmpty ? "" : ": " + kinds.joined(separator: ", "))
    let passages = [
      Passage("CORES", lines: cores(comparison)),
      Passage("VERSION", lines: limited(comparison.versions.map(presence))),
      Passage("FOUND", lines: [Line(found)] + untold(comparison)),
    ]
    return Document([
      Section { .passages(passages.compactMap { $0 }) },
      Section { .passages(changed.isEmpty ? [] : [rows(changed)]) },
    ])
  }

  /// How many cores of both tell nothing.
  private func untold(_ comparison: StoreComparison) -> [Line] {
    let rows = comparison.rows.filter { !$0.isTold }
    guard !rows.isEmpty else { return [] }
    let counts = rows.reduce((0, 0)) { ($0.0 + $1.first, $0.1 + $1.second) }
    return [Line("\(counts.0) → \(counts.1) cores cannot be told apart: see gocore report")]
  }

  /// The numbers of a signature in each version, in lines: of those that both have cores of, and of those in
  /// which one has it.
  private func versions(_ row: StoreComparison.Row) -> [String] {
    let isOfOne = row.programs.count <= 1
    let parts = row.versions.compactMap { version -> String? in
      guard let name = version.version else { return nil }
      let program = isOfOne ? "" : version.program.map { shortProgramName($0) + " " } ?? ""
      let counts = version.counts
      func side(_ count: Int, _ all: Int) -> String { all == 0 ? "none" : "\(count) of \(all)" }
      return "\(program)\(name): \(side(counts.first, counts.firstOf)) → "
        + side(counts.second, counts.secondOf)
    }
    return parts.isEmpty ? [] : TableDocument.wrapped(parts)
  }

  /// Signatures with another share.
  private func rows(_ changed: [StoreComparison.Row]) -> Passage {
    let shown = showsAll ? changed[...] : changed.prefix(Self.limit)
    let rows = shown.map { row in
      Table.Row(
        [
          (row.direction ?? .grew).wordOfStores, "\(row.first) → \(row.second)", row.id,
          row.crashClass, abbreviated(row.programNames, limit: 1),
          "\(percent(row.counts.firstPermille)) → \(percent(row.counts.secondPermille))",
        ], below: [NormalizedMessage.readable(row.text)] + versions(row))
    }
    let columns = [
      Table.Column(.exactly(6)), Table.Column(.widest(limit: .max)),
      Table.Column(.widest(limit: 32)), Table.Column(.widest(limit: .max)),
      Table.Column(.widest(limit: 20)), Table.Column(),
    ]
    let more =
      shown.count < changed.count
      ? [Line("… \(changed.count - shown.count) more (--all shows them)")] : []
    return Passage(nil, [.table(Table(columns, rows: rows)), .lines(more)])
  }

  // MARK: - Lines

  private func row(
    _ first: Int, _ second: Int, _ direction: ChangeDirection, _ name: String, _ detail: String = ""
  ) -> Table.Row {
    Table.Row([direction.rawValue, "\(first) → \(second)", name, detail])
  }

  private func table(_ label: String, _ rows: [Table.Row]) -> Passage? {
    guard !rows.isEmpty else { return nil }
    let columns = [
      Table.Column(.exactly(8)), Table.Column(.widest(limit: .max)),
      Table.Column(.widest(limit: 32)),
      Table.Column(),
    ]
    let table = Table(columns, limit: showsAll ? .max : Self.limit, rows: rows)
    return Passage(label, [.table(table), .lines(more(rows.count))])
  }

  private func pair(_ label: String, _ first: String?, _ second: String?) -> Passage? {
    guard first != nil || second != nil else { return nil }
    let words = [first ?? "-", second ?? "-"]
    return Passage(
      label,
      lines: words[0] == words[1]
        ? [Line("the same: \(words[0])")] : [Line("A  \(words[0])"), Line("B  \(words[1])")])
  }

  private func side(_ name: String, _ report: ComparedReport) -> Line {
    let status = report.status.map { $0 == .complete ? "" : " (\($0.rawValue))" } ?? ""
    return Line("\(name)  \(report.path ?? "-")\(status)")
  }

  private func verdict(_ report: ComparedReport) -> String {
    if let failure = report.failure { return "failed: \(failure)" }
    let kind = [report.crashClass, report.confidence].compactMap { $0 }
    return "\(report.title ?? "-")  [\(kind.joined(separator: ", "))]"
  }

  private func bucket(_ report: ComparedReport) -> String? {
    report.signature.map { "\($0)  \(NormalizedMessage.readable(report.signatureText ?? ""))" }
  }

  private func line(_ change: TextChange) -> Line {
    func shown(_ text: String?) -> String {
      text.map { $0.isEmpty ? "(empty)" : $0 } ?? "-"
    }
    return Line("\(change.name)  \(shown(change.first)) → \(shown(change.second))")
  }

  private func presence(_ change: TextChange) -> Line {
    Line("\(change.name)  only in \(change.first == nil ? "B" : "A")")
  }

  private func goroutines(_ first: ComparedReport, _ second: ComparedReport) -> Line? {
    guard first.goroutines != nil || second.goroutines != nil else { return nil }
    func shown(_ count: Int?) -> String { count.map { "\($0)" } ?? "-" }
    return first.goroutines == second.goroutines
      ? Line("\(shown(first.goroutines)) goroutines in both")
      : Line("\(shown(first.goroutines)) → \(shown(second.goroutines)) goroutines")
  }

  private func cores(_ comparison: StoreComparison) -> [Line] {
    let lines = [
      account("A", comparison.first, comparison.firstSelection),
      account("B", comparison.second, comparison.secondSelection),
    ]
    guard comparison.withoutTime > 0 else { return lines }
    return lines + [Line("\(counted(comparison.withoutTime, "core")) without a time left out")]
  }

  private func account(
    _ name: String, _ totals: ArchiveTotals, _ selection: CoreSelection
  ) -> Line {
    Line(
      "\(name)  \(counted(totals.cores, "core"))\(selection.timeWords.map { " \($0)" } ?? ""): "
        + "\(totals.complete) complete, \(totals.partial) partial, \(totals.failed) failed, "
        + "\(totals.duplicates) duplicates")
  }

  private func limited(_ lines: [Line]) -> [Line] {
    showsAll ? lines : lines.prefix(Self.limit) + more(lines.count)
  }

  /// What stands in place of the lines beyond the limit.
  private func more(_ count: Int) -> [Line] {
    guard !showsAll, count > Self.limit else { return [] }
    return [Line("… \(count - Self.limit) more (--all shows them)")]
  }
}
