// Rows of cells: laid out in columns, or as running text in the table of a page.

/// Rows of cells, laid out in columns.
package struct Table {
  /// How wide a column is.
  package enum Width: Sendable {
    case exactly(Int)
    /// As its widest cell, but not more than the limit.
    case widest(limit: Int)
  }

  /// A column.
  package struct Column: Sendable {
    let width: Width
    let isRight: Bool
    let gap: String
    let kind: TextSpan.Kind

    /// `gap` stands between the column and the next, `kind` is what its cells are.
    package init(
      _ width: Width = .exactly(0), isRight: Bool = false, gap: String = "  ",
      kind: TextSpan.Kind = .words
    ) {
      self.width = width
      self.isRight = isRight
      self.gap = gap
      self.kind = kind
    }

    /// Whether all cells have to be seen before the first is written.
    var isMeasured: Bool {
      if case .widest = width { true } else { false }
    }

    var leastWidth: Int {
      if case .exactly(let width) = width { width } else { 0 }
    }

    /// The width for a cell of `count` characters.
    func limited(_ count: Int) -> Int {
      switch width {
      case .exactly(let width): width
      case .widest(let limit): min(limit, count)
      }
    }
  }

  /// A row. Empty cells at its end are left out.
  package struct Row {
    let cells: [String]
    /// Lines below it, as far from the left as a label is wide.
    let below: [String]

    package init(_ cells: [String], below: [String] = []) {
      self.cells = cells
      self.below = below
    }
  }

  package let columns: [Column]
  /// The names of the columns; empty for none.
  package let head: [String]
  /// Rows beyond are measured and not written, so that a cut table has the columns of the whole one.
  package let limit: Int
  /// Hands the rows over one by one, until the closure that takes them returns false.
  package let rows: (_ body: (Row) -> Bool) -> Void

  package init(
    _ columns: [Column], head: [String] = [], limit: Int = .max,
    rows: @escaping (_ body: (Row) -> Bool) -> Void
  ) {
    self.columns = columns
    self.head = head
    self.limit = limit
    self.rows = rows
  }

  package init(_ columns: [Column], head: [String] = [], limit: Int = .max, rows: [Row]) {
    self.init(columns, head: head, limit: limit) { body in
      for row in rows where !body(row) { return }
    }
  }
}

/// Rows of cells with running text.
package struct Grid {
  /// A cell: lines, one below the other.
  package typealias Cell = [Line]

  /// The names of the columns, and whether their cells are numbers.
  package let columns: [(name: String, isNumber: Bool)]
  package let rows: [[Cell]]

  package init(_ columns: [(name: String, isNumber: Bool)], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }
}
