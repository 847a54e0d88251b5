// What a store holds as lists: signatures a line each, the cores of them, builds that are missing, and
// failures.

internal import CrashAnalysis
internal import Reporting

/// Makes the documents of lists.
struct ListDocuments {
  private let table: SignatureTable
  private static let columns = 100

  init(_ table: SignatureTable) {
    self.table = table
  }

  // MARK: - Signatures

  /// The signatures, a line each.
  var brief: Document {
    let rows = table.toldRows + table.untoldRows
    let programs = min(16, rows.map { shownWidth($0.programWords) }.max() ?? 0)
    let left = Self.columns - 5 - 7 - 12 - 10 - programs - 5 * 2
    let columns = [
      Table.Column(.exactly(5), isRight: true), Table.Column(.exactly(7), isRight: true),
      Table.Column(.exactly(12)), Table.Column(.exactly(programs)), Table.Column(.exactly(10)),
      Table.Column(),
    ]
    return document(
      table.summary,
      Table(
        columns, head: ["COUNT", "SHARE", "SIGNATURE", "PROGRAM", "LAST SEEN", "WHAT"],
        rows: rows.map { row in
          // What cannot be told apart has no rank.
          let mark = row.isTold ? row.mark.map { $0 + " " } ?? "" : "(not told apart) "
          return Table.Row([
            "\(row.count)", row.isTold ? table.share(row) : "-", row.id,
            shortened(row.programWords, programs), shortDay(row.lastSeen),
            shortened(mark + row.shortText, left),
          ])
        }))
  }

  // MARK: - Cores

  /// The cores that were kept, a line each.
  var cores: Document {
    let hasOne = Set(table.cores.compactMap(\.signature)).count <= 1
    var columns = [Table.Column(.exactly(16))]
    var head = ["TIME"]
    if !hasOne {
      columns.append(Table.Column(.exactly(12)))
      head.append("SIGNATURE")
    }
    columns += [
      Table.Column(.widest(limit: 16)), Table.Column(.widest(limit: 12)),
      Table.Column(.widest(limit: 32)), Table.Column(),
    ]
    head += ["PROGRAM", "VERSION", "WHERE", "CORE"]
    return document(
      counted(table.cores.count, "core"),
      Table(
        columns, head: head,
        rows: table.cores.map { core in
          let status = core.status == .complete ? "" : "  (\(core.status.rawValue))"
          return Table.Row(
            [shortTime(core.time)] + (hasOne ? [] : [core.signature ?? "-"])
              + [
                core.programName ?? "-", core.version ?? "-", core.place ?? "-",
                core.path + status,
              ])
        }))
  }

  // MARK: - Missing builds

  /// The builds to fetch, the one with the most waiting cores first.
  var missing: Document {
    let columns = [
      Table.Column(.exactly(5), isRight: true), Table.Column(.widest(limit: 20)),
      Table.Column(.widest(limit: 16)), Table.Column(.widest(limit: 12)),
      Table.Column(.exactly(10)), Table.Column(.exactly(10)), Table.Column(),
    ]
    return document(
      table.missingSummary ?? "no core waits for its binary",
      Table(
        columns,
        head: ["CORES", "PROGRAM", "VERSION", "GO", "FIRST SEEN", "LAST SEEN", "IMPORT PATH"],
        rows: table.topMissingBuilds.map { build in
          Table.Row(
            [
              "\(build.waiting)", build.name ?? "-", build.version ?? "-", build.goVersion ?? "-",
              shortDay(build.firstSeen), shortDay(build.lastSeen), build.build.program ?? "-",
            ],
            below: [
              "build ID \(build.build.id ?? "unknown")", "for example \(build.example)",
            ])
        }))
  }

  // MARK: - Failures

  /// The cores that failed, each with the reason.
  var failed: Document {
    let columns = [Table.Column(.exactly(4), isRight: true), Table.Column()]
    return document(
      "\(counted(table.failedCores.count, "core")) could not be analysed",
      Table(
        columns, head: ["EXIT", "CORE"],
        rows: table.topFailedCores.map {
          Table.Row(["\($0.exitCode)", $0.path], below: [$0.reason])
        }))
  }

  // MARK: - Documents

  private func document(_ title: String, _ table: Table) -> Document {
    let hasRows = {
      var found = false
      table.rows { _ in
        found = true
        return false
      }
      return found
    }()
    return Document(
      title: Line(title),
      [
        Section(on: .screen) {
          .passages([
            Passage(
              "CORES",
              [.lines((self.table.selection.words.map { [Line($0)] } ?? []) + [Line(title)])])
          ])
        },
        Section { .passages(hasRows ? [Passage(nil, [.table(table)])] : []) },
      ])
  }
}
