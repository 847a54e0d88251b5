// Clusters of signatures whose stacks are so similar that they may be one crash.

internal import CrashAnalysis

/// Compares stacks as ReBucket does (Dang et al., ICSE 2012): a common frame counts more the nearer it is to
/// the top, and less the further it has moved.
enum SimilarStacks {
  /// A similar stack.
  struct Match: Equatable {
    let index: Int
    let percent: Int
  }

  /// The weight of each frame relative to the one above it. With this value, stacks that differ at the top
  /// are at most 60 % alike.
  private static let decay = 0.6
  /// By how much a common frame's weight shrinks for each place that it has moved.
  private static let shift = 0.9
  /// From how many per cent on two stacks count as alike.
  private static let threshold = 70
  /// One frame in common says nothing.
  private static let leastCommon = 2
  /// With how many stacks one is compared for each of its frames.
  private static let candidateLimit = 256

  /// For each stack the most similar one before it, of those that are not similar to another themselves.
  static func find(among stacks: [[String]], lists: SignatureLists = .standard) -> [Match?] {
    let relevant = stacks.map { frames(of: $0, lists) }
    var leaders: [String: [Int]] = [:]
    var leadersByTop: [String: [Int]] = [:]
    var found: [Match?] = []
    for (index, stack) in relevant.enumerated() {
      var candidates: Set<Int> = []
      // Stacks that share none of their top two frames cannot reach the threshold.
      for frame in stack.prefix(2) {
        candidates.formUnion((leaders[frame] ?? []).prefix(candidateLimit))
      }
      for frame in stack {
        candidates.formUnion((leadersByTop[frame] ?? []).prefix(candidateLimit))
      }
      var best: Match?
      for candidate in candidates.sorted() {
        let percent = likeness(stack, relevant[candidate])
        if percent >= threshold, percent > best?.percent ?? 0 {
          best = Match(index: candidate, percent: percent)
        }
      }
      found.append(best)
      guard best == nil else { continue }
      for frame in Set(stack) { leaders[frame, default: []].append(index) }
      for frame in Set(stack.prefix(2)) { leadersByTop[frame, default: []].append(index) }
    }
    return found
  }

  /// The relevant frames, below the point where the crash surfaced.
  private static func frames(of proto: [String], _ lists: SignatureLists) -> [String] {
    let frames = proto.map(SignatureFrame.init(text:))
    let start = frames.lastIndex { !$0.isForeign && lists.sentinel.contains($0.name) }
    func said(_ frames: ArraySlice<SignatureFrame>) -> [String] {
      frames.filter { $0.isForeign || !lists.isIrrelevant(FunctionName($0.name)) }.map(\.name)
    }
    let behind = said(frames[(start.map { $0 + 1 } ?? 0)...])
    return behind.isEmpty ? said(frames[...]) : behind
  }

  /// The similarity of two stacks, in per cent.
  static func likeness(_ first: [String], _ second: [String]) -> Int {
    guard !first.isEmpty, !second.isEmpty else { return 0 }
    // Products instead of exp(), as they are the same on every processor.
    var weights = [1.0]
    var shifts = [1.0]
    for _ in 0..<max(first.count, second.count) {
      weights.append(weights[weights.count - 1] * decay)
      shifts.append(shifts[shifts.count - 1] * shift)
    }
    // The weight and the length of the best common subsequence, row by row.
    var above = Array(repeating: (weight: 0.0, count: 0), count: second.count + 1)
    for (i, frame) in first.enumerated() {
      var row = [(weight: 0.0, count: 0)]
      row.reserveCapacity(second.count + 1)
      for (j, other) in second.enumerated() {
        var best = above[j + 1].weight >= row[j].weight ? above[j + 1] : row[j]
        if frame == other {
          let gain = weights[min(i, j)] * shifts[abs(i - j)]
          let joined = above[j].weight + gain
          if joined > best.weight { best = (joined, above[j].count + 1) }
        }
        row.append(best)
      }
      above = row
    }
    guard let best = above.last, best.count >= leastCommon else { return 0 }
    let most = weights[..<min(first.count, second.count)].reduce(0, +)
    return min(100, Int(best.weight * 100 / most))
  }
}
