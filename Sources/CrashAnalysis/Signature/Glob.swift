// Patterns with stars, over names of functions and over texts.

/// A pattern: `*` stands for anything but the separator, `**` for anything.
///
/// Matching takes time proportional to pattern and text, whatever they contain.
package struct Glob: Sendable, Hashable {
  private enum Token: Hashable {
    case byte(UInt8)
    case star
    case anything
  }

  /// The pattern as it was written.
  package let pattern: String
  /// What every match begins with.
  let literalPrefix: [UInt8]
  /// What every match ends with; empty for a pattern without a star.
  private let literalSuffix: [UInt8]
  private let tokens: [Token]
  private let separator: UInt8?

  /// `separator`: what a single star does not cross; without one it is the same as two stars.
  package init(_ pattern: String, separator: UInt8? = 0x2f) {
    self.pattern = pattern
    self.separator = separator
    var tokens: [Token] = []
    for byte in pattern.utf8 {
      switch (byte, tokens.last) {
      case (0x2a, .star): tokens[tokens.count - 1] = .anything
      case (0x2a, .anything): break
      case (0x2a, _): tokens.append(separator == nil ? .anything : .star)
      default: tokens.append(.byte(byte))
      }
    }
    self.tokens = tokens
    literalPrefix = Self.literals(tokens)
    literalSuffix =
      literalPrefix.count == tokens.count ? [] : Self.literals(tokens.reversed()).reversed()
  }

  /// The bytes before the first star.
  private static func literals(_ tokens: [Token]) -> [UInt8] {
    tokens.prefix { $0 != .star && $0 != .anything }.compactMap {
      if case .byte(let byte) = $0 { byte } else { nil }
    }
  }

  /// Whether it matches only one text.
  package var isLiteral: Bool { literalPrefix.count == tokens.count }

  /// Whether all of `text` matches.
  package func matches(_ text: String) -> Bool {
    matches(text.utf8.span)
  }

  private func matches(_ text: Span<UInt8>) -> Bool {
    let start = literalPrefix.count
    guard text.count >= start else { return false }
    for index in 0..<start where text[index] != literalPrefix[index] { return false }
    if start == tokens.count { return text.count == start }
    // Most texts end otherwise, which is seen sooner than that no path leads through the pattern.
    let end = text.count - literalSuffix.count
    guard end >= start else { return false }
    for index in literalSuffix.indices where text[end + index] != literalSuffix[index] {
      return false
    }
    if start + 1 == tokens.count, tokens[start] == .anything { return true }
    return matches(text, from: start)
  }

  /// Follows all paths through the pattern at once: `reached[i]` says that the first `i` tokens match the
  /// text so far.
  private func matches(_ text: Span<UInt8>, from start: Int) -> Bool {
    var reached = [Bool](repeating: false, count: tokens.count + 1)
    reached[start] = true
    skipStars(&reached)
    for index in start..<text.count {
      let byte = text[index]
      var next = [Bool](repeating: false, count: tokens.count + 1)
      var isAlive = false
      for state in tokens.indices where reached[state] {
        switch tokens[state] {
        case .byte(let wanted) where wanted == byte: next[state + 1] = true
        case .star where byte != separator: next[state] = true
        case .anything: next[state] = true
        default: continue
        }
        isAlive = true
      }
      guard isAlive else { return false }
      skipStars(&next)
      reached = next
    }
    return reached[tokens.count]
  }

  /// A star may stand for nothing.
  private func skipStars(_ reached: inout [Bool]) {
    for state in tokens.indices where reached[state] {
      if tokens[state] == .star || tokens[state] == .anything { reached[state + 1] = true }
    }
  }
}
