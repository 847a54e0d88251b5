// The table of signatures in Markdown: whatever comes from a report stands in code.

internal import CrashAnalysis
internal import Reporting

/// Writes one table, and the account of all files above it.
enum TableMarkdown {
  static func write(_ table: SignatureTable, to out: TextWriter) {
    out.write("## \(MarkdownText.prose(table.summary))\n\n")
    for line in table.account { out.write("- \(MarkdownText.prose(line))\n") }
    for failure in table.totals.failures {
      out.write("- failed: \(MarkdownText.prose(failure.words))\n")
    }
    guard !table.rows.isEmpty else { return }
    out.write(
      """

      | count | share | signature | | first seen | last seen | versions | hosts | build | example | known |
      |--:|--:|---|---|---|---|---|---|---|---|---|

      """)
    for row in table.rows {
      var name = MarkdownText.cell(row.id) + " " + MarkdownText.cell(row.text)
      if let similar = row.similar {
        name += "<br>maybe the same as \(MarkdownText.cell(similar.id)) (\(similar.likeness) %)"
      }
      let cells = [
        "\(row.count)", table.share(row), name, row.mark.map { "**\($0)**" } ?? "",
        shortTime(row.firstSeen), shortTime(row.lastSeen), list(row.versions), list(row.hosts),
        row.rate.map(MarkdownText.prose) ?? "", MarkdownText.cell(row.exemplar.path), known(row),
      ]
      out.write("| " + cells.joined(separator: " | ") + " |\n")
    }
  }

  private static func list(_ words: [String]) -> String {
    let shown = words.prefix(4).map(MarkdownText.cell).joined(separator: ", ")
    return words.count > 4 ? "\(shown) and \(words.count - 4) more" : shown
  }

  private static func known(_ row: SignatureRow) -> String {
    var parts: [String] = []
    if let ticket = row.ticket {
      parts.append(
        row.known?.issue?.url.map { MarkdownText.link(ticket, to: $0) }
          ?? MarkdownText.cell(ticket))
    }
    if let owner = row.owner { parts.append(MarkdownText.cell(owner)) }
    return parts.joined(separator: " ")
  }
}
