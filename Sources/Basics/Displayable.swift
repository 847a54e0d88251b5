// Text from outside (a core, a binary, a path, a name in an archive) is hostile until it is escaped.

/// `text` on one line and safe for a terminal: newline, tab and carriage return as `\n`, `\t` and
/// `\r`, every other character that is hostile as `\u{…}`.
package func displayable(_ text: String) -> String {
  guard !text.isPrintableASCII, text.unicodeScalars.contains(where: isHostile) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\r": result += "\\r"
    case _ where isHostile(scalar):
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The same, cut after `limit` characters: one long name must not bury a message.
package func displayable(_ text: String, limit: Int) -> String {
  let scalars = text.unicodeScalars
  guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
    end < scalars.endIndex
  else { return displayable(text) }
  return displayable(String(scalars[..<end])) + "…"
}

/// Whether a character could move the cursor, break the line, colour the screen, hide text or turn
/// its direction. What has no agreed look (unassigned, private use) counts, too.
package func isHostile(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.value < 0x7f { return scalar.value < 0x20 }
  return switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
    .privateUse:
    true
  default: false
  }
}

extension String {
  /// Whether nothing needs a closer look: most names and paths.
  fileprivate var isPrintableASCII: Bool {
    let span = utf8.span
    let count = span.count
    // How far the highest byte is from 0x20; lower ones wrap around.
    var greatest: UInt8 = 0
    var index = 0
    // No branches, so that the compiler takes sixteen bytes at a time.
    while index < count {
      greatest = max(greatest, span[index] &- 0x20)
      index &+= 1
    }
    return greatest < 0x5f
  }
}
