// Reports with their old and new signatures, in the formats of `resign`.

internal import Basics
internal import CrashAnalysis
package import Reporting

/// What becomes of the signatures of reports.
package enum ResignAnswer: FormattedAnswer {
  /// A line for each report.
  case reports([ResignedReport])
  /// A line for each pair of an old and a new signature.
  case moves([SignatureMove])

  /// `changed`: only reports with another signature; `moves`: only how many went where.
  package init(_ rows: [ResignedReport], changed: Bool, moves: Bool) {
    self =
      moves
      ? .moves(SignatureMove.all(of: rows))
      : .reports(changed ? rows.filter(\.isChanged) : rows)
  }

  package static let formats: [AnswerFormat<ResignAnswer>] = [
    AnswerFormat(text: { answer, _ in
      Document([Section { .passages([Passage(nil, [.lines(answer.lines)])]) }])
    }),
    AnswerFormat(.tsv) { answer, _, out in
      for fields in answer.fields {
        out.write(fields.map(displayable).joined(separator: "\t") + "\n")
      }
    },
  ]

  private var fields: [[String]] {
    switch self {
    case .reports(let rows):
      rows.map { [$0.old ?? "-", $0.new?.id ?? "-", $0.place, $0.new?.text ?? ""] }
    case .moves(let moves): moves.map { ["\($0.count)", $0.old, $0.new, $0.text] }
    }
  }

  private var lines: [Line] {
    switch self {
    case .reports(let rows):
      rows.map { row in
        let mark = row.new == nil ? "no frames" : row.isChanged ? "changed" : "same"
        let columns = [row.old ?? "-", row.new?.id ?? "-", mark].map { padded($0, 12) }
        return Line(columns.joined(separator: "  ") + "  \(row.place)  \(row.new?.text ?? "")")
      }
    case .moves(let moves):
      moves.map { Line("\($0.count) × \(padded($0.old, 12)) → \($0.new)  \($0.text)") }
    }
  }

  /// One line with the counts.
  package static func summary(_ rows: [ResignedReport]) -> String {
    let without = rows.count { $0.new == nil }
    return "\(counted(rows.count, "report")), \(rows.count(where: \.isChanged)) "
      + "changed" + (without > 0 ? ", \(without) without what a signature is made of" : "")
  }
}

/// How many reports went from one signature to another.
package struct SignatureMove {
  let old: String
  let new: String
  let text: String
  let count: Int

  /// The most first.
  static func all(of rows: [ResignedReport]) -> [SignatureMove] {
    var counts: [[String]: Int] = [:]
    for row in rows where row.isChanged {
      guard let new = row.new else { continue }
      counts[[row.old ?? "-", new.id, new.text], default: 0] += 1
    }
    return counts.map { SignatureMove(old: $0[0], new: $0[1], text: $0[2], count: $1) }
      .sorted { ($1.count, $0.old, $0.new) < ($0.count, $1.old, $1.new) }
  }
}
