// The table of reports and their old and new signatures.

internal import Basics
internal import CrashAnalysis
internal import Reporting

/// Lines about signatures that were made anew.
package enum ResignTable {
  /// How the lines are written.
  package enum Format: String, Sendable, CaseIterable {
    case text, tsv
  }

  /// A line for each report.
  package static func lines(_ rows: [ResignedReport], _ format: Format) -> [String] {
    rows.map { line($0, format) }
  }

  private static func line(_ row: ResignedReport, _ format: Format) -> String {
    let fields = [
      row.old.map(displayable) ?? "-", row.new?.id ?? "-", row.place,
      displayable(row.new?.text ?? ""),
    ]
    switch format {
    case .tsv: return fields.joined(separator: "\t") + "\n"
    case .text:
      let mark = row.new == nil ? "no frames" : row.isChanged ? "changed" : "same"
      let columns = [fields[0], fields[1], mark].map {
        $0 + String(repeating: " ", count: max(0, 12 - $0.count))
      }
      return columns.joined(separator: "  ") + "  \(row.place)  \(fields[3])\n"
    }
  }

  /// A line for each pair of an old and a new signature, with the number of reports; the most first.
  package static func moves(_ rows: [ResignedReport], _ format: Format) -> [String] {
    struct Move: Hashable {
      let old: String
      let new: String
      let text: String
    }
    var counts: [Move: Int] = [:]
    for row in rows where row.isChanged {
      guard let new = row.new else { continue }
      counts[Move(old: row.old ?? "-", new: new.id, text: new.text), default: 0] += 1
    }
    let ordered = counts.sorted {
      ($1.value, $0.key.old, $0.key.new) < ($0.value, $1.key.old, $1.key.new)
    }
    return ordered.map { move, count in
      let fields = ["\(count)", displayable(move.old), move.new, displayable(move.text)]
      return format == .tsv
        ? fields.joined(separator: "\t") + "\n"
        : "\(fields[0]) × \(padded(fields[1], 12)) → \(fields[2])  \(fields[3])\n"
    }
  }

  /// One line with the counts.
  package static func summary(_ rows: [ResignedReport]) -> String {
    let without = rows.count { $0.new == nil }
    return "\(rows.count) report\(rows.count == 1 ? "" : "s"), \(rows.count(where: \.isChanged)) "
      + "changed" + (without > 0 ? ", \(without) without what a signature is made of" : "")
  }
}
