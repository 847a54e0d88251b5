// Texts as JSON strings. What a terminal or a reader would take for something else is escaped, too.

internal import Basics

/// The name of a member, escaped once for all objects that have it.
package struct JSONName: Sendable {
  /// `,"name":`
  let bytes: [UInt8]

  package init(_ name: String) {
    var bytes: [UInt8] = [0x2c]
    bytes.appendJSON(name)
    bytes.append(0x3a)
    self.bytes = bytes
  }
}

extension Array where Element == UInt8 {
  /// Appends a text as a JSON string.
  mutating func appendJSON(_ text: String) {
    append(0x22)
    if text.isPlain {
      append(contentsOf: text.utf8)
    } else {
      appendEscaped(text)
    }
    append(0x22)
  }

  /// Appends a text in runs of what needs no escape, and the escapes between them.
  private mutating func appendEscaped(_ text: String) {
    let span = text.utf8.span
    var start = 0
    var end = 0
    for scalar in text.unicodeScalars {
      let width = UTF8.width(scalar)
      if scalar == "\"" || scalar == "\\" || isHostile(scalar) {
        append(span, start..<end)
        appendEscape(scalar)
        start = end + width
      }
      end += width
    }
    append(span, start..<end)
  }

  private mutating func append(_ span: Span<UInt8>, _ range: Range<Int>) {
    append(addingCapacity: range.count) { out in
      for index in range { out.append(span[index]) }
    }
  }

  private mutating func appendEscape(_ scalar: Unicode.Scalar) {
    append(0x5c)
    switch scalar {
    case "\"": append(0x22)
    case "\\": append(0x5c)
    case "\n": append(0x6e)
    case "\t": append(0x74)
    default:
      for (index, unit) in scalar.utf16.enumerated() {
        if index > 0 { append(0x5c) }
        append(0x75)
        for shift in [12, 8, 4, 0] {
          let digit = UInt8(truncatingIfNeeded: unit >> shift) & 15
          append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
      }
    }
  }
}

extension String {
  /// Whether the text can stand in JSON as it is: printable ASCII without quotes and backslashes.
  fileprivate var isPlain: Bool {
    let span = utf8.span
    let count = span.count
    var least: UInt8 = 0xff
    var greatest: UInt8 = 0
    // Zero where a quote or a backslash is.
    var distance: UInt8 = 0xff
    var index = 0
    // No branches, so that the compiler takes sixteen bytes at a time.
    while index < count {
      let byte = span[index]
      least = min(least, byte)
      greatest = max(greatest, byte)
      distance = min(distance, min(byte ^ 0x22, byte ^ 0x5c))
      index &+= 1
    }
    return least >= 0x20 && greatest < 0x7f && distance != 0
  }
}
