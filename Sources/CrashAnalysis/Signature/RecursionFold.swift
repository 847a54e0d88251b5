// Folds recursion: the frames are the same however deep it went, and wherever in the cycle the program
// died.

/// A frame of a signature's stack.
package struct SignatureFrame: Sendable, Hashable {
  /// The normalised name.
  package let name: String
  /// Whether it is C code, which signatures do not name.
  package let isForeign: Bool
  /// Whether it stands for calls of itself, or is part of a cycle.
  package let isRepeated: Bool
  /// The original name. Two closures of one function have the same normalised name, but are not one
  /// function that calls itself.
  let identity: String

  package init(
    name: String, isForeign: Bool = false, isRepeated: Bool = false, identity: String? = nil
  ) {
    self.name = name
    self.isForeign = isForeign
    self.isRepeated = isRepeated
    self.identity = identity ?? name
  }

  /// The frame in a signature's text.
  var part: SignatureParts.Part { SignatureParts.Part(name, isRepeated: isRepeated) }

  private static let foreignMark = "[C] "

  /// The frame as it stands in `proto`: `main.walk ×`, `[C] abort`.
  package var text: String { (isForeign ? Self.foreignMark : "") + part.text }

  /// Reads an entry of a stored `proto`.
  package init(text: String) {
    let isForeign = text.hasPrefix(Self.foreignMark)
    let part = SignatureParts.Part(text: text.dropFirst(isForeign ? Self.foreignMark.count : 0))
    self.init(name: part.name, isForeign: isForeign, isRepeated: part.isRepeated)
  }
}

/// Finds cycles in stacks.
package enum RecursionFold {
  private static let longestPeriod = 40

  /// The frames with each cycle written once, beginning with its smallest name. `seam`: the number of
  /// frames after which a long stack was cut.
  package static func fold(_ frames: [SignatureFrame], seam: Int?) -> [SignatureFrame] {
    var frames = frames
    if let seam, seam > 0, seam < frames.count {
      // Whether the recursion goes on across the cut is unknown.
      frames = fold(Array(frames[..<seam]), seam: nil) + fold(Array(frames[seam...]), seam: nil)
    }
    // Folding a short cycle may uncover a longer one: A A B A A B.
    for _ in 0..<4 {
      let folded = foldOnce(frames)
      if folded.count == frames.count { break }
      frames = folded
    }
    return frames
  }

  private static func foldOnce(_ frames: [SignatureFrame]) -> [SignatureFrame] {
    var result: [SignatureFrame] = []
    var index = 0
    while index < frames.count {
      guard let (period, end) = cycle(frames, at: index) else {
        result.append(frames[index])
        index += 1
        continue
      }
      result += rotated(Array(frames[index..<index + period]))
      index = end
    }
    return result
  }

  /// The shortest cycle that begins at `start`, and where its last round ends.
  private static func cycle(
    _ frames: [SignatureFrame], at start: Int
  ) -> (period: Int, end: Int)? {
    for period in 1...longestPeriod {
      guard start + 2 * period <= frames.count else { return nil }
      var end = start + period
      while end < frames.count, frames[end].identity == frames[end - period].identity { end += 1 }
      if end - start >= 2 * period { return (period, end) }
    }
    return nil
  }

  private static func rotated(_ round: [SignatureFrame]) -> [SignatureFrame] {
    let names = round.map(\.name)
    let start =
      names.indices.min { left, right in
        (names[left...] + names[..<left]).lexicographicallyPrecedes(
          names[right...] + names[..<right])
      } ?? 0
    return (round[start...] + round[..<start]).map {
      SignatureFrame(
        name: $0.name, isForeign: $0.isForeign, isRepeated: true, identity: $0.identity)
    }
  }
}
