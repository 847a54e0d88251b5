// Lines of a document: pieces of text with what they mean.

internal import Basics

/// A piece of a line.
package struct TextSpan: Sendable, Equatable {
  /// What a piece of text is.
  package enum Kind: Sendable, Equatable {
    /// gocore's own words.
    case words
    /// What a core or a binary says; a page shows it in code.
    case quoted
    /// What is bad.
    case alarm
    /// What matters less.
    case faint
    /// A head.
    case strong
    /// An address to follow.
    case link(String)
  }

  package let text: String
  package let kind: Kind
  /// Whether it is cut off where the line is too long for a screen.
  package let isElastic: Bool

  package init(_ text: String, _ kind: Kind = .words, isElastic: Bool = false) {
    self.text = text
    self.kind = kind
    self.isElastic = isElastic
  }
}

/// One line, in one or more lengths.
package struct Line: Sendable, Equatable {
  /// From the longest form to the shortest. A screen shows the first that fits, a page the first.
  package let forms: [[TextSpan]]
  /// How sure it is, where it is not certain.
  package let mark: String?

  package init(forms: [[TextSpan]], mark: String? = nil) {
    self.forms = forms
    self.mark = mark
  }

  package init(_ spans: [TextSpan], mark: String? = nil) {
    self.init(forms: [spans], mark: mark)
  }

  package init(_ text: String, _ kind: TextSpan.Kind = .words, mark: String? = nil) {
    self.init([TextSpan(text, kind)], mark: mark)
  }

  /// What a core or a binary says, in one or more lengths.
  package static func quoted(_ text: String, shorter: [String] = []) -> Line {
    Line(forms: ([text] + shorter).map { [TextSpan($0, .quoted)] })
  }

  /// The longest form, without what its pieces mean.
  var text: String { (forms.first ?? []).map(\.text).joined() }

  /// Columns that are left beside a label.
  package static let columns = 92

  /// `parts` with `separator` between them, in as many lines as they take beside a label.
  static func wrapped(_ parts: [String], _ separator: String) -> [String] {
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, shownWidth(last + separator + part) <= columns {
        lines[lines.count - 1] = last + separator + part
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  /// A text that a core or a binary has a part in, in as many lines as it takes beside a label.
  static func folded(_ text: String, shorter: [String] = []) -> [Line] {
    guard let shortest = ([text] + shorter).last, shownWidth(shortest) > columns else {
      return [.quoted(text, shorter: shorter)]
    }
    let rows = rows(of: displayable(shortest))
    return rows.enumerated().map { .quoted(($0.offset == 0 ? "" : "  ") + $0.element) }
  }

  private static func rows(of text: String) -> [String] {
    Reporting.wrapped(text, columns: columns - 2, lastColumns: columns - 2)
  }

  /// The spans of the longest form that fits, or of the shortest with its elastic span cut off.
  func fitted() -> [TextSpan] {
    guard forms.count > 1 || forms.first?.contains(where: \.isElastic) == true else {
      return forms.first ?? []
    }
    if let fitting = forms.first(where: { Self.width($0) <= Self.columns }) { return fitting }
    guard let shortest = forms.last else { return [] }
    return shortest.map { span in
      guard span.isElastic else { return span }
      let text = displayable(span.text)
      let taken = Self.width(shortest) - text.unicodeScalars.count
      return TextSpan(cutOff(text, max(Self.leastElastic, Self.columns - taken)), span.kind)
    }
  }

  /// Columns that an elastic span keeps at least.
  private static let leastElastic = 12

  private static func width(_ spans: [TextSpan]) -> Int {
    spans.reduce(0) { $0 + displayable($1.text).unicodeScalars.count }
  }
}

/// Columns that `text` takes on a screen.
package func shownWidth(_ text: String) -> Int { displayable(text).unicodeScalars.count }

/// `text` in at most so many characters; an ellipsis ends what was cut.
func cutOff(_ text: String, _ columns: Int) -> String {
  let scalars = text.unicodeScalars
  guard scalars.count > columns, columns > 0 else { return text }
  return String(String.UnicodeScalarView(scalars.prefix(columns - 1))) + "…"
}

/// `text`, which is displayable, in lines of at most so many characters, broken between words; words that
/// are longer are broken where they have to be. The last line leaves more room where `lastColumns` are less.
package func wrapped(_ text: String, columns: Int, lastColumns: Int? = nil) -> [String] {
  let columns = max(1, columns)
  var lines: [String] = []
  var line = ""
  var room = columns
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    let count = word.unicodeScalars.count
    if !line.isEmpty, count + 1 <= room {
      line += " " + word
      room -= count + 1
      continue
    }
    if !line.isEmpty {
      lines.append(line)
      line = ""
      room = columns
    }
    var rest = Substring(word).unicodeScalars[...]
    while rest.count > columns {
      lines.append(String(String.UnicodeScalarView(rest.prefix(columns))))
      rest = rest.dropFirst(columns)
    }
    line = String(String.UnicodeScalarView(rest))
    room = columns - rest.count
  }
  if !line.isEmpty || lines.isEmpty { lines.append(line) }
  // What the last line has to share goes on in one of its own.
  if let lastColumns, let last = lines.last, last.unicodeScalars.count > lastColumns {
    let words = last.split(separator: " ")
    if words.count > 1 {
      lines[lines.count - 1] = words.dropLast().joined(separator: " ")
      lines.append(String(words[words.count - 1]))
    }
  }
  return lines
}
