// The jobs that no worker has yet.

/// Jobs by group. The jobs of a group are given to one worker as far as possible: it has read their binary.
package struct JobQueue {
  /// What is left of each group, last first.
  private var groups: [[BatchJob]]
  /// All groups before this one are empty.
  private var first = 0

  package init(_ groups: [[BatchJob]]) {
    self.groups = groups.map { $0.reversed() }
  }

  /// How many jobs are left.
  package var count: Int { groups.reduce(0) { $0 + $1.count } }
  package var isEmpty: Bool { groups.allSatisfy(\.isEmpty) }

  /// The next job of a group.
  package mutating func next(of group: Int) -> BatchJob? { groups[group].popLast() }

  /// The group for a worker that is free: the first with jobs left that is not among `served`, else the
  /// one with the most left. Nil when no job is left.
  package mutating func group(besides served: Set<Int>) -> Int? {
    while first < groups.count, groups[first].isEmpty { first += 1 }
    let left = groups.indices.dropFirst(first)
    if let group = left.first(where: { !groups[$0].isEmpty && !served.contains($0) }) {
      return group
    }
    return left.max { groups[$0].count < groups[$1].count }
      .flatMap { groups[$0].isEmpty ? nil : $0 }
  }

  /// Takes back jobs of a group, which come next then, in their order.
  package mutating func putBack(_ jobs: [BatchJob], to group: Int) {
    groups[group] += jobs.reversed()
    if !jobs.isEmpty { first = min(first, group) }
  }
}
