// Lists that describe one element at a time while they are walked: a service may have a million
// goroutines.

internal import GoRuntime

/// Goroutines of a program, each described when its turn comes.
package struct GoroutineList {
  private let program: GoProgram
  private let crash: CrashFacts
  /// Nil for all goroutines.
  private let isIncluded: ((Goroutine) -> Bool)?
  /// Whether long stacks are kept in full.
  package var keepsAllFrames = false

  init(
    _ program: GoProgram, crash: CrashFacts,
    where isIncluded: ((Goroutine) -> Bool)?
  ) {
    self.program = program
    self.crash = crash
    self.isIncluded = isIncluded
  }

  /// Describes one after the other, until `body` returns false.
  package func describeEach(_ body: (GoroutineDescription) -> Bool) {
    var describer = GoroutineDescriber(
      program, crash: crash, keepsAllFrames: keepsAllFrames)
    walk { body(describer.describe($0)) }
  }

  /// The same in few words, with one frame for the whole stack.
  package func describeEachInBrief(_ body: (GoroutineBrief) -> Bool) {
    var describer = GoroutineBriefDescriber(
      program, crash: crash)
    walk { body(describer.describe($0)) }
  }

  private func walk(_ body: (Goroutine) -> Bool) {
    var walk = GoroutineWalk(program.process)
    while let goroutine = walk.next() {
      if isIncluded?(goroutine) ?? true, !body(goroutine) { return }
    }
  }

  /// The same goroutines in parts for several threads; nil where only some are wanted, or where a single
  /// stack may be too long to be kept.
  package var parts: GoroutineParts? {
    guard isIncluded == nil, !keepsAllFrames else { return nil }
    return GoroutineParts(program, crash: crash)
  }
}

/// Groups of goroutines, the largest first, each described when its turn comes.
package struct GroupList: Sequence {
  private let program: GoProgram
  private let groups: [GoroutineGroup]

  init(_ program: GoProgram, groups: [GoroutineGroup]) {
    self.program = program
    self.groups = groups
  }

  /// The first `count` of the groups that are not the runtime's own.
  package func ofProgram(_ count: Int) -> GroupList {
    GroupList(
      program,
      groups: Array(groups.lazy.filter { !$0.isSystem }.prefix(count)))
  }

  package func makeIterator() -> Iterator {
    Iterator(
      groups: groups[...], frames: FrameDescriber(program))
  }

  package struct Iterator: IteratorProtocol {
    fileprivate var groups: ArraySlice<GoroutineGroup>
    fileprivate var frames: FrameDescriber

    package mutating func next() -> GroupDescription? {
      groups.popFirst().map { GroupDescription(group: $0, stack: frames.describe($0.stack)) }
    }
  }
}
