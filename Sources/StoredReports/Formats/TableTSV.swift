// The table of signatures as tab-separated columns. Columns are added at the end, never moved.

internal import Basics
internal import Reporting

/// Writes a line of names, then one for each signature.
enum TableTSV {
  private struct Column: Sendable {
    let name: String
    let value: @Sendable (SignatureTable, SignatureRow) -> String

    init(
      _ name: String, _ value: @escaping @Sendable (SignatureTable, SignatureRow) -> String
    ) {
      self.name = name
      self.value = value
    }
  }

  private static let columns = [
    Column("signature") { displayable($1.id) },
    Column("class") { displayable($1.crashClass) },
    Column("count") { "\($1.count)" },
    Column("share_permille") { "\($0.permille($1))" },
    Column("novelty") { $1.novelty?.rawValue ?? "" },
    Column("first_seen") { displayable($1.firstSeen ?? "") },
    Column("last_seen") { displayable($1.lastSeen ?? "") },
    Column("hosts") { list($1.hosts) },
    Column("versions") { list($1.versions) },
    Column("go_versions") { list($1.goVersions) },
    Column("exemplar") { displayable($1.exemplar.path) },
    Column("ticket") { displayable($1.ticket ?? "") },
    Column("owner") { displayable($1.owner ?? "") },
    Column("similar_to") { displayable($1.similar?.id ?? "") },
    Column("build") { displayable($1.builds.first?.build.id ?? "") },
    Column("build_count") { $1.builds.first.map { "\($0.count)" } ?? "" },
    Column("build_total") { $1.builds.first.map { "\($0.total)" } ?? "" },
    Column("text") { displayable($1.text) },
  ]

  static func write(_ table: SignatureTable, to out: TextWriter) {
    out.write(columns.map(\.name).joined(separator: "\t") + "\n")
    for row in table.rows {
      out.write(columns.map { $0.value(table, row) }.joined(separator: "\t") + "\n")
    }
  }

  private static func list(_ words: [String]) -> String {
    words.map(displayable).joined(separator: ",")
  }
}
