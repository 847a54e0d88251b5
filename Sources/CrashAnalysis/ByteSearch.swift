// Texts within texts, compared byte by byte: texts from a core need not be valid Unicode.

extension String {
  /// Whether `fragment` occurs, byte by byte.
  package func containsBytes(_ fragment: String) -> Bool {
    let text = Array(utf8)
    let wanted = Array(fragment.utf8)
    guard wanted.count <= text.count else { return false }
    return (0...text.count - wanted.count).contains { start in
      text[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}
