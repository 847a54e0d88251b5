// Colour, labels and sizes of the text report. Colour never carries meaning alone.

/// How text is dressed.
package struct TextStyle: Sendable {
  /// Whether escape sequences may be written.
  package let usesColor: Bool

  package init(usesColor: Bool) {
    self.usesColor = usesColor
  }

  /// For heads.
  package func bold(_ text: String) -> String { usesColor ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
  /// For what is bad.
  package func alarm(_ text: String) -> String { usesColor ? "\u{1b}[1;31m\(text)\u{1b}[0m" : text }
  /// For what matters less.
  package func faint(_ text: String) -> String { usesColor ? "\u{1b}[2m\(text)\u{1b}[0m" : text }

  /// The head of a line, padded to the column where its text begins.
  package func label(_ name: String) -> String {
    bold(name) + String(repeating: " ", count: max(1, ColumnLayout.labelWidth - name.count))
  }
}

/// `text` padded with spaces to `width` characters; longer text is left as it is.
package func padded(_ text: String, _ width: Int) -> String {
  let count = text.unicodeScalars.count
  return count >= width ? text : text + String(repeating: " ", count: width - count)
}

/// `1 goroutine`, `2 goroutines`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
