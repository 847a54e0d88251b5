// How many locks a function holds at each place of its code, over all ways that lead there.

internal import Basics
internal import Disassembly
internal import ElfCore

/// The locks that a function has taken on the way to a place, less those that it has given up.
struct LockBalance: Equatable {
  /// Over all ways there, the fewest and the most. Below zero, it gave up what its caller had taken.
  let counts: ClosedRange<Int>
  /// Whether it gave up any, on each way.
  let hasReleased: Bool

  /// Whether it gave up, on every way, a lock that was taken before it was called.
  var gaveUpCallers: Bool { counts.upperBound < 0 }
  /// Whether it gave one up on some way.
  var mayHaveGivenUpCallers: Bool { counts.lowerBound < 0 }
  /// Whether it gave up, on every way, all that it had taken itself.
  var gaveUpOwn: Bool { hasReleased && counts.upperBound <= 0 }
}

/// The balance at every instruction of a function.
struct LockBalances {
  private let steps: [CodeStep]
  private let states: [States]
  /// The instructions that give a lock up.
  private let releaseAddresses: [Address]
  /// The balance where the function returns; nil if it never does.
  private(set) var atReturn: LockBalance?

  /// Follows all ways through `steps`, a whole function from its entry. `change` tells by how much an
  /// instruction changes the number of locks that are held, `returns` whether a call of an address comes
  /// back. Nil if there is a jump whose target is not known.
  init?(
    _ steps: [CodeStep], change: (CodeStep) -> Int, returns: (Address) -> Bool
  ) {
    guard !steps.isEmpty,
      let next = Self.successors(of: steps, returns: returns)
    else { return nil }
    self.steps = steps
    let changes = steps.map(change)
    releaseAddresses = zip(steps, changes).filter { $0.1 < 0 }.map(\.0.address)
    var states = [States](repeating: States(), count: steps.count)
    states[0] = .start
    var pending = [0]
    var ends = States()
    while let index = pending.popLast() {
      let after = states[index].changed(by: changes[index])
      if steps[index].flow == .end { ends.formUnion(after) }
      for successor in next[index] where states[successor].formUnion(after) {
        pending.append(successor)
      }
    }
    self.states = states
    atReturn = ends.balance
  }

  /// The balance before the instruction that `address` lies in; nil where no way leads.
  func balance(at address: Address) -> LockBalance? {
    let index = steps.partitioningIndex { $0.end > address }
    guard index < steps.count, steps[index].address <= address else { return nil }
    return states[index].balance
  }

  /// Whether the code gives a lock up behind `address`, going by its order.
  func releases(behind address: Address) -> Bool {
    releaseAddresses.last.map { $0 > address } ?? false
  }

  /// The indices of the steps that may follow each; nil if one cannot be told.
  private static func successors(
    of steps: [CodeStep], returns: (Address) -> Bool
  ) -> [[Int]]? {
    func index(of address: Address) -> Int? {
      let index = steps.partitioningIndex { $0.address >= address }
      return index < steps.count && steps[index].address == address ? index : nil
    }
    var result: [[Int]] = []
    result.reserveCapacity(steps.count)
    for (number, step) in steps.enumerated() {
      let following = number + 1 < steps.count ? [number + 1] : []
      switch step.flow {
      case .next: result.append(following)
      // A jump out of the function is a call of another one as its last act.
      case .branch(let target?): result.append(following + (index(of: target).map { [$0] } ?? []))
      case .jump(let target?): result.append(index(of: target).map { [$0] } ?? [])
      case .branch(nil), .jump(nil): return nil
      case .call(let target):
        result.append(target.map(returns) ?? true ? following : [])
      case .end: result.append([])
      }
    }
    return result
  }
}

/// A set of states in which an instruction may run: the number of locks, and whether one was given up.
private struct States {
  /// Two bits for each number from `lowest` to `highest`: nothing was given up, something was.
  private var bits: UInt32 = 0
  private static let lowest = -4
  private static let highest = 4

  static let start = States(bits: 1 << (2 * UInt32(-lowest)))

  init(bits: UInt32 = 0) {
    self.bits = bits
  }

  /// Adds states; tells whether any was new.
  @discardableResult
  mutating func formUnion(_ other: States) -> Bool {
    let before = bits
    bits |= other.bits
    return bits != before
  }

  /// Numbers beyond the limits stay at them.
  func changed(by change: Int) -> States {
    guard change != 0 else { return self }
    var result = States()
    forEach { number, hasReleased in
      let changed = min(max(number + change, Self.lowest), Self.highest)
      result.insert(changed, hasReleased || change < 0)
    }
    return result
  }

  var balance: LockBalance? {
    var counts: ClosedRange<Int>?
    var allReleased = true
    forEach { number, hasReleased in
      counts = min(counts?.lowerBound ?? number, number)...max(counts?.upperBound ?? number, number)
      if !hasReleased { allReleased = false }
    }
    return counts.map { LockBalance(counts: $0, hasReleased: allReleased) }
  }

  private mutating func insert(_ number: Int, _ hasReleased: Bool) {
    bits |= 1 << UInt32(2 * (number - Self.lowest) + (hasReleased ? 1 : 0))
  }

  private func forEach(_ body: (Int, Bool) -> Void) {
    for number in Self.lowest...Self.highest {
      for hasReleased in [false, true]
      where bits & 1 << UInt32(2 * (number - Self.lowest) + (hasReleased ? 1 : 0)) != 0 {
        body(number, hasReleased)
      }
    }
  }
}
