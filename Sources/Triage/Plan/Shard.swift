// One share of an archive: for engines that run one command many times, each with a number.

/// What is wrong with the words that name a share.
package struct ShardError: Error, Equatable {
  package let message: String

  init(_ message: String) {
    self.message = message
  }
}

/// Share `index` of `count`. Which share a core is in depends on its binary alone, so that all cores of a
/// build, and copies of one core, are in one share, and files that arrive later move nothing.
package struct Shard: Equatable, Sendable {
  /// From 0 on, below `count`.
  package let index: UInt64
  package let count: UInt64
  /// Where it is from, for messages.
  package let source: String

  /// Its number as users count shares: from 1.
  package var number: UInt64 { index == 0 ? count : index }

  /// `share 2 of 8 (--shard 2/8)`.
  package var words: String { "share \(number) of \(count) (\(source))" }

  /// The share that `text` names, or where there is no text, the environment; nil for all of an archive.
  package static func chosen(
    _ text: String?, environment: (String) -> String?
  ) throws(ShardError) -> Shard? {
    if let text { return try Shard(text, environment: environment) }
    return try Shard(environment: environment)
  }

  /// Whether cores of this group are in this share.
  package func contains(_ key: String) -> Bool {
    // FNV-1a (64 bits), its bits drawn together so that a small modulus sees all of them.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= hash >> 32
    hash = hash &* 0xd6e8_feb8_6659_fd93
    hash ^= hash >> 32
    return hash % count == index
  }

  /// Reads `I/N`, or `/N` where the environment has I. Shares are counted from 1; 0 is the last one, so
  /// that counting from 0 covers them all, too.
  package init(_ text: String, environment: (String) -> String?) throws(ShardError) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count == 2, let count = UInt64(words[1]), count > 0, count <= 1 << 32 else {
      throw ShardError("--shard takes I/N, or /N in an array job, not '\(text)'")
    }
    if words[0].isEmpty {
      guard let found = try Shard(environment: environment, count: count) else {
        throw ShardError(
          "--shard \(text): neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set")
      }
      self = found
      return
    }
    guard let number = UInt64(words[0]), number <= count else {
      throw ShardError("--shard \(text): there is no share \(words[0]) of \(count)")
    }
    self.init(index: number % count, count: count, source: "--shard \(text)")
  }

  /// The share that a Slurm array or a Kubernetes Indexed Job gives its tasks; nil outside of them.
  /// `count` takes the place of the environment's.
  package init?(
    environment: (String) -> String?, count given: UInt64? = nil
  ) throws(ShardError) {
    if let task = environment("SLURM_ARRAY_TASK_ID").flatMap({ UInt64($0) }) {
      let least = environment("SLURM_ARRAY_TASK_MIN").flatMap { UInt64($0) } ?? 0
      let step = environment("SLURM_ARRAY_TASK_STEP").flatMap { UInt64($0) } ?? 1
      guard
        let count = given ?? environment("SLURM_ARRAY_TASK_COUNT").flatMap({ UInt64($0) }),
        count > 0, step > 0, task >= least
      else { return nil }
      try self.init(place: (task - least) / step, count, "SLURM_ARRAY_TASK_ID")
      return
    }
    if let index = environment("JOB_COMPLETION_INDEX").flatMap({ UInt64($0) }) {
      guard let count = given ?? environment("JOB_COMPLETIONS").flatMap({ UInt64($0) }), count > 0
      else {
        throw ShardError(
          "JOB_COMPLETION_INDEX is set, but how many there are is not: give --shard /N, or set "
            + "JOB_COMPLETIONS to .spec.completions")
      }
      try self.init(place: index, count, "JOB_COMPLETION_INDEX")
      return
    }
    return nil
  }

  private init(place: UInt64, _ count: UInt64, _ source: String) throws(ShardError) {
    guard place < count else {
      throw ShardError("\(source): task \(place) is none of \(count) shares")
    }
    self.init(index: (place + 1) % count, count: count, source: source)
  }

  private init(index: UInt64, count: UInt64, source: String) {
    self.index = index
    self.count = count
    self.source = source
  }
}
