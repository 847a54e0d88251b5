// Whether a channel can still be reached by anyone but the goroutines that wait for it: a search of memory
// for its address, then for the addresses of the objects that hold it, and so on.
//
// Go's leak detector answers the same question for all channels, from the roots (runtime/mgc.go
// findGoroutineLeaks, go1.26). This one goes backwards from a few channels. What it cannot follow counts
// as reachable.

internal import Basics
package import ElfCore
package import GoRuntime

/// What a word of memory belongs to.
package enum WordHolder: Sendable, Equatable {
  /// An object of the heap.
  case object(AddressRange)
  /// Memory that nothing uses, or that holds no pointers.
  case unused
  /// Anything else, such as a variable or a structure of the runtime.
  case root
}

/// Searches memory for references to channels.
package struct PartnerSearch {
  private let memory: AddressSpace
  private let threads: Int
  private let stacks: StackIndex
  /// The sizes of a waiter's records, in bytes.
  private let waiterSize: Int
  private let goroutineSize: Int
  private let holder: (Address) -> WordHolder
  /// Bytes that may still be read.
  private var budget: UInt64
  /// Why the search is incomplete; nil if it is not.
  package private(set) var problem: String?

  /// How many references are followed from a channel.
  private static let depthLimit = 6
  /// How many objects are followed.
  private static let objectLimit = 100_000
  /// How many bytes of memory one thread searches at a time.
  private static let pieceSize: UInt64 = 4 << 20

  /// Prepares a search that reads at most `budget` bytes on `threads` threads. `holder` says what a place
  /// outside of all stacks belongs to.
  package init(
    process: GoProcess, budget: UInt64, threads: Int = 1,
    holder: @escaping (Address) -> WordHolder
  ) {
    memory = process.memory
    self.threads = threads
    stacks = StackIndex(process)
    waiterSize = process.facts.size(of: "runtime.sudog") ?? 0
    goroutineSize = process.facts.size(of: "runtime.g") ?? 0
    self.holder = holder
    self.budget = budget
  }

  /// The members of a site that nobody else can wake: only they can reach the channels that they wait
  /// for.
  package mutating func abandoned(among members: [BlockedSite.Member]) -> [BlockedSite.Member] {
    var targets: [Target] = []
    // References from the members and from their records in queues do not count.
    var records: [AddressRange] = []
    for (index, member) in members.enumerated() {
      let g = member.goroutine.address
      records.append(AddressRange(start: g, end: g &+ goroutineSize))
      for record in member.records {
        records.append(AddressRange(start: record.waiter, end: record.waiter &+ waiterSize))
        targets.append(
          Target(
            range: AddressRange(start: record.channel, end: record.channel &+ 1), channel: index))
      }
    }
    let own = Own(
      goroutines: Set(members.map(\.goroutine.address)), records: RangeIndex(records))
    var reachable: Set<Int> = []
    var followed: Set<Target> = []
    for _ in 0..<Self.depthLimit where !targets.isEmpty {
      let found = scan(for: targets, own: own)
      reachable.formUnion(found.reachable)
      guard problem == nil else { return [] }
      targets = found.objects.filter {
        !reachable.contains($0.channel) && followed.insert($0).inserted
      }
      if followed.count > Self.objectLimit {
        problem = "too many objects refer to them"
        return []
      }
    }
    reachable.formUnion(targets.map(\.channel))
    return members.enumerated().filter { !reachable.contains($0.offset) }.map(\.element)
  }

  /// An object to find references to, and the member that needs it.
  private struct Target: Hashable {
    let range: AddressRange
    let channel: Int
  }

  /// One pass over all dumped memory.
  private mutating func scan(
    for targets: [Target], own: Own
  ) -> (reachable: Set<Int>, objects: [Target]) {
    var byStart: [Address: [Int]] = [:]
    for target in targets { byStart[target.range.start, default: []].append(target.channel) }
    let parts = memory.dumpedRanges.flatMap { $0.pieces(of: Self.pieceSize) }
    let size = parts.reduce(0) { $0 &+ $1.count }
    guard size <= budget else {
      problem = "memory is too large to be searched"
      return ([], [])
    }
    budget -= size
    let index = RangeIndex(targets.map(\.range))
    let found = concurrentMap(parts.count, threads: threads) { [memory] number in
      index.references(in: parts[number], memory)
    }
    var reachable: Set<Int> = []
    var objects: Set<Target> = []
    for (place, start) in found.joined() {
      guard let channels = byStart[start] else { continue }
      switch holds(place, own) {
      case .unused: continue
      case .root: reachable.formUnion(channels)
      case .object(let range):
        if range.start == start { continue }
        for channel in channels { objects.insert(Target(range: range, channel: channel)) }
      }
    }
    return (reachable, objects.sorted { $0.range.start < $1.range.start })
  }

  /// The members' own memory, from which references do not count.
  private struct Own {
    let goroutines: Set<Address>
    let records: RangeIndex
  }

  private func holds(_ place: Address, _ own: Own) -> WordHolder {
    if own.records.start(of: place) != nil { return .unused }
    guard let owner = stacks.owner(of: place) else { return holder(place) }
    return place >= owner.stackPointer && !own.goroutines.contains(owner.goroutine)
      ? .root : .unused
  }
}

