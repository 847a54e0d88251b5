// The table of signatures as a document. A screen has a line for each signature and below it what is
// known of it, a page a row of many columns.

internal import Basics
internal import CrashAnalysis
internal import Reporting

/// Makes the document of a table.
struct TableDocument {
  private let table: SignatureTable

  init(_ table: SignatureTable) {
    self.table = table
  }

  var document: Document {
    Document(
      title: Line(table.summary),
      [
        Section(on: .screen) {
          .passages(
            [
              Passage("CORES", lines: table.account.map { Line($0) }), failures, missing,
              Passage("FOUND", lines: [Line(table.summary)]),
            ].compactMap { $0 })
        },
        Section(on: .page) { .notes(label: "CORES", notes.map { Line($0) }) },
        Section(on: .screen) {
          .passages(table.toldRows.isEmpty ? [] : [Passage(nil, [.table(screenTable)])])
        },
        Section(on: .screen) { .passages(untold.map { [$0] } ?? []) },
        Section(on: .page) { .grid(grid) },
      ])
  }

  /// Builds, and other things, that the head names at most.
  private static let headLimit = 5

  private var failures: Passage? {
    Passage(
      "FAILED",
      lines: table.totals.failures.flatMap {
        [Line($0.words), Line("    \($0.places)", .faint)]
      })
  }

  /// The builds that cores wait for.
  private var missing: Passage? {
    guard let summary = table.missingSummary else { return nil }
    let builds = table.missingBuilds
    let rows = builds.prefix(Self.headLimit).map { build in
      Table.Row([
        "\(build.waiting)", build.title, build.goVersion ?? "", "build ID \(build.shortID)",
        build.build.program ?? "",
      ])
    }
    let columns = [
      Table.Column(.widest(limit: .max), isRight: true), Table.Column(.widest(limit: 32)),
      Table.Column(.widest(limit: 12)), Table.Column(.exactly(21)), Table.Column(),
    ]
    let more = builds.count - rows.count
    return Passage(
      "MISSING",
      [
        .lines([Line(summary)]), .table(Table(columns, rows: rows)),
        .lines(more > 0 ? [Line("… \(more) more (gocore report STORE --missing)")] : []),
      ])
  }

  /// The same for a page, a line each.
  private var notes: [String] {
    table.account + table.totals.failures.map { "failed: \($0.words) (\($0.places))" }
      + table.missingBuilds.map {
        "missing: build \($0.build.id ?? "without an ID") of \($0.title), for which "
          + "\(counted($0.waiting, "core")) wait\($0.waiting == 1 ? "s" : "")"
      }
  }

  /// What is known of cores that cannot be told apart.
  private var untold: Passage? {
    let rows = table.untoldRows
    guard !rows.isEmpty else { return nil }
    let count = rows.reduce(0) { $0 + $1.count }
    let columns = [
      Table.Column(.widest(limit: .max), isRight: true), Table.Column(.exactly(12)),
      Table.Column(.widest(limit: 16)), Table.Column(),
    ]
    return Passage(
      "OTHERS",
      [
        .lines([
          Line(
            "\(counted(count, "core")) whose binary is missing, or of which too little is left, "
              + "cannot be told apart:")
        ]),
        .table(
          Table(
            columns,
            rows: rows.map {
              Table.Row([
                "\($0.count)", $0.id, $0.programWords, shortened($0.shortText, 56),
              ])
            })),
      ])
  }

  // MARK: - Screen

  private var screenTable: Table {
    Table(
      [
        Table.Column(.widest(limit: .max), isRight: true), Table.Column(.exactly(7), isRight: true),
        Table.Column(.exactly(12)), Table.Column(.widest(limit: 24)),
        Table.Column(.widest(limit: 20)), Table.Column(.exactly(10)), Table.Column(.exactly(10)),
        Table.Column(kind: .alarm),
      ], head: ["COUNT", "SHARE", "SIGNATURE", "CLASS", "PROGRAM", "FIRST SEEN", "LAST SEEN", ""],
      rows: table.toldRows.map { row in
        Table.Row(
          [
            "\(row.count)", table.share(row), row.id, row.crashClass, row.programWords,
            shortDay(row.firstSeen), shortDay(row.lastSeen), row.mark ?? "",
          ], below: [row.readableText] + Self.wrapped(details(of: row)))
      })
  }

  private func details(of row: SignatureRow) -> [String] {
    var parts: [String] = []
    if let ticket = row.ticket { parts.append("known: \(ticket)") }
    if let owner = row.owner { parts.append("owner: \(owner)") }
    if let example = row.example { parts.append("such as: \(shortened(example, 80))") }
    let programs = row.programs.isEmpty ? [] : [abbreviated(row.programs, limit: 2)]
    let versions = row.versions.isEmpty ? [] : [abbreviated(row.versions, limit: 4)]
    if !programs.isEmpty || !versions.isEmpty {
      parts.append((programs + versions).joined(separator: " "))
    }
    let modules = row.modules.filter { !row.programs.contains($0) }
    if !modules.isEmpty { parts.append("module \(abbreviated(modules, limit: 2))") }
    if !row.hosts.isEmpty {
      parts.append("\(counted(row.hosts.count, "host")): \(abbreviated(row.hosts, limit: 3))")
    }
    // All of them are in the list of cores.
    for (noun, words) in [("unit", row.units), ("pod", row.pods)] {
      guard let first = words.first else { continue }
      parts.append(words.count == 1 ? "\(noun) \(first)" : counted(words.count, noun))
    }
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
  static func wrapped(_ parts: [String]) -> [String] {
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
        ("last seen", false), ("program", false), ("versions", false), ("hosts", false),
        ("build", false),
        ("example", false), ("known", false),
      ],
      rows: table.rows.map { row in
        [
          [Line("\(row.count)")], [Line(table.share(row))], name(of: row),
          row.mark.map { [Line($0, .strong)] } ?? [], [Line(shortTime(row.firstSeen))],
          [Line(shortTime(row.lastSeen))], [list(row.programs)], [list(row.versions)],
          [list(row.hosts)],
          row.rate.map { [Line($0)] } ?? [], [.quoted(row.exemplar.path)], [known(row)],
        ]
      })
  }

  private func name(of row: SignatureRow) -> Grid.Cell {
    var lines = [
      Line([TextSpan(row.id, .quoted), TextSpan(" "), TextSpan(row.readableText, .quoted)])
    ]
    if !row.isTold { lines.append(Line("its cores cannot be told apart")) }
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
