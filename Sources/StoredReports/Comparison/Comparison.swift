// What differs between two reports.

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
