// Which goroutines wait for which locks, who probably holds them, and cycles of goroutines that wait for
// each other.
//
// The runtime does not record holders. They are inferred: a goroutine that has a deferred Unlock of the
// lock pending holds it. One that is between Lock and Unlock, in a function whose frame has the lock's
// address, may hold it.

internal import ElfCore
package import GoRuntime

/// A goroutine that probably holds a lock.
package struct LockHolder: Sendable {
  package let goroutine: Goroutine
  /// Whether it holds a RWMutex for reading.
  package let isReader: Bool
  package let confidence: Confidence
  /// What it is inferred from: `deferred (*Mutex).Unlock pending in main.transfer`.
  package let evidence: Evidence
}

/// A goroutine that waits for a lock.
package struct LockWaiter: Sendable {
  package let goroutine: Goroutine
  /// What it asked of the lock.
  package let use: SemaphoreUse
}

/// A lock that goroutines wait for.
package struct ContestedLock: Sendable {
  package let object: SyncObject
  /// How many wait for it.
  package internal(set) var waiterCount: Int
  /// The waiters that were looked at.
  package internal(set) var waiters: [LockWaiter] = []
  /// The surest first.
  package internal(set) var holders: [LockHolder] = []
  /// Whether there are more holders than these.
  package internal(set) var hasMoreHolders = false
}

/// Goroutines that wait for each other, each for a lock that the next one holds.
package struct WaitCycle: Sendable {
  /// One of them.
  package struct Step: Sendable {
    package let waiter: LockWaiter
    package let object: SyncObject
    /// Why the next goroutine keeps this one waiting.
    package let reason: Evidence
    /// Whether the next one holds the lock; if not, it waits to write, and keeps readers out.
    package let isHeld: Bool
  }

  package let steps: [Step]
  package let confidence: Confidence
}

/// The locks of a process that are waited for.
package struct LockGraph: Sendable {
  /// Those with the most waiters first.
  package private(set) var locks: [ContestedLock] = []
  package private(set) var cycles: [WaitCycle] = []
  /// Why holders may be missing; empty if all were looked for.
  package private(set) var problems: [String] = []

  /// How many semaphores are looked at.
  private static let lockLimit = 10_000
  /// Up to this number of goroutines, each is examined for locks that it holds.
  static let examinedLimit = 50_000

  /// Looks for the holders of all locks that goroutines wait for. If there are too many goroutines to
  /// examine, the first ones of each group in `summary` are. `threads`: how many threads may work at once.
  package init(
    _ program: GoProgram, waits: WaitReader, summary: GoroutineSummary, threads: Int = 1
  ) {
    if let problem = waits.semaphores.problem { problems.append(problem) }
    var places: [SyncObject: Int] = [:]
    var semaphores: [Address: (lock: Int, use: SemaphoreUse)] = [:]
    var stacks = StackReader(program)
    let wanted = waits.semaphores.semaphores.sorted {
      ($1.count, $0.address) < ($0.count, $1.address)
    }
    if wanted.count > Self.lockLimit {
      problems.append("only the \(Self.lockLimit) most wanted semaphores were looked at")
    }
    for semaphore in wanted.prefix(Self.lockLimit) {
      guard let (goroutine, stack) = stacks.read(semaphore.first),
        let (object, use) = waits.syncObject(of: goroutine, stack: stack),
        object.kind == .mutex || object.kind == .rwMutex
      else { continue }
      let place = places[object] ?? locks.count
      if place == locks.count {
        places[object] = place
        locks.append(ContestedLock(object: object, waiterCount: 0))
      }
      locks[place].waiterCount += semaphore.count
      semaphores[semaphore.address] = (place, use)
    }
    guard !locks.isEmpty else { return }
    let all = examine(program.process, waits, summary, semaphores, threads)
    findHolders(among: all, program, waits, places)
    findCycles()
    locks.sort {
      ($1.waiterCount, $0.object.address) < ($0.waiterCount, $1.object.address)
    }
  }

  /// The goroutines that may hold locks. Those that wait for a lock are noted.
  private mutating func examine(
    _ process: GoProcess, _ waits: WaitReader, _ summary: GoroutineSummary,
    _ semaphores: [Address: (lock: Int, use: SemaphoreUse)], _ threads: Int
  ) -> [Goroutine] {
    var chosen: Set<UInt64>?
    if summary.total > Self.examinedLimit {
      chosen = Set(summary.groups.prefix(1_000).flatMap(\.ids))
      problems.append(
        "of \(summary.total) goroutines only the first 100 of each group were asked for locks")
    }
    let all = process.mapGoroutines(threads: threads) { [chosen] in
      chosen?.contains($0.id) ?? true ? $0 : nil
    }
    for goroutine in all where goroutine.state.isWaiting {
      guard let semaphore = waits.semaphores.semaphore(of: goroutine.address),
        let known = semaphores[semaphore]
      else { continue }
      locks[known.lock].waiters.append(LockWaiter(goroutine: goroutine, use: known.use))
    }
    return all
  }

  private mutating func findHolders(
    among goroutines: [Goroutine], _ program: GoProgram,
    _ waits: WaitReader, _ places: [SyncObject: Int]
  ) {
    let finder = LockHolderFinder(
      program, waits: waits, locks: locks.map(\.object))
    var waiting: [Address: SyncObject] = [:]
    for lock in locks {
      for waiter in lock.waiters { waiting[waiter.goroutine.address] = lock.object }
    }
    for goroutine in goroutines {
      for found in finder.locks(heldBy: goroutine, waitingFor: waiting[goroutine.address]) {
        guard let place = places[found.object] else { continue }
        locks[place].holders.append(found.holder)
      }
    }
    for place in locks.indices { locks[place].settle(in: program.process.memory) }
  }

  // MARK: - Cycles

  private static let cycleLimit = 16

  private mutating func findCycles() {
    var edges: [Address: [Edge]] = [:]
    for lock in locks {
      for waiter in lock.waiters {
        let outward = lock.edges(from: waiter)
        if !outward.isEmpty { edges[waiter.goroutine.address] = outward }
      }
    }
    var search = CycleSearch(edges: edges)
    for start in edges.keys.sorted() where cycles.count < Self.cycleLimit {
      guard let found = search.cycle(from: start) else { continue }
      cycles.append(
        WaitCycle(
          steps: found.map {
            WaitCycle.Step(
              waiter: $0.waiter, object: $0.object, reason: $0.reason, isHeld: $0.isHeld)
          },
          confidence: found.allSatisfy { $0.confidence != .guess } ? .likely : .guess))
    }
    // The surest first, then the shortest.
    cycles.sort {
      ($0.confidence == .guess ? 1 : 0, $0.steps.count)
        < ($1.confidence == .guess ? 1 : 0, $1.steps.count)
    }
  }

  /// One goroutine waits for another.
  struct Edge {
    let waiter: LockWaiter
    let object: SyncObject
    let target: Address
    let reason: Evidence
    let confidence: Confidence
    var isHeld = true
  }
}

