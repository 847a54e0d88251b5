// What a store holds as tab-separated columns. Columns are added at the end, never moved.

internal import Basics
internal import Reporting

/// Writes a line of names, then one for each row.
enum TableTSV {
  private struct Column<Row>: Sendable {
    let name: String
    let value: @Sendable (SignatureTable, Row) -> String

    init(_ name: String, _ value: @escaping @Sendable (SignatureTable, Row) -> String) {
      self.name = name
      self.value = value
    }
  }

  static func write(_ table: SignatureTable, _ view: StoreView, to out: TextWriter) {
    switch view {
    case .table, .brief, .report: write(table, table.rows, signatures, to: out)
    case .cores: write(table, table.cores, cores, to: out)
    case .missing: write(table, table.topMissingBuilds, builds, to: out)
    case .failed: write(table, table.topFailedCores, failures, to: out)
    case .timeline: write(table, table.counts, counts, to: out)
    }
  }

  private static func write<Row>(
    _ table: SignatureTable, _ rows: [Row], _ columns: [Column<Row>], to out: TextWriter
  ) {
    out.write(columns.map(\.name).joined(separator: "\t") + "\n")
    for row in rows {
      out.write(columns.map { displayable($0.value(table, row)) }.joined(separator: "\t") + "\n")
    }
  }

  private static let signatures: [Column<SignatureRow>] = [
    Column("signature") { $1.id },
    Column("class") { $1.crashClass },
    Column("count") { "\($1.count)" },
    Column("share_permille") { "\($0.permille($1))" },
    Column("novelty") { $1.novelty?.rawValue ?? "" },
    Column("first_seen") { $1.firstSeen ?? "" },
    Column("last_seen") { $1.lastSeen ?? "" },
    Column("hosts") { list($1.hosts) },
    Column("versions") { list($1.versions) },
    Column("go_versions") { list($1.goVersions) },
    Column("exemplar") { $1.exemplar.path },
    Column("ticket") { $1.ticket ?? "" },
    Column("owner") { $1.owner ?? "" },
    Column("similar_to") { $1.similar?.id ?? "" },
    Column("build") { $1.builds.first?.build.id ?? "" },
    Column("build_count") { $1.builds.first.map { "\($0.count)" } ?? "" },
    Column("build_total") { $1.builds.first.map { "\($0.total)" } ?? "" },
    Column("text") { $1.text },
    Column("programs") { list($1.programs) },
    Column("modules") { list($1.modules) },
    Column("title") { $1.title ?? "" },
    Column("told_apart") { $1.isTold ? "yes" : "no" },
    Column("units") { list($1.units) },
    Column("pods") { list($1.pods) },
    Column("images") { list($1.images) },
  ]

  private static let cores: [Column<ListedCore>] = [
    Column("path") { $1.path },
    Column("time") { $1.time ?? "" },
    Column("signature") { $1.signature ?? "" },
    Column("class") { $1.crashClass ?? "" },
    Column("program") { $1.build.program ?? $1.programName ?? "" },
    Column("version") { $1.version ?? "" },
    Column("build") { $1.build.id ?? "" },
    Column("status") { $1.status.rawValue },
    Column("host") { $1.host ?? "" },
    Column("unit") { $1.workload.unit ?? "" },
    Column("cgroup") { $1.workload.cgroup ?? "" },
    Column("namespace") { $1.workload.namespace ?? "" },
    Column("pod") { $1.workload.pod ?? "" },
    Column("container") { $1.workload.container ?? "" },
    Column("image") { $1.workload.image ?? "" },
    Column("title") { $1.title ?? "" },
  ]

  private static let builds: [Column<BuildRow>] = [
    Column("waiting") { "\($1.waiting)" },
    Column("program") { $1.build.program ?? $1.name ?? "" },
    Column("module") { $1.module ?? "" },
    Column("version") { $1.version ?? "" },
    Column("go_version") { $1.goVersion ?? "" },
    Column("build") { $1.build.id ?? "" },
    Column("first_seen") { $1.firstSeen ?? "" },
    Column("last_seen") { $1.lastSeen ?? "" },
    Column("example") { $1.example },
  ]

  private static let failures: [Column<FailedCore>] = [
    Column("path") { $1.path },
    Column("exit_code") { "\($1.exitCode)" },
    Column("reason") { $1.reason },
  ]

  private static let counts: [Column<TimelineCount>] = [
    Column("signature") { $1.signature },
    Column("program") { $1.program ?? "" },
    Column("by") { $1.isOfDay ? "day" : "version" },
    Column("value") { $1.value },
    Column("count") { "\($1.count)" },
    Column("cores") { "\($1.total)" },
  ]

  private static func list(_ words: [String]) -> String {
    words.joined(separator: ",")
  }
}

/// How often a signature was on a day, or in a version.
private struct TimelineCount {
  let signature: String
  let program: String?
  let isOfDay: Bool
  let value: String
  let count: Int
  /// How many cores were analysed of the day, or of the version.
  let total: Int
}

extension SignatureTable {
  fileprivate var counts: [TimelineCount] {
    let versions = versionsByProgram
    return rows.flatMap { row in
      let counts = row.countsByVersion
      return row.days.sorted { $0.key < $1.key }.map { day, count in
        TimelineCount(
          signature: row.id, program: row.programs.count == 1 ? row.programs[0] : nil,
          isOfDay: true, value: day, count: count, total: days[day] ?? count)
      }
        + Set(row.builds.map(\.build.program)).sorted { ($0 ?? "") < ($1 ?? "") }.flatMap {
          program in
          (versions[program] ?? []).compactMap { version in
            counts[VersionKey(program: program, version: version.name)].map {
              TimelineCount(
                signature: row.id, program: program, isOfDay: false, value: version.name ?? "",
                count: $0, total: version.count)
            }
          }
        }
    }
  }
}
