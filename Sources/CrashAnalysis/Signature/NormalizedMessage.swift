// The text of a panic without what changes from crash to crash.

/// Messages for signatures (Documentation/Contract.md, Signature, step 9).
package enum NormalizedMessage {
  private static let limit = 120
  private static let placeholders = ["{n}", "{hex}", "{string}", "{path}"]

  /// What has placeholders as people read it: an ellipsis stands for what varies.
  package static func readable(_ text: String) -> String {
    guard text.contains("{") else { return text }
    return placeholders.reduce(text) { text, placeholder in
      var parts: [Substring] = []
      var rest = text[...]
      while let range = rest.firstRange(of: placeholder) {
        parts.append(rest[..<range.lowerBound])
        rest = rest[range.upperBound...]
      }
      return (parts + [rest]).joined(separator: "…")
    }
  }

  /// The first line with placeholders for numbers, hexadecimal words, quoted strings and paths.
  package static func of(_ message: String) -> String {
    let line = message.prefix { !$0.isNewline }.unicodeScalars.prefix(4 * limit)
    let scalars = Array(line)
    var result = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      if let (end, placeholder) = variable(scalars, at: index) {
        result.append(contentsOf: placeholder.unicodeScalars)
        index = end
      } else {
        result.append(scalars[index])
        index += 1
      }
    }
    // `|` separates the parts of a signature, so it may not occur in one.
    let text = String(result).split(separator: "|", omittingEmptySubsequences: false)
      .joined(separator: "/")
    return text.unicodeScalars.count > limit
      ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) + "…" : text
  }

  /// The end and the placeholder of the varying part that begins at `start`; nil if none does.
  private static func variable(
    _ text: [Unicode.Scalar], at start: Int
  ) -> (end: Int, placeholder: String)? {
    let isAtWord = start == 0 || !isWord(text[start - 1])
    switch text[start] {
    case "\"", "`":
      return closing(text, start).map { ($0 + 1, "{string}") }
    case "'" where isAtWord:
      return closing(text, start).map { ($0 + 1, "{string}") }
    case "/" where isAtWord:
      let end = text[start...].firstIndex { isPathEnd($0) } ?? text.count
      return text[start + 1..<end].contains { isWord($0) } ? (end, "{path}") : nil
    default:
      guard isAtWord, isWord(text[start]) else { return nil }
      return word(text, start)
    }
  }

  private static func closing(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    var index = start + 1
    while index < text.count {
      if text[index] == "\\" {
        index += 1
      } else if text[index] == text[start] {
        return index
      }
      index += 1
    }
    return nil
  }

  /// A number, or a word of hexadecimal digits: an address, a hash, a UUID.
  private static func word(
    _ text: [Unicode.Scalar], _ start: Int
  ) -> (end: Int, placeholder: String)? {
    let end = text[start...].firstIndex { !isWord($0) } ?? text.count
    let word = text[start..<end]
    if word.starts(with: ["0", "x"]), word.count > 2, word.dropFirst(2).allSatisfy(isHexadecimal) {
      return (end, "{hex}")
    }
    if word.count >= 8, word.allSatisfy(isHexadecimal), word.contains(where: isDigit) {
      // All groups of a UUID count as one word.
      var last = end
      while last + 1 < text.count, text[last] == "-" {
        let next = text[(last + 1)...].firstIndex { !isHexadecimal($0) } ?? text.count
        guard next - last > 4 else { break }
        last = next
      }
      return (last, word.allSatisfy(isDigit) && last == end ? "{n}" : "{hex}")
    }
    guard isDigit(text[start]) else { return (end, String(String.UnicodeScalarView(word))) }
    // 10ms and 5GB keep their unit.
    let digits = word.firstIndex { !isDigit($0) } ?? end
    return (digits, "{n}")
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isHexadecimal(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || scalar == "_" || scalar.properties.isAlphabetic
  }

  private static func isPathEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || ["\"", "'", ",", ";", ")", ":", "]"].contains(scalar)
  }
}
