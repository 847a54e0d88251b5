// Standard error, for messages and progress.

/// Standard error. Whether a text gets there is not checked: there is nowhere else to say it.
package enum StandardError {
  /// Writes a line, whole.
  package static func write(_ line: String) {
    writePart(line + "\n")
  }

  /// Writes a text without a newline.
  package static func writePart(_ text: String) {
    _ = writeAll(Array(text.utf8), to: 2)
  }
}
