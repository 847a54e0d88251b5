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
  /// The labels of the first of them.
  private let labels: [GroupLabel]
  /// How many groups get a label. A program has a dozen; recursion of any depth may make thousands.
  private static let labelLimit = 2_000

  init(_ program: GoProgram, groups: [GoroutineGroup]) {
    var labeler = GroupLabeler(program)
    self.init(
      program, groups, labels: labeler.labels(of: Array(groups.prefix(Self.labelLimit))))
  }

  private init(_ program: GoProgram, _ groups: [GoroutineGroup], labels: [GroupLabel]) {
    self.program = program
    self.groups = groups
    self.labels = labels
  }

  /// The groups as a reader wants them, those that look alike together.
  package var overview: GroupOverview { GroupOverview(groups, labels) }

  /// The same groups in the order of the overview: idle ones behind the others, then those without labels,
  /// the runtime's own last.
  package var inReadingOrder: GroupList {
    var order = overview.rows.flatMap(\.groups)
    order += labels.indices.filter { labels[$0].idle != nil }
    order += groups.indices.filter { groups[$0].isSystem && $0 < labels.count }
    return GroupList(
      program, order.map { groups[$0] } + groups.dropFirst(labels.count),
      labels: order.map { labels[$0] })
  }

  package func makeIterator() -> Iterator {
    Iterator(groups: groups[...], labels: labels[...], frames: FrameDescriber(program))
  }

  package struct Iterator: IteratorProtocol {
    fileprivate var groups: ArraySlice<GoroutineGroup>
    fileprivate var labels: ArraySlice<GroupLabel>
    fileprivate var frames: FrameDescriber

    package mutating func next() -> GroupDescription? {
      guard let group = groups.popFirst() else { return nil }
      return GroupDescription(
        group: group, label: labels.popFirst(), stack: frames.describe(group.stack))
    }
  }
}
