// The text of a signature, `class | A × | B`, as its parts. Written and read here alone.

/// The parts of a signature's text.
package struct SignatureParts: Sendable, Equatable {
  /// What follows the class: a function, or the message where no function says anything.
  package struct Part: Sendable, Hashable {
    package let name: String
    /// Whether the function stands for calls of itself, or is part of a cycle.
    package let isRepeated: Bool

    private static let repeatMark = " ×"

    package init(_ name: String, isRepeated: Bool = false) {
      self.name = name
      self.isRepeated = isRepeated
    }

    /// Reads a part as `text` writes it.
    package init(text: some StringProtocol) {
      isRepeated = text.hasSuffix(Self.repeatMark)
      name = String(text.dropLast(isRepeated ? Self.repeatMark.count : 0))
    }

    /// The part with the import path of package main in place of its name.
    func withPath(ofMain path: String?) -> Part {
      let mark = "main."
      guard let path, name.hasPrefix(mark) else { return self }
      return Part(path + "." + name.dropFirst(mark.count), isRepeated: isRepeated)
    }

    /// `main.walk ×`.
    package var text: String { name + (isRepeated ? Self.repeatMark : "") }
  }

  package let crashClass: String
  package let parts: [Part]

  private static let separator = " | "

  package init(crashClass: String, parts: [Part]) {
    self.crashClass = crashClass
    self.parts = parts
  }

  /// Reads the text of a signature.
  package init(text: String) {
    let words = text.split(separator: Self.separator, omittingEmptySubsequences: false)
    crashClass = words.first.map(String.init) ?? ""
    parts = words.dropFirst().map { Part(text: $0) }
  }

  /// The text.
  package var text: String { text { $0 } }

  /// The text with each word, the class and then the parts, changed by `change`.
  package func text(_ change: (String) -> String) -> String {
    ([crashClass] + parts.map(\.text)).map(change).joined(separator: Self.separator)
  }
}
