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

/// Searches memory for references to channels. It asks for several sites at once, because a pass over
/// memory takes as long for one channel as for a thousand.
package struct PartnerSearch {
  private let memory: AddressSpace
  private let threads: Int
  private let stacks: StackIndex
  /// The sizes of a waiter's records, in bytes.
  private let waiterSize: Int
  private let goroutineSize: Int
  private let holder: (Address) -> WordHolder
  private let budget: UInt64
  /// How many bytes of memory were dumped.
  private let memorySize: UInt64
  /// What a pass reads, in shares for one thread at a time.
  private let shares: [[AddressRange]]

  /// How many bytes are gone over for a site, unless a test says so.
  package static let usualBudget: UInt64 = 1 << 30
  /// How many references are followed from a channel.
  private static let depthLimit = 6
  /// How many objects of a site are followed.
  private static let objectLimit = 100_000
  /// How many bytes of memory one thread searches at a time.
  private static let shareSize: UInt64 = 4 << 20

  /// Prepares a search, on `threads` threads, that goes over at most `budget` bytes for a site. `holder`
  /// says what a place outside of all stacks belongs to.
  package init(
    process: GoProcess, budget: UInt64, threads: Int = 1,
    holder: @escaping (Address) -> WordHolder
  ) {
    memory = process.memory
    self.threads = threads
    stacks = StackIndex(process, threads: threads)
    waiterSize = process.facts.size(of: "runtime.sudog") ?? 0
    goroutineSize = process.facts.size(of: "runtime.g") ?? 0
    self.holder = holder
    self.budget = budget
    let dumped = memory.dumpedRanges
    memorySize = dumped.reduce(0) { $0 &+ $1.count }
    shares = Self.shares(of: stacks.withoutRemains(of: dumped, wordSize: memory.pointerSize))
  }

  private static func shares(of parts: [AddressRange]) -> [[AddressRange]] {
    var shares: [[AddressRange]] = []
    var size = shareSize
    for part in parts {
      for piece in part.count > shareSize ? part.pieces(of: shareSize) : [part] {
        if size >= shareSize {
          shares.append([])
          size = 0
        }
        shares[shares.count - 1].append(piece)
        size += piece.count
      }
    }
    return shares
  }

  /// What was found out about the members of one site.
  package struct Answer: Sendable {
    /// Those that nobody else can wake: only they can reach the channels that they wait for.
    package fileprivate(set) var abandoned: [BlockedSite.Member] = []
    /// Why the search is incomplete, and nobody is known to be abandoned; nil if it is not.
    package fileprivate(set) var problem: String?
  }

  /// The answers about sites, in their order, each with its members.
  package func answers(about sites: [[BlockedSite.Member]]) -> [Answer] {
    var questions = sites.map { Question($0, waiterSize, goroutineSize) }
    for pass in 1...UInt64(Self.depthLimit) {
      for number in questions.indices where !questions[number].targets.isEmpty {
        let (size, overflow) = memorySize.multipliedReportingOverflow(by: pass)
        if overflow || size > budget {
          questions[number].fail("memory is too large to be searched")
        }
      }
      guard questions.contains(where: { !$0.targets.isEmpty }) else { break }
      scan(for: &questions)
    }
    return questions.map(\.answer)
  }

  /// An object to find references to, and the index of the member that needs it.
  private struct Target: Hashable {
    let range: AddressRange
    let member: Int
  }

  /// The search for the members of one site.
  private struct Question {
    let members: [BlockedSite.Member]
    /// The members' own memory, from which references do not count: their stacks, and their records in
    /// queues.
    let goroutines: Set<Address>
    let records: RangeIndex
    /// What is to be found by the next pass.
    private(set) var targets: Set<Target> = []
    private var followed: Set<Target> = []
    private var reachable: Set<Int> = []
    private var problem: String?

    init(_ members: [BlockedSite.Member], _ waiterSize: Int, _ goroutineSize: Int) {
      self.members = members
      var records: [AddressRange] = []
      for (index, member) in members.enumerated() {
        let g = member.goroutine.address
        records.append(AddressRange(start: g, end: g &+ goroutineSize))
        for record in member.records {
          records.append(AddressRange(start: record.waiter, end: record.waiter &+ waiterSize))
          let channel = AddressRange(start: record.channel, end: record.channel &+ 1)
          targets.insert(Target(range: channel, member: index))
        }
      }
      goroutines = Set(members.map(\.goroutine.address))
      self.records = RangeIndex(records)
    }

    mutating func fail(_ problem: String) {
      self.problem = problem
      targets = []
    }

    /// Ends a pass, which found `objects` and that others lead to the channels of the members `reached`.
    mutating func goOn(with objects: Set<Target>, reached: Set<Int>) {
      reachable.formUnion(reached)
      targets = objects.filter {
        !reachable.contains($0.member) && followed.insert($0).inserted
      }
      if followed.count > PartnerSearch.objectLimit { fail("too many objects refer to them") }
    }

    var answer: Answer {
      guard problem == nil else { return Answer(problem: problem) }
      // What could not be followed to its end counts as reachable.
      let kept = reachable.union(targets.map(\.member))
      return Answer(
        abandoned: members.enumerated().filter { !kept.contains($0.offset) }.map(\.element))
    }
  }

  /// One pass over memory for all questions that have targets.
  private func scan(for questions: inout [Question]) {
    var wanted: [Address: [(question: Int, member: Int)]] = [:]
    for (number, question) in questions.enumerated() {
      for target in question.targets {
        wanted[target.range.start, default: []].append((number, target.member))
      }
    }
    let index = RangeIndex(questions.flatMap { $0.targets.map(\.range) })
    let found = concurrentMap(shares.count, threads: threads) { [memory, shares] number in
      index.references(in: shares[number], memory)
    }
    var objects = [Set<Target>](repeating: [], count: questions.count)
    var reached = [Set<Int>](repeating: [], count: questions.count)
    for (place, start) in found.joined() {
      var last: (question: Int, holder: WordHolder)?
      for (question, member) in wanted[start] ?? [] {
        let held =
          last?.question == question ? last?.holder : holder(of: place, for: questions[question])
        guard let held else { continue }
        last = (question, held)
        switch held {
        case .unused: continue
        case .root: reached[question].insert(member)
        case .object(let range):
          if range.start != start {
            objects[question].insert(Target(range: range, member: member))
          }
        }
      }
    }
    for number in questions.indices where !questions[number].targets.isEmpty {
      questions[number].goOn(with: objects[number], reached: reached[number])
    }
  }

  private func holder(of place: Address, for question: Question) -> WordHolder {
    if question.records.start(of: place) != nil { return .unused }
    guard let owner = stacks.owner(of: place) else { return holder(place) }
    return place >= owner.stackPointer && !question.goroutines.contains(owner.goroutine)
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
      case .outside, .damaged, .unreadable: .root
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

  /// Where in `parts` words point into a range, and the start of that range.
  func references(
    in parts: [AddressRange], _ memory: AddressSpace
  ) -> [(place: Address, start: Address)] {
    var found: [(place: Address, start: Address)] = []
    for part in parts {
      memory.forEachWord(in: part, from: lowest, below: highest) { place, value in
        if let start = start(of: Address(value)) { found.append((place, start)) }
      }
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
