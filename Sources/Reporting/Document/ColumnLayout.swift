// Passages laid out in columns, for a screen and for blocks of code on a page.

internal import Basics

/// Writes passages as monospaced text.
struct ColumnLayout {
  let style: TextStyle
  let out: TextWriter
  /// The columns of a label.
  static let labelWidth = 8
  /// Where the lines below a head begin.
  private static let detailIndent = String(repeating: " ", count: 5)
  /// Names of functions may be wider, and then move what stands behind them.
  private static let nameLimit = 44
  private static let registersInRow = 4

  /// What stands at the left of lines: a label beside the first of them.
  private struct Margin {
    var first: String
    let rest: String
    /// Whether the label still has to be written.
    var isPending = false

    mutating func next() -> String {
      defer {
        first = rest
        isPending = false
      }
      return first
    }
  }

  /// Writes one passage after the other.
  func write(_ passages: [Passage], margin: Section.Margin = .labels) {
    for passage in passages {
      var margin = self.margin(margin, of: passage)
      for block in passage.blocks { write(block, &margin) }
    }
  }

  /// Writes one line beside its label.
  func write(_ line: Line, label: String) {
    var margin = margin(.labels, label: label)
    write(line, &margin)
  }

  private func margin(_ kind: Section.Margin, of passage: Passage) -> Margin {
    guard let label = passage.label else { return Margin(first: "", rest: "") }
    return margin(kind, label: label)
  }

  private func margin(_ kind: Section.Margin, label: String) -> Margin {
    let blank = String(repeating: " ", count: Self.labelWidth)
    switch kind {
    case .none: return Margin(first: "", rest: "")
    case .labels where !label.isEmpty:
      return Margin(first: style.label(label), rest: blank, isPending: true)
    case .blank, .labels: return Margin(first: blank, rest: blank)
    }
  }

  // MARK: - Blocks

  private func write(_ block: Block, _ margin: inout Margin) {
    switch block {
    case .lines(let lines):
      for line in lines { write(line, &margin) }
      return
    case .table(let table):
      write(table, &margin)
      return
    case .details, .stack, .registers, .each, .parts: break
    }
    // Nothing of these stands behind the margin: a label has a line of its own.
    if margin.isPending { out.write(margin.next() + "\n") }
    switch block {
    case .details(let lines): for line in lines { write(line, indent: Self.detailIndent) }
    case .stack(let stack): write(stack)
    case .registers(let values, let source): write(values, source: source)
    case .each(let describe): write(describe)
    case .parts(let parts): write(parts)
    case .lines, .table: break
    }
  }

  private func write(_ line: Line, _ margin: inout Margin) {
    write(line, indent: margin.next())
  }

  private func write(_ line: Line, indent: String) {
    let spans = line.fitted()
    if spans.count == 1, let span = spans.first, span.kind == .faint {
      out.write(style.faint(indent + displayable(span.text)) + "\n")
      return
    }
    var text = indent
    for span in spans { text += dressed(span) }
    if let mark = line.mark { text += "  [\(mark)]" }
    out.write(text + "\n")
  }

  private func dressed(_ span: TextSpan) -> String { dressed(displayable(span.text), span.kind) }

  /// `text` is displayable.
  private func dressed(_ text: String, _ kind: TextSpan.Kind) -> String {
    switch kind {
    case .alarm: style.alarm(text)
    case .faint: style.faint(text)
    case .strong: style.bold(text)
    case .words, .quoted, .link: text
    }
  }

  private func write(_ describe: (_ body: ([Block]) -> Bool) -> Void) {
    var isFirst = true
    describe { blocks in
      if !isFirst { out.write("\n") }
      isFirst = false
      write([Passage(nil, blocks)])
      return !out.hasFailed
    }
  }

  private func write(_ parts: BlockParts) {
    var isFirst = true
    forEachInOrder(
      parts.count, threads: parts.threads, state: { parts.reader() },
      { [style] read, part in
        TextWriter.collect { out in
          let layout = ColumnLayout(style: style, out: out)
          read(part) { blocks in
            out.write("\n")
            layout.write([Passage(nil, blocks)])
          }
        }
      },
      take: { text in
        guard !text.isEmpty else { return true }
        // No empty line before the first.
        if isFirst { out.write(Array(text.dropFirst())) } else { out.write(text) }
        isFirst = false
        return !out.hasFailed
      })
  }

  // MARK: - Stacks and registers

  private func write(_ stack: StackBlock) {
    let width = min(Self.nameLimit, stack.nameWidth)
    for row in stack.rows {
      switch row {
      case .note(let line): write(line, indent: Self.detailIndent)
      case .frame(let number, let name, let place):
        let head = number < 10 ? " #\(number)  " : number < 100 ? " #\(number) " : "#\(number) "
        out.write(head + padded(displayable(name), width) + "  " + displayable(place) + "\n")
      }
    }
  }

  private func write(_ registers: [(name: String, value: String)], source: String) {
    out.write("\(Self.detailIndent)registers (\(source)):\n")
    let width = registers.map { $0.name.count }.max() ?? 0
    for start in stride(from: 0, to: registers.count, by: Self.registersInRow) {
      let row = registers[start..<min(start + Self.registersInRow, registers.count)].map {
        padded(padded($0.name, width) + " " + $0.value, width + 20)
      }
      out.write(
        withoutTrailingSpaces(Self.detailIndent + "  " + row.joined(separator: " ")) + "\n")
    }
  }

  // MARK: - Tables

  private func write(_ table: Table, _ margin: inout Margin) {
    let widths = widths(of: table)
    if !table.head.isEmpty {
      let head = TextWriter.collect { out in
        ColumnLayout(style: style, out: out).write(table.head, of: table, widths)
      }
      out.write(margin.next() + style.bold(String(decoding: head, as: UTF8.self)) + "\n")
    }
    var left = table.limit
    table.rows { row in
      guard left > 0 else { return false }
      left -= 1
      out.write(margin.next())
      write(row.cells, of: table, widths)
      out.write("\n")
      for line in row.below {
        out.write(spaces: Self.labelWidth)
        out.write(displayable(line) + "\n")
      }
      return !out.hasFailed
    }
  }

  private func widths(of table: Table) -> [Int] {
    var widths = table.columns.map(\.leastWidth)
    guard table.columns.contains(where: \.isMeasured) else { return widths }
    func measure(_ cells: [String]) {
      for (index, cell) in cells.enumerated() where index < widths.count {
        widths[index] = max(widths[index], table.columns[index].limited(shownWidth(cell)))
      }
    }
    measure(table.head)
    table.rows { row in
      measure(row.cells)
      return true
    }
    return widths
  }

  private func write(_ cells: [String], of table: Table, _ widths: [Int]) {
    let last = cells.lastIndex { !$0.isEmpty } ?? 0
    for (index, cell) in cells.enumerated().prefix(table.columns.count) where index <= last {
      let column = table.columns[index]
      let text = displayable(cell)
      let missing =
        index == last && !column.isRight ? 0 : widths[index] - text.unicodeScalars.count
      if column.isRight { out.write(spaces: missing) }
      out.write(dressed(text, column.kind))
      guard index < last else { return }
      if !column.isRight { out.write(spaces: missing) }
      out.write(column.gap)
    }
  }
}

/// `line` without spaces at its end.
func withoutTrailingSpaces(_ line: String) -> String {
  var line = line
  while line.last == " " { line.removeLast() }
  return line
}
