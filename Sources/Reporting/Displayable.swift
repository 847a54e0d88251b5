// Text from a core or a binary on its way to a terminal: hostile until it is escaped.

/// `text` with control, escape and bidirectional characters written as `\u{…}`, newlines as `\n`.
package func displayable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isHostile) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\r": result += "\\r"
    default:
      if isHostile(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result
}

/// Whether a character could move a cursor, hide text or turn its direction.
func isHostile(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7f..<0xa0: true
  // Direction marks, embeddings, overrides and isolates; separators; the byte-order mark; tags.
  case 0x61c, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x2069, 0xfeff, 0xe0000...0xe007f: true
  default: false
  }
}
