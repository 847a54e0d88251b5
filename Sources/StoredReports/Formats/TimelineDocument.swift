// When signatures occurred, and in which versions, in 80 columns.

internal import Reporting

/// Makes the document of a timeline.
struct TimelineDocument {
  private let table: SignatureTable
  /// How many periods, and how many versions, fit beside each other.
  static let periodLimit = 9
  private static let versionLimit = 4
  private static let nameWidth = 12

  init(_ table: SignatureTable) {
    self.table = table
  }

  var document: Document {
    let timeline = Timeline(of: table.days.keys, limit: Self.periodLimit)
    let programs = Set(table.toldRows.flatMap { $0.builds.map(\.build.program) })
      .sorted { ($0 ?? "") < ($1 ?? "") }
    return Document(
      title: Line(table.summary),
      [
        Section(on: .screen) {
          .passages([
            Passage("CORES", [.lines((table.account + [table.summary]).map { Line($0) })])
          ])
        },
        Section { .passages(periods(timeline).map { [$0] } ?? []) },
      ]
        + programs.compactMap { program in
          versions(of: program).map { passage in Section { .passages([passage]) } }
        })
  }

  // MARK: - Time

  private func periods(_ timeline: Timeline) -> Passage? {
    guard !timeline.periods.isEmpty else { return nil }
    var rows = table.toldRows.map { row in
      cells(row.id, row.programWords, timeline.counts(of: row.days))
    }
    let others = table.untoldRows.reduce(into: [String: Int]()) { sum, row in
      sum.merge(row.days, uniquingKeysWith: +)
    }
    if !others.isEmpty { rows.append(cells("others", "", timeline.counts(of: others))) }
    rows.append(cells("all cores", "", timeline.counts(of: table.days)))
    let columns =
      [Table.Column(.exactly(Self.nameWidth)), Table.Column(.exactly(Self.nameWidth), gap: " ")]
      + timeline.periods.map { _ in Table.Column(.exactly(5), isRight: true, gap: " ") }
    let earlier = timeline.isCut ? ", the last \(timeline.periods.count)" : ""
    return Passage(
      nil,
      [
        .lines([Line("by \(timeline.unit.rawValue)\(earlier), in UTC")]),
        .table(
          Table(
            columns, head: ["SIGNATURE", "PROGRAM"] + timeline.periods.map(timeline.label),
            rows: rows)),
      ])
  }

  private func cells(_ name: String, _ program: String, _ counts: [Int]) -> Table.Row {
    Table.Row(
      [name, shortened(program, Self.nameWidth)] + counts.map { $0 == 0 ? "." : "\($0)" })
  }

  // MARK: - Versions

  /// The signatures of a program by its versions, the oldest first: how many cores of each version have it.
  private func versions(of program: String?) -> Passage? {
    let versions = table.versions(of: program)
    guard !versions.isEmpty else { return nil }
    let shown = versions.suffix(Self.versionLimit)
    let columns =
      [Table.Column(.exactly(Self.nameWidth))]
      + shown.map { _ in Table.Column(.exactly(14), isRight: true) }
    var rows = table.toldRows.filter { $0.builds.contains { $0.build.program == program } }
      .map { row in
        let counts = row.countsByVersion
        return Table.Row(
          [row.id]
            + shown.map { version in
              guard let count = counts[VersionKey(program: program, version: version.name)] else {
                return "."
              }
              let share = percent(roundedPermille(count, of: version.count))
              return "\(count)  \(padded(left: share, 6))"
            })
      }
    rows.append(
      Table.Row(["all cores"] + shown.map { "\($0.count)  \(padded(left: percent(1_000), 6))" }))
    let left = versions.count - shown.count
    let note = left > 0 ? ", the last \(shown.count) of \(versions.count) versions" : ""
    return Passage(
      nil,
      [
        .lines([Line("\(program ?? "programs without a name")\(note)")]),
        .table(
          Table(
            columns, head: ["SIGNATURE"] + shown.map { shortened($0.name ?? "no version", 14) },
            rows: rows)),
      ])
  }

  private func padded(left text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension SignatureTable {
  /// A version of a program, with how many of its cores were analysed.
  struct ProgramVersion: Equatable {
    let name: String?
    let count: Int
  }

  /// The versions of a program, by when their sources were committed, then by their first cores.
  func versions(of program: String?) -> [ProgramVersion] {
    Self.versions(builds.filter { $0.build.program == program })
  }

  /// The versions of each program.
  var versionsByProgram: [String?: [ProgramVersion]] {
    Dictionary(grouping: builds, by: \.build.program).mapValues(Self.versions)
  }

  /// The versions of the builds of one program.
  private static func versions(_ builds: [BuildRow]) -> [ProgramVersion] {
    var found: [String?: (count: Int, key: [String])] = [:]
    for build in builds {
      let key = [build.built ?? "", build.firstSeen ?? "", build.version ?? ""]
      let present = found[build.version]
      found[build.version] = (
        (present?.count ?? 0) + build.count,
        present.map { $0.key.lexicographicallyPrecedes(key) ? $0.key : key } ?? key
      )
    }
    return found.sorted { $0.value.key.lexicographicallyPrecedes($1.value.key) }
      .map { ProgramVersion(name: $0.key, count: $0.value.count) }
  }
}

/// A version of a program, by which cores of several builds are counted together.
struct VersionKey: Hashable, Comparable {
  let program: String?
  let version: String?

  init(program: String?, version: String?) {
    self.program = program
    self.version = version
  }

  init(_ build: SignatureRow.Build) {
    self.init(program: build.build.program, version: build.version)
  }

  static func < (left: VersionKey, right: VersionKey) -> Bool {
    (left.program ?? "", left.version ?? "") < (right.program ?? "", right.version ?? "")
  }
}

extension SignatureRow {
  /// How many cores of each version have it.
  var countsByVersion: [VersionKey: Int] {
    builds.reduce(into: [:]) { $0[VersionKey($1), default: 0] += $1.count }
  }
}
