// The table of signatures for people at a terminal.

internal import Basics
internal import Reporting

/// Writes a line for each signature, and below it what is known of it.
struct TableText {
  let style: TextStyle
  private static let width = 100
  private static let indent = String(repeating: " ", count: 8)

  func write(_ table: SignatureTable, to out: TextWriter) {
    for (index, line) in table.account.enumerated() {
      out.write((index == 0 ? style.label("CORES") : Self.indent) + line + "\n")
    }
    for (index, failure) in table.totals.failures.enumerated() {
      out.write((index == 0 ? style.label("FAILED") : Self.indent) + failure.words + "\n")
    }
    out.write(style.label("FOUND") + table.summary + "\n")
    guard !table.rows.isEmpty else { return }
    let counts = max(5, table.rows.map { "\($0.count)".count }.max() ?? 0)
    let classes = max(
      5, min(24, table.rows.map { $0.crashClass.unicodeScalars.count }.max() ?? 0))
    let head =
      "\(right("COUNT", counts))    SHARE  SIGNATURE     \(padded("CLASS", classes))"
      + "  FIRST SEEN        LAST SEEN"
    out.write("\n" + style.bold(head) + "\n")
    for row in table.rows {
      let line =
        right("\(row.count)", counts) + "  " + right(table.share(row), 7) + "  "
        + padded(displayable(row.id), 12) + "  " + padded(displayable(row.crashClass), classes)
        + "  " + padded(shortTime(row.firstSeen), 16) + "  "
        + padded(shortTime(row.lastSeen), 16)
      let mark = row.mark.map { "  " + style.alarm($0) } ?? ""
      out.write((mark.isEmpty ? withoutTrailingSpaces(line) : line) + mark + "\n")
      out.write(Self.indent + displayable(row.text) + "\n")
      for line in wrapped(details(of: row)) { out.write(Self.indent + line + "\n") }
    }
  }

  private func details(of row: SignatureRow) -> [String] {
    var parts: [String] = []
    if let ticket = row.ticket { parts.append("known: \(displayable(ticket))") }
    if let owner = row.owner { parts.append("owner: \(displayable(owner))") }
    if !row.hosts.isEmpty {
      parts.append("\(counted(row.hosts.count, "host")): \(abbreviated(row.hosts, limit: 3))")
    }
    if !row.versions.isEmpty { parts.append(abbreviated(row.versions, limit: 4)) }
    if !row.goVersions.isEmpty { parts.append(abbreviated(row.goVersions, limit: 4)) }
    if let rate = row.rate { parts.append(rate) }
    let size = row.exemplar.size.map { " (\(humanSize(UInt64(max(0, $0)))))" } ?? ""
    parts.append("see \(displayable(row.exemplar.path))\(size)")
    if let similar = row.similar {
      parts.append("maybe the same as \(displayable(similar.id)) (\(similar.likeness) %)")
    }
    return parts
  }

  /// The parts joined by dots, wrapped so that lines stay short.
  private func wrapped(_ parts: [String]) -> [String] {
    var lines: [String] = []
    var line = ""
    for part in parts {
      let joined = line.isEmpty ? part : line + " · " + part
      if joined.unicodeScalars.count > Self.width - Self.indent.count, !line.isEmpty {
        lines.append(line)
        line = part
      } else {
        line = joined
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func withoutTrailingSpaces(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
