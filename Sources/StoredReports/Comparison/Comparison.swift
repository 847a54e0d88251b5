// What differs between two reports, or between two archives.

/// A text that only one side has, or that differs.
package struct TextChange: Sendable, Equatable {
  package let name: String
  package let first: String?
  package let second: String?
}

/// A number that differs.
package struct CountChange: Sendable, Equatable {
  package let name: String
  package let first: Int
  package let second: Int

  /// How it differs.
  package var direction: ChangeDirection { ChangeDirection(first, second) }
}

/// How a number differs.
package enum ChangeDirection: String, Sendable, CaseIterable {
  case appeared, grew, shrank, vanished

  init(_ first: Int, _ second: Int) {
    self = first == 0 ? .appeared : second == 0 ? .vanished : second > first ? .grew : .shrank
  }
}

/// What differs between two reports.
package struct ReportComparison: Sendable {
  /// Goroutines of one state and place.
  package struct Group: Sendable, Equatable {
    package let group: ComparedGroup
    package let first: Int
    package let second: Int

    /// How their number differs.
    package var direction: ChangeDirection { ChangeDirection(first, second) }
  }

  package let first: ComparedReport
  package let second: ComparedReport
  package let build: [TextChange]
  package let settings: [TextChange]
  package let modules: [TextChange]
  /// Variables of the environment that only one has; their values are not stored.
  package let environment: [TextChange]
  /// Goroutines by what they wait for.
  package let waits: [CountChange]
  /// Groups of goroutines, the greatest difference first.
  package let groups: [Group]
  /// The same as a reader tells them apart, for lists.
  package let groupRows: [GroupRow]

  package var hasSameSignature: Bool {
    first.signature != nil && first.signature == second.signature
  }

  package init(_ first: ComparedReport, _ second: ComparedReport) {
    self.first = first
    self.second = second
    let names = first.build.map(\.name) + second.build.map(\.name)
    func value(_ report: ComparedReport, _ name: String) -> String? {
      report.build.first { $0.name == name }?.value
    }
    var seen: Set<String> = []
    build = names.filter { seen.insert($0).inserted }.compactMap { name in
      let change = TextChange(name: name, first: value(first, name), second: value(second, name))
      return change.first == change.second ? nil : change
    }
    settings = Self.changes(first.settings, second.settings)
    modules = Self.changes(first.modules, second.modules)
    func marked(_ names: Set<String>) -> [String: String] {
      Dictionary(uniqueKeysWithValues: names.map { ($0, "set") })
    }
    environment = Self.changes(marked(first.environmentNames), marked(second.environmentNames))
    waits = Set(first.waits.keys).union(second.waits.keys).sorted().compactMap { name in
      let change = CountChange(
        name: name, first: first.waits[name] ?? 0, second: second.waits[name] ?? 0)
      return change.first == change.second ? nil : change
    }.sorted { Self.isGreater(($0.first, $0.second, [$0.name]), ($1.first, $1.second, [$1.name])) }
    groupRows = GroupRow.rows(first.groups, second.groups).filter { $0.first != $0.second }.sorted {
      Self.isGreater(
        ($0.first, $0.second, [$0.state, $0.label]), ($1.first, $1.second, [$1.state, $1.label]))
    }
    groups = Set(first.groups.keys).union(second.groups.keys).compactMap { key in
      let change = Group(
        group: key, first: first.groups[key] ?? 0, second: second.groups[key] ?? 0)
      return change.first == change.second ? nil : change
    }.sorted {
      Self.isGreater(
        ($0.first, $0.second, [$0.group.state] + $0.group.functions),
        ($1.first, $1.second, [$1.group.state] + $1.group.functions))
    }
  }

  /// By the size of the difference, then by name.
  private static func isGreater(
    _ left: (first: Int, second: Int, name: [String]),
    _ right: (first: Int, second: Int, name: [String])
  ) -> Bool {
    let sizes = (abs(left.second - left.first), abs(right.second - right.first))
    return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : left.name.lexicographicallyPrecedes(right.name)
  }

  private static func changes(
    _ first: [String: String], _ second: [String: String]
  ) -> [TextChange] {
    Set(first.keys).union(second.keys).sorted().compactMap { name in
      first[name] == second[name]
        ? nil : TextChange(name: name, first: first[name], second: second[name])
    }
  }
}

/// What differs between two archives.
package struct StoreComparison: Sendable {
  /// A signature's numbers in both.
  package struct Row: Sendable {
    package let id: String
    package let crashClass: String
    package let text: String
    package let first: Int
    package let second: Int
    /// Shares in all analysed cores, in tenths of a per cent.
    package let firstPermille: Int
    package let secondPermille: Int

    /// How its number differs; nil if it does not.
    package var direction: ChangeDirection? {
      first == second ? nil : ChangeDirection(first, second)
    }
  }

  package let first: ArchiveTotals
  package let second: ArchiveTotals
  /// All signatures of both, the greatest difference first.
  package let rows: [Row]
  /// Versions that only one has.
  package let versions: [TextChange]

  package init(_ first: SignatureTable, _ second: SignatureTable) {
    self.first = first.totals
    self.second = second.totals
    var left: [String: SignatureRow] = [:]
    var right: [String: SignatureRow] = [:]
    for row in first.rows { left[row.id] = row }
    for row in second.rows { right[row.id] = row }
    rows = Set(left.keys).union(right.keys).compactMap { id in
      guard let row = left[id] ?? right[id] else { return nil }
      return Row(
        id: id, crashClass: row.crashClass, text: row.text, first: left[id]?.count ?? 0,
        second: right[id]?.count ?? 0, firstPermille: left[id].map(first.permille) ?? 0,
        secondPermille: right[id].map(second.permille) ?? 0)
    }.sorted {
      let sizes = (abs($0.second - $0.first), abs($1.second - $1.first))
      return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : $0.id < $1.id
    }
    func versions(_ table: SignatureTable) -> Set<String> {
      Set(table.rows.flatMap(\.versions))
    }
    let mine = versions(first)
    let theirs = versions(second)
    self.versions = mine.symmetricDifference(theirs).sorted().map {
      TextChange(
        name: $0, first: mine.contains($0) ? $0 : nil, second: theirs.contains($0) ? $0 : nil)
    }
  }
}
