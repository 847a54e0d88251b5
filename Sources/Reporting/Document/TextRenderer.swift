// A document for a screen: labels at the left, 100 columns, perhaps colour.

internal import Basics

/// Writes documents as text.
package struct TextRenderer {
  private let style: TextStyle
  private let out: TextWriter
  private let layout: ColumnLayout
  /// Where the mark behind a headline begins, at the least.
  private static let markColumn = 66

  package init(style: TextStyle, out: TextWriter) {
    self.style = style
    self.out = out
    layout = ColumnLayout(style: style, out: out)
  }

  /// Writes all sections that a screen shows.
  package func write(_ document: Document) {
    var isFirst = true
    for section in document.sections(on: .screen) {
      let content = section.content()
      guard !content.isEmpty else { continue }
      if !isFirst, !section.isTight { out.write("\n") }
      isFirst = false
      write(content)
    }
  }

  private func write(_ content: Section.Content) {
    switch content {
    case .headline(let headline):
      let lines = headline.lines()
      for (number, line) in lines.enumerated() {
        let indent =
          number == 0
          ? style.label(headline.label) : String(repeating: " ", count: ColumnLayout.labelWidth)
        guard number == lines.count - 1 else {
          out.write(indent + style.alarm(line) + "\n")
          continue
        }
        let mark = " [\(displayable(headline.mark))]"
        let width = min(Self.markColumn, max(0, Line.columns - shownWidth(mark)))
        out.write(indent + style.alarm(padded(line, width)) + mark + "\n")
      }
    case .facts(let facts):
      for fact in facts where fact.medium != .page { layout.write(fact.line, label: fact.label) }
    case .notes(let label, let lines): write(lines, label)
    case .grid(let grid): write(grid)
    case .steps(let label, let commands, let checks):
      // A command has to stay in one piece.
      write(commands.map { Line($0) } + checks.flatMap { Line.folded("check: " + $0) }, label)
    case .passages(let passages): layout.write(passages)
    }
  }

  /// A grid as a table, its cells in one line each.
  private func write(_ grid: Grid) {
    let columns = grid.columns.map {
      Table.Column(.widest(limit: Line.columns), isRight: $0.isNumber)
    }
    let rows = grid.rows.map { cells in
      Table.Row(cells.map { $0.map(\.text).joined(separator: ", ") })
    }
    let table = Table(columns, head: grid.columns.map(\.name), rows: rows)
    layout.write([Passage(nil, [.table(table)])])
  }

  private func write(_ lines: [Line], _ label: String) {
    layout.write([Passage(label, [.lines(lines)])])
  }
}
