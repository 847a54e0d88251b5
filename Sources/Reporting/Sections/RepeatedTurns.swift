// Recursion in a stack as it is shown: a frame that repeats is shown once.

internal import CrashAnalysis

/// Frames that repeat those before them.
struct RepeatedTurns {
  /// How many frames make a turn.
  let period: Int
  /// How many turns follow the first.
  let count: Int
  /// The places of the frames that follow the first turn.
  let hidden: Range<Int>

  /// Turns longer than this are not looked for.
  private static let periodLimit = 8
  /// So many turns at least make a recursion worth folding.
  private static let minimum = 3

  /// What stands in place of the hidden frames.
  var words: String {
    period == 1
      ? "the same frame \(counted(count, "time")) more"
      : "these \(period) frames \(counted(count, "time")) more"
  }

  /// The turns among the frames of a stack that are shown, each with its number in it. What is missing
  /// between frames parts them.
  static func find(
    in shown: [(Int, FrameDescription)], of stack: StackDescription
  ) -> [RepeatedTurns] {
    var parts = Set(stack.gaps.map(\.after))
    if stack.elided > 0 { parts.insert(stack.elidedAfter) }
    var names: [String] = []
    var part = 0
    var last = -1
    for (index, frame) in shown {
      if parts.contains(where: { $0 > last && $0 <= index }) { part += 1 }
      last = index
      names.append("\(part) \(frame.function)\n\(frame.file):\(frame.line) \(frame.offset)")
    }
    var found: [RepeatedTurns] = []
    var start = 0
    while start < names.count {
      guard let turn = (1...periodLimit).lazy.compactMap({ turns(names, start, $0) }).first else {
        start += 1
        continue
      }
      found.append(turn)
      start = turn.hidden.upperBound
    }
    return found
  }

  private static func turns(_ names: [String], _ start: Int, _ period: Int) -> RepeatedTurns? {
    var end = start + period
    while end < names.count, names[end] == names[end - period] { end += 1 }
    let count = (end - start) / period
    guard count >= minimum else { return nil }
    return RepeatedTurns(
      period: period, count: count - 1, hidden: start + period..<start + count * period)
  }
}
