// Text for Markdown: whatever a core or a binary holds stands in code, where nothing of it is markup.

internal import Basics

/// Spans, blocks and cells.
package enum MarkdownText {
  /// `text` in backquotes, of which there are more than it has in a row.
  package static func code(_ text: String) -> String {
    let shown = displayable(text)
    guard !shown.isEmpty else { return "" }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: shown) + 1)
    // A space at each end is taken off again; it is needed beside a backquote, and kept spaces are.
    let (first, last) = (shown.unicodeScalars.first, shown.unicodeScalars.last)
    let pad = first == "`" || last == "`" || first == " " ? " " : ""
    return fence + pad + shown + pad + fence
  }

  /// The same for a cell of a table, where a bar would end it, and an escaped one behind a backslash
  /// does in some readers: that one is shown broken.
  package static func cell(_ text: String) -> String {
    var result = "".unicodeScalars
    var previous: Unicode.Scalar = " "
    for scalar in code(text).unicodeScalars {
      if scalar == "|", previous != "\\" { result.append("\\") }
      result.append(scalar == "|" && previous == "\\" ? "¦" : scalar)
      previous = scalar
    }
    return String(result)
  }

  /// A block of lines as they are; `lines` is displayable already, and a newline ends each.
  static func block(_ lines: String, language: String) -> String {
    let fence = fence(around: longestRun(of: "`", in: lines))
    return "\(fence)\(language)\n\(lines)\(fence)\n"
  }

  /// The fence of a block in which so many backquotes stand in a row.
  static func fence(around run: Int) -> String { String(repeating: "`", count: max(3, run + 1)) }

  /// Words in running text, with all that could be markup escaped: for what gocore says itself, which
  /// may quote a name.
  package static func prose(_ text: String) -> String {
    // By scalars: with a combining mark behind it, a bar is another character, and still ends a cell.
    let shown = Array(displayable(text).unicodeScalars)
    var result = "".unicodeScalars
    for (index, scalar) in shown.enumerated() {
      switch scalar {
      case "&": result += "&amp;".unicodeScalars
      case "<": result += "&lt;".unicodeScalars
      case ">": result += "&gt;".unicodeScalars
      // A name behind it would be notified.
      case "@": result += "&#64;".unicodeScalars
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "$", "!": result += ["\\", scalar]
      // Addresses in running text become links: https://… and www.….
      case ":" where shown[(index + 1)...].starts(with: "//".unicodeScalars):
        result += "&#58;".unicodeScalars
      case "." where shown[..<index].suffix(3).elementsEqual("www".unicodeScalars):
        result += "&#46;".unicodeScalars
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// A link to an address that a configuration file gives.
  package static func link(_ words: String, to url: String) -> String {
    let safe = url.utf8.allSatisfy {
      $0 > 0x20 && $0 < 0x7f
        && ![0x22, 0x28, 0x29, 0x3c, 0x3e, 0x5b, 0x5d, 0x5c, 0x60, 0x7c]
          .contains($0)
    }
    let isWeb = url.hasPrefix("https://") || url.hasPrefix("http://")
    return safe && isWeb ? "[\(prose(words))](\(url))" : "\(prose(words)) \(cell(url))"
  }

  private static func longestRun(of wanted: Unicode.Scalar, in text: String) -> Int {
    var longest = 0
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == wanted ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
