// Text from outside (paths, member names, messages about them) made safe for one line of a terminal.

/// The longest text shown of one name; the middle of a longer one is left out.
private let longestText = 300

/// `text` with every character escaped that could move the cursor, break the line, colour the
/// screen or turn the direction of writing.
func displayText(_ text: String) -> String {
  var result = ""
  var shown = 0
  for scalar in text.unicodeScalars {
    guard shown < longestText else { return result + "…" }
    shown += 1
    if needsEscape(scalar) {
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A problem of the input at `path`, on one line and escaped.
func problemLine(_ path: String, _ text: String) -> String {
  displayText(path) + ": " + displayText(text)
}

/// Whether a character acts on the terminal or is invisible.
private func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
    .privateUse:
    true
  default: false
  }
}

/// `bytes` as pairs of hexadecimal digits with spaces between.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