extension ContestedLock {
  /// How many holders are kept.
  private static let holderLimit = 64

  /// Drops the holders that the state of the lock rules out, and puts the surest first.
  fileprivate mutating func settle(in memory: AddressSpace) {
    switch object.state(in: memory) {
    case .mutex(let state): if !state.isLocked { holders = [] }
    case .rwMutex(let state): holders.removeAll { $0.isReader == state.isHeldByWriter }
    case .waitGroup, nil: break
    }
    // A goroutine that waits for the lock holds it only if nobody else does.
    let waiting = Set(waiters.map(\.goroutine.address))
    let others = holders.filter { !waiting.contains($0.goroutine.address) || $0.isReader }
    if !others.isEmpty { holders = others }
    let sure = holders.filter { $0.confidence != .guess }
    if !sure.isEmpty { holders = sure }
    hasMoreHolders = holders.count > Self.holderLimit
    holders = Array(holders.prefix(Self.holderLimit))
    // Only one can hold it for writing, so each of several is a guess.
    if holders.count > 1, holders.contains(where: { !$0.isReader }) {
      holders = holders.map {
        LockHolder(
          goroutine: $0.goroutine, isReader: $0.isReader, confidence: .guess, evidence: $0.evidence)
      }
    }
  }

  /// Whom a waiter waits for: the holders, and for a reader the writers that came before it.
  fileprivate func edges(from waiter: LockWaiter) -> [LockGraph.Edge] {
    let reads = waiter.use.operation == .readLock
    // Readers do not keep each other out.
    var found = holders.filter { !(reads && $0.isReader) }.map {
      LockGraph.Edge(
        waiter: waiter, object: object, target: $0.goroutine.address, reason: $0.evidence,
        confidence: $0.confidence)
    }
    guard reads else { return found }
    for other in waiters.prefix(Self.holderLimit)
    where other.use.isAnnouncedWriter {
      found.append(
        LockGraph.Edge(
          waiter: waiter, object: object, target: other.goroutine.address,
          reason: Evidence(
            "goroutine \(other.goroutine.id) waits to write, which keeps new readers out",
            address: object.address.rawValue),
          confidence: .likely, isHeld: false))
    }
    return found
  }
}

/// Finds cycles: walks along the edges that come back to a goroutine on their own path.
private struct CycleSearch {
  let edges: [Address: [LockGraph.Edge]]
  /// Goroutines from which every path was followed.
  private var done: Set<Address> = []

  init(edges: [Address: [LockGraph.Edge]]) {
    self.edges = edges
  }

  /// A cycle that can be reached from `start` and was not found before.
  mutating func cycle(from start: Address) -> [LockGraph.Edge]? {
    guard !done.contains(start) else { return nil }
    var path: [LockGraph.Edge] = []
    var onPath: [Address: Int] = [start: 0]
    var pending: [(node: Address, next: Int)] = [(start, 0)]
    while let top = pending.last {
      let outward = edges[top.node] ?? []
      guard top.next < outward.count else {
        done.insert(top.node)
        onPath[top.node] = nil
        pending.removeLast()
        _ = path.popLast()
        continue
      }
      pending[pending.count - 1].next += 1
      let edge = outward[top.next]
      if let place = onPath[edge.target] {
        let found = Array(path[place...]) + [edge]
        done.formUnion(onPath.keys)
        return Self.rotated(found)
      }
      guard !done.contains(edge.target) else { continue }
      path.append(edge)
      onPath[edge.target] = pending.count
      pending.append((edge.target, 0))
    }
    return nil
  }

  /// The cycle from its goroutine with the lowest id.
  private static func rotated(_ cycle: [LockGraph.Edge]) -> [LockGraph.Edge] {
    let first =
      cycle.indices.min { cycle[$0].waiter.goroutine.id < cycle[$1].waiter.goroutine.id } ?? 0
    return Array(cycle[first...] + cycle[..<first])
  }
}
