// Finds out what hung: follows the locks that goroutines wait for to those who hold them, and these to what
// they wait for themselves.

internal import ElfCore
internal import GoRuntime

extension CrashScene {
  /// What hung, for a verdict on a death that no goroutine caused; nil for other deaths.
  func standstill(_ verdict: Verdict, _ findings: [Finding]) -> Standstill? {
    // A signal that the program sent itself was sent from where it struck.
    guard verdict.rule.subject == .standstill, facts.path != .signal || isFromOutside else {
      return nil
    }
    var reader = StandstillReader(self)
    return reader.read(verdict, findings)
  }
}

/// Reads what hung. For one scene: it remembers.
private struct StandstillReader {
  private let scene: CrashScene
  private var stacks: StackReader
  private var describer: FrameDescriber
  /// Which lock a goroutine waits for, by the address of its `g`.
  private var lockOfWaiter: [Address: Int] = [:]
  /// Goroutines that have been told of.
  private var covered: Set<Address> = []
  private var result = Standstill()
  /// Those that are stuck, by address, and how many of which no address is kept.
  private var stuck: Set<Address> = []
  private var stuckBesides = 0
  /// Whether all that are stuck are known.
  private var countsAreWhole = true

  private static let chainLimit = 3
  private static let lockLimit = 4_000
  private static let lengthLimit = 8
  /// How many of a crowd are looked at for their places, if it is one of the largest crowds.
  private static let crowdSample = 64
  private static let largestCrowds = 16
  private static let computingShown = 3
  private static let stacksShown = 4

  init(_ scene: CrashScene) {
    self.scene = scene
    stacks = StackReader(scene.program)
    describer = FrameDescriber(scene.program)
  }

  mutating func read(_ verdict: Verdict, _ findings: [Finding]) -> Standstill {
    // What the verdict is about comes first.
    if verdict.rule is GoroutineLeak {
      addLeak(verdict.goroutines, verdict.concernedCount, verdict.concernedSample)
    }
    if scene.isHangSuspect {
      for (index, lock) in locks.enumerated() {
        for waiter in lock.waiters { lockOfWaiter[waiter.goroutine.address] = index }
      }
      addCircles()
      addCrowds()
    }
    for finding in findings where finding.ruleID == GoroutineLeak().id {
      addLeak(finding.goroutines, finding.concernedCount, finding.concernedSample)
    }
    if verdict.rule is Hang || verdict.rule is AllGoroutinesAsleep { addSleepers(verdict) }
    if scene.isFromOutside || scene.facts.path == .none { addComputing() }
    nameLocks()
    addReasons(verdict)
    count()
    if verdict.goroutines.isEmpty { chooseStacks() }
    return result
  }

  private var locks: [ContestedLock] { scene.locks.locks }

  // MARK: - Chains

  private mutating func addCircles() {
    for cycle in scene.locks.cycles {
      // Each is kept waiting by the one that follows it.
      let reasons = cycle.steps.suffix(1) + cycle.steps
      let goroutines = cycle.steps.map(\.waiter.goroutine)
      stuck.formUnion(goroutines.map(\.address))
      // Each circle is told once, and a goroutine once.
      guard result.chains.count < Self.chainLimit,
        goroutines.contains(where: { !covered.contains($0.address) })
      else { continue }
      let members = zip(goroutines, reasons).map { goroutine, step in
        var member = member(goroutine)
        member.hold = Standstill.Hold(
          confidence: cycle.confidence, reason: step.reason, isHeld: step.isHeld)
        return member
      }
      covered.formUnion(goroutines.map(\.address))
      result.chains.append(Standstill.Chain(members: members, end: .circle(0)))
    }
  }

