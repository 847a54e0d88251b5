// What differs between two archives.

/// What differs between two archives.
package struct StoreComparison: Sendable {
  /// How many cores of some there are in both archives.
  package struct Counts: Sendable, Equatable {
    package var first = 0
    package var second = 0
    /// The cores among which they were counted.
    package var firstOf = 0
    package var secondOf = 0

    /// The shares, in tenths of a per cent.
    package var firstPermille: Int { roundedPermille(first, of: firstOf) }
    package var secondPermille: Int { roundedPermille(second, of: secondOf) }

    /// How the share differs; nil if it does not. Numbers alone say nothing: they grow with the archive.
    package var direction: ChangeDirection? {
      if first == 0 { return second == 0 ? nil : .appeared }
      if second == 0 { return .vanished }
      let (mine, theirs) = (first * secondOf, second * firstOf)
      return mine == theirs ? nil : theirs > mine ? .grew : .shrank
    }

    /// How many more or fewer there are in the second, in thousandths of a core, than if the share had
    /// stayed.
    var excess: Int {
      guard firstOf > 0, secondOf > 0 else { return abs(second - first) * 1_000 }
      return abs(second * firstOf - first * secondOf) * 1_000 / firstOf
    }
  }

  /// A signature's numbers in one version of a program.
  package struct Version: Sendable, Equatable {
    package let program: String?
    package let version: String?
    /// Its cores among those of the version.
    package let counts: Counts
  }

  /// A signature's numbers in both.
  package struct Row: Sendable {
    package let id: String
    package let crashClass: String
    package let text: String
    package let programs: [String]
    package let programNames: [String]
    /// Whether it tells one crash from another in one of the archives.
    package let isTold: Bool
    /// Its cores among those of its programs that can be told apart.
    package let counts: Counts
    /// Shares in all analysed cores, in tenths of a per cent.
    package let firstPermille: Int
    package let secondPermille: Int
    /// The versions that both archives have cores of, and those of which only one has cores with it.
    package let versions: [Version]

    package var first: Int { counts.first }
    package var second: Int { counts.second }
    /// How its share in the cores of its programs differs; nil if it does not.
    package var direction: ChangeDirection? { counts.direction }
  }

  package let first: ArchiveTotals
  package let second: ArchiveTotals
  /// Which cores of each were counted.
  package let firstSelection: CoreSelection
  package let secondSelection: CoreSelection
  /// How many cores were left out because they have no time.
  package let withoutTime: Int
  /// All signatures of both, the greatest difference first.
  package let rows: [Row]
  /// Versions that only one has.
  package let versions: [TextChange]

  package init(_ first: SignatureTable, _ second: SignatureTable) {
    self.first = first.totals
    self.second = second.totals
    firstSelection = first.selection
    secondSelection = second.selection
    withoutTime = max(first.withoutTime, second.withoutTime)
    var left: [String: SignatureRow] = [:]
    var right: [String: SignatureRow] = [:]
    for row in first.rows { left[row.id] = row }
    for row in second.rows { right[row.id] = row }
    let sides = (Side(first), Side(second))
    rows = Set(left.keys).union(right.keys).compactMap { id in
      guard let row = left[id] ?? right[id] else { return nil }
      let both = [left[id], right[id]].compactMap { $0 }
      let builds = both.flatMap { $0.builds.map(\.build.program) }
      let programs = Set(builds)
      return Row(
        id: id, crashClass: row.crashClass, text: row.text,
        programs: Set(both.flatMap(\.programs)).sorted(),
        programNames: Set(both.flatMap(\.programNames)).sorted(),
        isTold: both.contains(where: \.isTold),
        counts: Counts(
          first: left[id]?.count ?? 0, second: right[id]?.count ?? 0,
          firstOf: sides.0.cores(of: programs), secondOf: sides.1.cores(of: programs)),
        firstPermille: left[id].map(first.permille) ?? 0,
        secondPermille: right[id].map(second.permille) ?? 0,
        versions: Self.versions(left[id], right[id], sides.0, sides.1))
    }.sorted {
      let cores = ($0.counts.excess, $1.counts.excess)
      return cores.0 != cores.1 ? cores.0 > cores.1 : $0.id < $1.id
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

  private static func versions(
    _ left: SignatureRow?, _ right: SignatureRow?, _ first: Side, _ second: Side
  ) -> [Version] {
    let counts = (left?.countsByVersion ?? [:], right?.countsByVersion ?? [:])
    return Set(counts.0.keys).union(counts.1.keys).sorted().map { key in
      Version(
        program: key.program, version: key.version,
        counts: Counts(
          first: counts.0[key] ?? 0, second: counts.1[key] ?? 0,
          firstOf: first.versions[key] ?? 0, secondOf: second.versions[key] ?? 0))
    }
  }

  /// How many cores that can be told apart an archive has of each program and version.
  private struct Side {
    var programs: [String?: Int] = [:]
    var versions: [VersionKey: Int] = [:]

    init(_ table: SignatureTable) {
      for build in table.toldRows.flatMap(\.builds) {
        programs[build.build.program, default: 0] += build.count
        versions[VersionKey(build), default: 0] += build.count
      }
    }

    func cores(of names: Set<String?>) -> Int {
      names.reduce(0) { $0 + (programs[$1] ?? 0) }
    }
  }
}

extension ChangeDirection {
  /// What people call it where archives are compared.
  var wordOfStores: String {
    switch self {
    case .appeared: "new"
    case .vanished: "gone"
    case .grew, .shrank: rawValue
    }
  }
}
