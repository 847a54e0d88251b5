// The table of signatures as a document. A screen has a line for each signature and below it what is
// known of it, a page a row of many columns.

internal import CrashAnalysis
internal import Reporting

/// Makes the document of a table.
struct TableDocument {
  private let table: SignatureTable

  init(_ table: SignatureTable) {
    self.table = table
  }

  var document: Document {
    let failures = table.totals.failures.map(\.words)
    return Document(
      title: Line(table.summary),
      [
        Section(on: .screen) {
          .passages(
            [
              Passage("CORES", lines: table.account.map { Line($0) }),
              Passage("FAILED", lines: failures.map { Line($0) }),
              Passage("FOUND", lines: [Line(table.summary)]),
            ].compactMap { $0 })
        },
        Section(on: .page) {
          .notes(
            label: "CORES", (table.account + failures.map { "failed: \($0)" }).map { Line($0) })
        },
        Section(on: .screen) {
          .passages(table.rows.isEmpty ? [] : [Passage(nil, [.table(screenTable)])])
        },
        Section(on: .page) { .grid(grid) },
      ])
  }

  // MARK: - Screen

  private var screenTable: Table {
    Table(
      [
        Table.Column(.widest(limit: .max), isRight: true), Table.Column(.exactly(7), isRight: true),
        Table.Column(.exactly(12)), Table.Column(.widest(limit: 24)), Table.Column(.exactly(16)),
        Table.Column(.exactly(16)), Table.Column(kind: .alarm),
      ], head: ["COUNT", "SHARE", "SIGNATURE", "CLASS", "FIRST SEEN", "LAST SEEN", ""],
      rows: table.rows.map { row in
        Table.Row(
          [
            "\(row.count)", table.share(row), row.id, row.crashClass, shortTime(row.firstSeen),
            shortTime(row.lastSeen), row.mark ?? "",
          ], below: [row.text] + Self.wrapped(details(of: row)))
      })
  }

  private func details(of row: SignatureRow) -> [String] {
    var parts: [String] = []
    if let ticket = row.ticket { parts.append("known: \(ticket)") }
    if let owner = row.owner { parts.append("owner: \(owner)") }
    if !row.hosts.isEmpty {
      parts.append("\(counted(row.hosts.count, "host")): \(abbreviated(row.hosts, limit: 3))")
    }
    if !row.versions.isEmpty { parts.append(abbreviated(row.versions, limit: 4)) }
    if !row.goVersions.isEmpty { parts.append(abbreviated(row.goVersions, limit: 4)) }
    if let rate = row.rate { parts.append(rate) }
    let size = row.exemplar.size.map { " (\(humanSize(UInt64(max(0, $0)))))" } ?? ""
    parts.append("see \(row.exemplar.path)\(size)")
    if let similar = row.similar {
      parts.append("maybe the same as \(similar.id) (\(similar.likeness) %)")
    }
    return parts
  }

  /// The parts joined by dots, wrapped so that lines stay short.
  private static func wrapped(_ parts: [String]) -> [String] {
    var lines: [String] = []
    var line = ""
    for part in parts {
      let joined = line.isEmpty ? part : line + " · " + part
      if shownWidth(joined) > Line.columns, !line.isEmpty {
        lines.append(line)
        line = part
      } else {
        line = joined
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  // MARK: - Page

  private var grid: Grid {
    Grid(
      [
        ("count", true), ("share", true), ("signature", false), ("", false), ("first seen", false),
        ("last seen", false), ("versions", false), ("hosts", false), ("build", false),
        ("example", false), ("known", false),
      ],
      rows: table.rows.map { row in
        [
          [Line("\(row.count)")], [Line(table.share(row))], name(of: row),
          row.mark.map { [Line($0, .strong)] } ?? [], [Line(shortTime(row.firstSeen))],
          [Line(shortTime(row.lastSeen))], [list(row.versions)], [list(row.hosts)],
          row.rate.map { [Line($0)] } ?? [], [.quoted(row.exemplar.path)], [known(row)],
        ]
      })
  }

  private func name(of row: SignatureRow) -> Grid.Cell {
    var lines = [Line([TextSpan(row.id, .quoted), TextSpan(" "), TextSpan(row.text, .quoted)])]
    if let similar = row.similar {
      lines.append(
        Line([
          TextSpan("maybe the same as "), TextSpan(similar.id, .quoted),
          TextSpan(" (\(similar.likeness) %)"),
        ]))
    }
    return lines
  }

  private func list(_ words: [String]) -> Line {
    var spans = Self.joined(words.prefix(4).map { TextSpan($0, .quoted) }, ", ")
    if words.count > 4 { spans.append(TextSpan(" and \(words.count - 4) more")) }
    return Line(spans)
  }

  private func known(_ row: SignatureRow) -> Line {
    var parts: [TextSpan] = []
    if let ticket = row.ticket {
      parts.append(TextSpan(ticket, row.known?.issue?.url.map { .link($0) } ?? .quoted))
    }
    if let owner = row.owner { parts.append(TextSpan(owner, .quoted)) }
    return Line(Self.joined(parts, " "))
  }

  private static func joined(_ spans: [TextSpan], _ separator: String) -> [TextSpan] {
    Array(spans.map { [$0] }.joined(separator: [TextSpan(separator)]))
  }
}