  private mutating func addCrowds() {
    let circles = covered
    if locks.count > Self.lockLimit { countsAreWhole = false }
    var chains: [(chain: Standstill.Chain, waiters: [LockWaiter])] = []
    for (number, lock) in locks.prefix(Self.lockLimit).enumerated() {
      let others = lock.waiters.filter { !circles.contains($0.goroutine.address) }
      let count = lock.waiterCount - (lock.waiters.count - others.count)
      guard let first = others.first?.goroutine, count > 0 else { continue }
      let sample = others.prefix(number < Self.largestCrowds ? Self.crowdSample : 1)
      let chain = chain(of: lock, first, count, Array(sample), circles)
      if chain.isStuck {
        stuck.formUnion(lock.waiters.map(\.goroutine.address))
        if lock.waiterCount > lock.waiters.count { countsAreWhole = false }
        // A holder that is told as the last one waits, too.
        stuck.formUnion(
          chain.members.dropFirst().filter { $0.goroutine.state.isWaiting }.map(
            \.goroutine.address))
      }
      guard chain.isStuck || count > 1 || scene.isTestTimeout else { continue }
      chains.append((chain, others))
    }
    func rank(_ chain: Standstill.Chain) -> (Int, Int) {
      (chain.isStuck ? 0 : 1, -(chain.members.first?.count ?? 0))
    }
    chains.sort { rank($0.chain) < rank($1.chain) }
    var shapes: [String: Int] = [:]
    for (chain, waiters) in chains {
      // One that another chain leads through has been told.
      guard let first = chain.members.first, !covered.contains(first.goroutine.address) else {
        continue
      }
      if let place = shapes[Self.shape(of: chain)] {
        result.chains[place].alike += 1
        result.chains[place].waitersAlike += first.count
        covered.formUnion(waiters.map(\.goroutine.address))
        continue
      }
      guard result.chains.count < Self.chainLimit else { continue }
      shapes[Self.shape(of: chain)] = result.chains.count
      covered.formUnion(chain.members.map(\.goroutine.address))
      covered.formUnion(waiters.map(\.goroutine.address))
      result.chains.append(chain)
    }
  }

  /// What chains have in common that a reader need see only once.
  private static func shape(of chain: Standstill.Chain) -> String {
    let places = chain.members.map { "\($0.activity) \($0.function ?? "?") \($0.place ?? "?")" }
    return places.joined(separator: "\n") + "\n\(chain.end)"
  }

  /// Who waits for `lock`, who holds it, and what that one waits for.
  private mutating func chain(
    of lock: ContestedLock, _ first: Goroutine, _ count: Int, _ sample: [LockWaiter],
    _ circles: Set<Address>
  ) -> Standstill.Chain {
    // Most of a crowd wait in one place, whoever came first.
    let (most, others) = commonest(sample.map(\.goroutine))
    var crowd = member(most ?? first)
    crowd.count = count
    crowd.otherPlaces = others
    var chain = Standstill.Chain(members: [crowd], end: .nobodySeen)
    var current = lock
    while chain.members.count < Self.lengthLimit {
      guard let holder = current.holders.first else { return chain }
      if let index = chain.members.firstIndex(where: {
        $0.goroutine.address == holder.goroutine.address
      }) {
        chain.end = .circle(index)
        return chain
      }
      var member = member(holder.goroutine)
      member.hold = Standstill.Hold(
        confidence: holder.confidence, reason: holder.evidence, isReader: holder.isReader,
        others: current.holders.count - 1)
      chain.members.append(member)
      if circles.contains(holder.goroutine.address) {
        chain.end = .joinsCircle
        return chain
      }
      guard let next = lockOfWaiter[holder.goroutine.address] else {
        let reason = scene.process.names.reason(holder.goroutine.waitReason)
        chain.end =
          holder.goroutine.state.isWaiting && reason.needsAnotherGoroutine ? .waits : .busy
        return chain
      }
      chain.end = .nobodySeen
      current = locks[next]
    }
    chain.end = .waits
    return chain
  }

  /// The first goroutine at the place where the most are, and how many other places there are.
  private mutating func commonest(_ goroutines: [Goroutine]) -> (first: Goroutine?, others: Int) {
    var places: [String: (count: Int, first: Int)] = [:]
    for (index, goroutine) in goroutines.enumerated() {
      let frame = describer.describe(stacks.stack(of: goroutine)).summaryFrame
      places[frame.map { $0.function + $0.shortPlace } ?? "", default: (0, index)].count += 1
    }
    let most = places.values.min { (-$0.count, $0.first) < (-$1.count, $1.first) }
    return (most.map { goroutines[$0.first] }, max(0, places.count - 1))
  }

  // MARK: - Goroutines that nothing wakes

  private mutating func addLeak(
    _ goroutines: [Goroutine], _ count: Int?, _ sample: ConcernedSample?
  ) {
    guard let first = goroutines.first, let count else { return }
    stuckBesides += count
    // Of those that nobody looked at it is not known.
    if sample != nil { countsAreWhole = false }
    // The runtime finds that goroutines leaked in circles, too.
    if covered.contains(first.address) { countsAreWhole = false }
    guard result.chains.count < Self.chainLimit, !covered.contains(first.address) else { return }
    var member = member(first)
    member.count = count
    covered.insert(first.address)
    result.chains.append(Standstill.Chain(members: [member], end: .forever, sample: sample))
  }

