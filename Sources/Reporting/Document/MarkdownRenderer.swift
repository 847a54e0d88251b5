// A document for a ticket or a postmortem, in Markdown: what is long is folded away.

internal import Basics

/// Writes documents as Markdown.
package struct MarkdownRenderer {
  private let out: TextWriter
  /// Blocks with more lines are folded.
  private static let foldedLines = 15
  private static let plain = TextStyle(usesColor: false)

  package init(out: TextWriter) {
    self.out = out
  }

  /// Passages of sections in a row, which share one block.
  private typealias Part = (section: Section, passages: [Passage])

  /// Writes all sections that a page shows.
  package func write(_ document: Document) {
    out.write("## \(Self.inline(document.title))\n\n")
    var heading = ""
    var needsLine = false
    var parts: [Part] = []
    for section in document.sections(on: .page) {
      let content = section.content()
      guard !content.isEmpty else { continue }
      if section.heading != heading {
        write(parts)
        parts = []
        heading = section.heading
        out.write((needsLine ? "\n" : "") + "### \(MarkdownText.prose(heading))\n\n")
        needsLine = false
      } else if needsLine, !section.isTight {
        out.write("\n")
        needsLine = false
      }
      switch content {
      case .headline(let headline): out.write("\(MarkdownText.code(headline.title))\n\n")
      case .facts(let facts): write(facts)
      case .notes(_, let lines):
        for line in lines { out.write("- \(Self.inline(line))\n") }
        // A list that ends the page has no line behind it.
        needsLine = true
      case .grid(let grid): write(grid)
      case .steps(_, let commands, let checks): write(commands: commands, checks: checks)
      case .passages(let passages): parts.append((section, passages))
      }
    }
    write(parts)
  }

  private func write(_ facts: [Fact]) {
    out.write("| | |\n|---|---|\n")
    for fact in facts where fact.medium != .screen {
      let name = fact.name.isEmpty ? "" : "**\(fact.name)**"
      out.write("| \(name) | \(Self.inline(fact.line, isCell: true)) |\n")
    }
    out.write("\n")
  }

  private func write(_ grid: Grid) {
    func row(_ cells: [String]) { out.write("| \(cells.joined(separator: " | ")) |\n") }
    out.write("|" + grid.columns.map { $0.name.isEmpty ? " |" : " \($0.name) |" }.joined() + "\n")
    out.write("|" + grid.columns.map { $0.isNumber ? "--:|" : "---|" }.joined() + "\n")
    for cells in grid.rows {
      row(cells.map { $0.map { Self.inline($0, isCell: true) }.joined(separator: "<br>") })
    }
  }

  private func write(commands: [String], checks: [String]) {
    if !commands.isEmpty {
      let lines = commands.map { displayable($0) + "\n" }.joined()
      out.write(MarkdownText.block(lines, language: "sh") + "\n")
    }
    for check in checks { out.write("- [ ] \(MarkdownText.prose(check))\n") }
    if !checks.isEmpty { out.write("\n") }
  }

  /// A line in running text, or in a cell of a table.
  private static func inline(_ line: Line, isCell: Bool = false) -> String {
    let spans = (line.forms.first ?? []).map { span in
      switch span.kind {
      case .words, .faint: MarkdownText.prose(span.text)
      case .strong, .alarm: "**\(MarkdownText.prose(span.text))**"
      case .quoted: isCell ? MarkdownText.cell(span.text) : MarkdownText.code(span.text)
      case .link(let url): MarkdownText.link(span.text, to: url)
      }
    }
    return spans.joined() + (line.mark.map { " (\($0))" } ?? "")
  }

  // MARK: - Blocks of code

  private func write(_ parts: [Part]) {
    guard !parts.isEmpty else { return }
    let size = BlockSize { lay(parts, to: $0) }
    let isFolded = size.lines > Self.foldedLines
    if isFolded {
      out.write("<details>\n<summary>\(counted(size.lines, "line"))</summary>\n\n")
    }
    let fence = MarkdownText.fence(around: size.longestRun)
    out.write("\(fence)text\n")
    lay(parts, to: out)
    out.write("\(fence)\n\n")
    if isFolded { out.write("</details>\n\n") }
  }

  private func lay(_ parts: [Part], to out: TextWriter) {
    let layout = ColumnLayout(style: Self.plain, out: out)
    for (index, part) in parts.enumerated() {
      if index > 0, !part.section.isTight { out.write("\n") }
      layout.write(part.passages, margin: part.section.pageMargin)
    }
  }
}

/// The size of a block that is written into nothing: whether it is folded, and what has to be around
/// it, must be known before its first line, and it may be too long to be kept.
private struct BlockSize {
  /// Lines.
  private(set) var lines = 0
  /// The most backquotes in a row.
  private(set) var longestRun = 0

  init(of write: (TextWriter) -> Void) {
    var lines = 0
    var longest = 0
    var run = 0
    let counter = TextWriter { bytes in
      for index in bytes.indices {
        let byte = bytes[index]
        lines += byte == 0x0a ? 1 : 0
        run = byte == 0x60 ? run + 1 : 0
        longest = max(longest, run)
      }
      return true
    }
    write(counter)
    counter.flush()
    self.lines = lines
    longestRun = longest
  }
}
