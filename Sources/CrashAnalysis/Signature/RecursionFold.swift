// Folds recursion: the frames are the same however deep it went.

/// A frame of a signature's stack.
package struct SignatureFrame: Sendable, Hashable {
  /// The normalised name.
  package let name: String
  /// Whether it is C code, which signatures name only where there is no other.
  package let isForeign: Bool
  /// Whether it stands for calls of itself, or is part of a cycle.
  package let isRepeated: Bool
  /// The original name. Two closures of one function have the same normalised name, but are not one
  /// function that calls itself.
  let identity: String
  /// The same number for the frames of one cycle; 0 for those of none.
  fileprivate var cycle = 0

  package init(
    name: String, isForeign: Bool = false, isRepeated: Bool = false, identity: String? = nil
  ) {
    self.name = name
    self.isForeign = isForeign
    self.isRepeated = isRepeated
    self.identity = identity ?? name
  }

  /// The same frame, repeated or not.
  func repeated(_ isRepeated: Bool) -> SignatureFrame {
    SignatureFrame(name: name, isForeign: isForeign, isRepeated: isRepeated, identity: identity)
  }

  private static let foreignMark = "[C] "

  /// The frame as it stands in `proto`: `main.walk ×`, `[C] abort`.
  package var text: String {
    (isForeign ? Self.foreignMark : "")
      + SignatureParts.Part(name, isRepeated: isRepeated).text
  }

  /// The same frame with the name that this gocore gives what an older one called so.
  package var renewed: SignatureFrame {
    isForeign
      ? self : SignatureFrame(name: NormalizedName.ofStored(name), isRepeated: isRepeated)
  }

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

  /// The frames with each cycle written once. The innermost cycle begins with the frame that was the
  /// innermost, the others with their smallest names. `seams`: after how many frames a long stack was cut.
  package static func fold(_ frames: [SignatureFrame], seams: [Int] = []) -> [SignatureFrame] {
    var parts: [SignatureFrame] = []
    var start = 0
    // Whether the recursion goes on across a cut is unknown.
    for end in seams.sorted() + [frames.count] where end > start && end <= frames.count {
      parts += foldAll(Array(frames[start..<end]))
      start = end
    }
    let folded = seams.isEmpty ? parts : foldAll(parts)
    guard let first = folded.firstIndex(where: \.isRepeated), first < frames.count else {
      return folded
    }
    // The frames before the first cycle are as they were, so the cycle began with the next.
    return turned(folded, at: first) { $0.firstIndex { $0.identity == frames[first].identity } }
  }

  /// The frames from the first cycle on, which begins with its smallest name: of the program's functions,
  /// if any is in it, because those of the standard library change from release to release.
  static func beginningWithCycle(
    _ frames: [SignatureFrame], kind: (SignatureFrame) -> CodeOrigin.Kind
  ) -> [SignatureFrame] {
    guard let first = frames.firstIndex(where: \.isRepeated) else { return frames }
    return Array(
      turned(frames, at: first) { round in
        smallest(round, among: round.indices.filter { kind(round[$0]) != .standard })
          ?? smallest(round, among: Array(round.indices))
      }[first...])
  }

  /// The frames behind the first cycle without marks: how often a function called itself before the
  /// recursion that never ended has nothing to do with that.
  static func withoutOtherCycles(_ frames: [SignatureFrame]) -> [SignatureFrame] {
    guard let first = frames.first(where: \.isRepeated) else { return frames }
    return frames.map { $0.isRepeated && $0.cycle != first.cycle ? $0.repeated(false) : $0 }
  }

  private static func foldAll(_ frames: [SignatureFrame]) -> [SignatureFrame] {
    var frames = frames
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
      let number = frames.count + index
      result += canonical(Array(frames[index..<index + period])).map {
        var frame = $0.repeated(true)
        frame.cycle = number
        return frame
      }
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

  /// A round from its smallest name on, so that rounds on both sides of a cut are alike.
  private static func canonical(_ round: [SignatureFrame]) -> [SignatureFrame] {
    let start = smallest(round, among: Array(round.indices)) ?? 0
    return Array(round[start...] + round[..<start])
  }

  private static func smallest(_ round: [SignatureFrame], among starts: [Int]) -> Int? {
    let names = round.map(\.name)
    return starts.min { left, right in
      (names[left...] + names[..<left]).lexicographicallyPrecedes(
        names[right...] + names[..<right])
    }
  }

  /// `frames` with the cycle at `first` turned so that it begins where `start` says.
  private static func turned(
    _ frames: [SignatureFrame], at first: Int, start: ([SignatureFrame]) -> Int?
  ) -> [SignatureFrame] {
    let end =
      frames[first...].firstIndex { !$0.isRepeated || $0.cycle != frames[first].cycle }
      ?? frames.count
    let round = Array(frames[first..<end])
    guard let start = start(round), start > 0 else { return frames }
    var result = Array(frames[..<first])
    result += round[start...]
    result += round[..<start]
    result += frames[end...]
    return result
  }
}