  /// The groups that nothing wakes, where all goroutines wait.
  private mutating func addSleepers(_ verdict: Verdict) {
    guard verdict.goroutines.contains(where: { $0.state.isWaiting }), scene.isHangSuspect else {
      return
    }
    let groups = scene.summary.groups.filter {
      !$0.isSystem && $0.state.isWaiting && $0.reason.needsAnotherGoroutine
    }
    result.isAsleep = true
    stuck = []
    stuckBesides = groups.reduce(0) { $0 + $1.count }
    let firsts = scene.goroutines(of: groups)
    let counts = Dictionary(
      groups.compactMap { group in group.ids.first.map { ($0, group.count) } }
    ) { first, _ in first }
    for goroutine in firsts where result.chains.count < Self.chainLimit {
      guard !covered.contains(goroutine.address) else { continue }
      var member = member(goroutine)
      member.count = counts[goroutine.id] ?? 1
      covered.insert(goroutine.address)
      result.chains.append(Standstill.Chain(members: [member], end: .forever))
    }
  }

  // MARK: - Goroutines that compute

  private mutating func addComputing() {
    let found = scene.goroutinesOnProcessors.map(\.goroutine) + scene.preemptedGoroutines
    var seen: Set<Address> = []
    for goroutine in found where seen.insert(goroutine.address).inserted {
      let stack = describer.describe(stacks.stack(of: goroutine))
      guard let frame = stack.summaryFrame, !frame.isStandard else { continue }
      result.computingCount += 1
      if result.computing.count < Self.computingShown {
        result.computing.append(member(goroutine, stack))
      }
    }
  }

  // MARK: - Reasons, counts, stacks

  private mutating func addReasons(_ verdict: Verdict) {
    var texts: Set<String> = []
    for chain in result.chains {
      // The first of a circle is kept waiting by the last.
      let kept = chain.members.dropFirst() + chain.members.prefix(1)
      for hold in kept.compactMap(\.hold) where texts.insert(hold.reason.text).inserted {
        result.reasons.append(hold.reason)
      }
    }
    // Those of a circle, and groups, have been told; a signal from outside has none but its sender.
    if !(verdict.rule is LockCycle || verdict.rule is ExternalSignal || result.isAsleep) {
      result.reasons += verdict.reasons.filter { texts.insert($0.text).inserted }
    }
  }

  private mutating func count() {
    let summary = scene.summary
    // A goroutine that leaked may hold a lock, too.
    if stuckBesides > 0, !stuck.isEmpty { return }
    guard countsAreWhole, summary.unreadable == 0, scene.knowsFunctions else { return }
    var counts = Standstill.Counts()
    counts.stuck = stuck.count + stuckBesides
    for group in summary.groups {
      if group.isSystem {
        counts.ofRuntime += group.count
      } else if !group.state.isWaiting, !Hang.receivesSignals(group, scene) {
        counts.working += group.count
      } else {
        counts.waiting += group.count
      }
    }
    counts.waiting -= counts.stuck
    if counts.waiting >= 0, counts.total == summary.total { result.counts = counts }
  }

  private mutating func chooseStacks() {
    var seen: Set<Address> = []
    for chain in result.chains {
      // Holders say more than those who wait for them.
      for member in chain.members.dropFirst() + chain.members.prefix(1)
      where result.goroutines.count < Self.stacksShown
        && seen.insert(member.goroutine.address).inserted
      {
        result.goroutines.append(member.goroutine)
      }
    }
  }

  // MARK: - Members

  private mutating func member(
    _ goroutine: Goroutine, _ known: StackDescription? = nil
  ) -> Standstill.Member {
    let trace = stacks.stack(of: goroutine)
    let frame = (known ?? describer.describe(trace)).summaryFrame
    var member = Standstill.Member(
      goroutine: goroutine, activity: scene.process.activity(of: goroutine),
      function: frame?.function, place: frame?.shortPlace)
    let waits = scene.waits.waits(of: goroutine, stack: trace)
    // Of a select the runtime does not say which case it wants most.
    if waits.count == 1 { member.wait = waits.first }
    return member
  }

  /// Gives locks the names of the variables that hold them or lead to them.
  private mutating func nameLocks() {
    func lock(_ member: Standstill.Member) -> SyncObject? {
      guard case .sync(let object, _)? = member.wait?.object else { return nil }
      return object
    }
    let members = result.chains.flatMap(\.members)
    let names = WaitNames(scene.program).names(of: members.compactMap { lock($0)?.address })
    guard !names.isEmpty else { return }
    for chain in result.chains.indices {
      for index in result.chains[chain].members.indices {
        guard let object = lock(result.chains[chain].members[index]),
          let name = names[object.address]
        else { continue }
        let isWhole = name.size.map {
          $0 > 0 && object.contains(Address(object.address.rawValue &+ $0 &- 1))
        }
        result.chains[chain].members[index].variable =
          isWhole == true ? name.variable : "in \(name.variable)"
      }
    }
  }
}
