// A report or a list as a document: its parts in order, made once, for whichever renderer writes them.
// Texts are as a core or a binary has them; escaping, columns and colour are the renderer's.

internal import Basics

/// Where a part of a document is shown.
package enum Medium: Sendable {
  /// A terminal: monospaced, 100 columns, labels at the left.
  case screen
  /// A ticket or a web page: headings, tables, lists, and blocks of code.
  case page
}

/// What a renderer writes.
package struct Document {
  /// The heading of a page; a screen has none.
  package var title = Line("")
  /// In the order in which they are read.
  package var sections: [Section] = []

  package init(title: Line = Line(""), _ sections: [Section] = []) {
    self.title = title
    self.sections = sections
  }

  /// The sections that are shown on `medium`.
  func sections(on medium: Medium) -> [Section] {
    sections.filter { $0.medium == nil || $0.medium == medium }
  }
}

/// What happened, and how sure that is.
package struct Headline {
  package let label: String
  package let title: String
  /// Stands behind the title, in brackets.
  package let mark: String

  /// The title in less room, the longest first.
  private let shorter: [String]

  package init(_ label: String, _ title: String, shorter: [String] = [], mark: String) {
    self.label = label
    self.title = title
    self.shorter = shorter
    self.mark = mark
  }

  /// The title in lines of so many columns, with room for the mark behind the last: whole or in its shorter
  /// form if that fits, else whole in several lines. Nothing of it is cut off.
  package func lines(columns: Int = Line.columns) -> [String] {
    let behind = shownWidth(" [\(mark)]")
    let forms = ([title] + shorter).map { displayable($0) }
    if let fitting = forms.first(where: { shownWidth($0) <= columns - behind }) {
      return [fitting]
    }
    return wrapped(forms[0], columns: columns, lastColumns: columns - behind)
  }
}

/// One part of a document. A part without content is not shown.
package struct Section {
  /// What stands in a section.
  package enum Content {
    /// What happened and how sure that is, on the first line of a screen.
    case headline(Headline)
    /// Facts, a line or a row of a table each.
    case facts([Fact])
    /// Remarks in running text.
    case notes(label: String, [Line])
    /// Cells of running text, in a table of a page.
    case grid(Grid)
    /// What to do next: commands for a shell, and what to check.
    case steps(label: String, commands: [String], checks: [String])
    /// What is laid out in columns. On a page it stands in a block of code.
    case passages([Passage])

    /// Whether there is nothing to show.
    var isEmpty: Bool {
      switch self {
      case .headline: false
      case .facts(let facts): facts.isEmpty
      case .notes(_, let lines): lines.isEmpty
      case .grid(let grid): grid.rows.isEmpty
      case .steps(_, let commands, let checks): commands.isEmpty && checks.isEmpty
      case .passages(let passages): passages.isEmpty
      }
    }
  }

  /// What stands at the left of passages.
  package enum Margin: Sendable {
    case none
    /// As wide as a label.
    case blank
    case labels
  }

  /// The heading on a page. Sections with the same heading in a row share it.
  package let heading: String
  /// The only medium that shows the section; nil for all.
  package let medium: Medium?
  /// Whether no empty line parts it from the section before.
  package let isTight: Bool
  /// What a page shows at the left of passages; a screen shows labels.
  package let pageMargin: Margin
  /// Made when its turn comes, so that a long list is never whole in memory.
  package let content: () -> Content

  package init(
    _ heading: String = "", on medium: Medium? = nil, isTight: Bool = false,
    pageMargin: Margin = .none, _ content: @escaping () -> Content
  ) {
    self.heading = heading
    self.medium = medium
    self.isTight = isTight
    self.pageMargin = pageMargin
    self.content = content
  }
}

/// A labelled fact.
package struct Fact {
  /// At the left of a screen; empty for what goes on from the line above.
  package let label: String
  /// The same for a page.
  package let name: String
  package let line: Line
  /// The only medium that shows it; nil for all.
  package let medium: Medium?

  package init(_ label: String, _ name: String, _ line: Line, on medium: Medium? = nil) {
    self.label = label
    self.name = name
    self.line = line
    self.medium = medium
  }
}

/// Blocks below one label.
package struct Passage {
  /// Beside the first line; nil for a passage without a margin for labels.
  package let label: String?
  package let blocks: [Block]

  package init(_ label: String?, _ blocks: [Block]) {
    self.label = label
    self.blocks = blocks
  }

  /// A passage of lines; nil without lines.
  package init?(_ label: String?, lines: [Line]) {
    guard !lines.isEmpty else { return nil }
    self.init(label, [.lines(lines)])
  }
}

/// What is laid out in columns.
package enum Block {
  /// Lines behind the margin.
  case lines([Line])
  /// Lines that belong to the line above them.
  case details([Line])
  case table(Table)
  case stack(StackBlock)
  /// Registers and their values, with where they come from.
  case registers([(name: String, value: String)], source: String)
  /// Many blocks, an empty line between them. They are handed over one by one, until the closure that
  /// takes them returns false; the function may be called again.
  case each((_ body: ([Block]) -> Bool) -> Void)
  /// The same in parts, which several threads describe and lay out.
  case parts(BlockParts)
}

/// Many blocks in parts that threads can share.
package struct BlockParts: Sendable {
  /// Hands the blocks of a part over, one by one.
  package typealias Reader = (_ part: Int, _ body: ([Block]) -> Void) -> Void

  /// How many parts there are, and how many threads may work at once.
  let count: Int
  let threads: Int
  /// Makes what one thread reads parts with.
  let reader: @Sendable () -> Reader
}

/// The frames of a stack, innermost first.
package struct StackBlock {
  package enum Row {
    case frame(number: Int, name: String, place: String)
    /// What is not shown or not known, and why.
    case note(Line)
  }

  package let rows: [Row]
  /// The columns of the longest name, those of frames that are not shown among them: what is cut has
  /// the same columns as what is not.
  package let nameWidth: Int

  package init(rows: [Row], nameWidth: Int) {
    self.rows = rows
    self.nameWidth = nameWidth
  }
}