extension CrashScene {
  /// What a word outside of all stacks belongs to. If the heap's records cannot be read, everything
  /// counts as reachable.
  var wordHolder: (Address) -> WordHolder {
    guard let heap = Heap(process) else { return { _ in .root } }
    return { address in
      switch heap.place(of: address) {
      case .outside, .unreadable: .root
      case .object(let object):
        object.isAllocated == false || object.span.isPointerFree ? .unused : .object(object.slot)
      // Stacks that are in use are found by their goroutines.
      case .unused, .freed, .manual, .tail: .unused
      }
    }
  }
}

/// Ranges that do not overlap, in the order of their addresses.
private struct RangeIndex: Sendable {
  private let starts: [UInt64]
  private let ends: [UInt64]
  private let lowest: UInt64
  private let highest: UInt64

  init(_ ranges: [AddressRange]) {
    let sorted = Set(ranges).sorted { $0.start < $1.start }
    starts = sorted.map(\.start.rawValue)
    ends = sorted.map(\.end.rawValue)
    lowest = starts.first ?? .max
    highest = ends.max() ?? 0
  }

  /// Where in `part` words point into a range, and the start of that range.
  func references(
    in part: AddressRange, _ memory: AddressSpace
  ) -> [(place: Address, start: Address)] {
    var found: [(place: Address, start: Address)] = []
    memory.forEachWord(in: part, from: lowest, below: highest) { place, value in
      if let start = start(of: Address(value)) { found.append((place, start)) }
    }
    return found
  }

  /// The start of the range that an address lies in.
  func start(of address: Address) -> Address? {
    let next = starts.partitioningIndex { $0 > address.rawValue }
    guard next > 0, address.rawValue < ends[next - 1] else { return nil }
    return Address(starts[next - 1])
  }
}

/// The stacks of goroutines and threads, in the order of their addresses.
private struct StackIndex {
  struct Owner {
    let low: UInt64
    let high: UInt64
    /// Below it is what calls that have returned left behind.
    let stackPointer: Address
    /// The `g`; null for a thread's own stack.
    let goroutine: Address
  }

  private let owners: ContiguousArray<Owner>

  init(_ process: GoProcess) {
    var owners: ContiguousArray<Owner> = []
    _ = process.forEachGoroutine { goroutine in
      let start = process.stackStart(of: goroutine)?.stackPointer ?? goroutine.stack.start
      owners.append(
        Owner(
          low: goroutine.stack.start.rawValue, high: goroutine.stack.end.rawValue,
          stackPointer: goroutine.stack.containsOrEnds(at: start) ? start : goroutine.stack.start,
          goroutine: goroutine.address))
    }
    for thread in process.threads {
      guard let stack = thread.machine?.systemStack, stack.count > 0 else { continue }
      let sp = thread.registers.stackPointer(process.architecture) ?? stack.start
      owners.append(
        Owner(
          low: stack.start.rawValue, high: stack.end.rawValue,
          stackPointer: stack.containsOrEnds(at: sp) ? sp : stack.start, goroutine: .null))
    }
    owners.sort { $0.low < $1.low }
    self.owners = owners
  }

  func owner(of address: Address) -> Owner? {
    let next = owners.partitioningIndex { $0.low > address.rawValue }
    guard next > 0, address.rawValue < owners[next - 1].high else { return nil }
    return owners[next - 1]
  }
}
