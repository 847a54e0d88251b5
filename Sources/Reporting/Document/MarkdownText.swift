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
    let pad = shown.first == "`" || shown.last == "`" || shown.first == " " ? " " : ""
    return fence + pad + shown + pad + fence
  }

  /// The same for a cell of a table, where a bar would end it, and an escaped one behind a backslash
  /// does in some readers: that one is shown broken.
  package static func cell(_ text: String) -> String {
    var result = ""
    var previous: Character = " "
    for character in code(text) {
      result += character != "|" ? String(character) : previous == "\\" ? "¦" : "\\|"
      previous = character
    }
    return result
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
    let shown = Array(displayable(text))
    var result = ""
    for (index, character) in shown.enumerated() {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      // A name behind it would be notified.
      case "@": result += "&#64;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "$", "!":
        result += "\\" + String(character)
      // Addresses in running text become links: https://… and www.….
      case ":" where shown[(index + 1)...].starts(with: "//"): result += "&#58;"
      case "." where shown[..<index].suffix(3).elementsEqual("www"): result += "&#46;"
      default: result.append(character)
      }
    }
    return result
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

  private static func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var run = 0
    for scalar in text.unicodeScalars {
      run = Character(scalar) == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
