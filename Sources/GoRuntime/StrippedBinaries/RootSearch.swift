// Finds the runtime's variables by their shape: lists and tables whose contents prove what they are, on any
// processor.

package import ElfCore

/// Finds variables in the data of a module.
package struct RootSearch {
  let runtime: RuntimeMemory
  let memory: AddressSpace
  var facts: RuntimeFacts { runtime.facts }
  /// Where initialised and zero-initialised data is.
  let data: AddressRange
  let zeroed: AddressRange
  private static let sampleLimit = 100_000

  package init(
    module: RuntimeRecord, in runtime: RuntimeMemory
  ) throws(RecordError) {
    self.runtime = runtime
    memory = runtime.memory
    data = try module.range(.moduleData, .moduleDataEnd)
    zeroed = try module.range(.moduleBSS, .moduleBSSEnd)
  }

  /// Calls `body` with each dumped word of a range. A word that leads to what cannot be read is not what
  /// is looked for.
  func scan(
    _ range: AddressRange, _ body: (Address, UInt64) throws(MemoryError) -> Void
  ) {
    memory.forEachWord(in: range, from: 0, below: .max) { try? body($0, $1) }
  }

  // MARK: - allgs

  /// The slice of all goroutines: the longest whose elements are goroutines. Shorter ones are scan
  /// lists of the collector; lists of threads fail, because a system goroutine's id is 0.
  package func allGoroutines() -> Address? {
    guard let mark = try? GoroutineMark(facts) else { return nil }
    var best: (address: Address, count: UInt64, spare: Bool)?
    var reader = memory.reader()
    for range in [zeroed, data] {
      scan(range) { address, pointer throws(MemoryError) in
        guard pointer != 0, pointer & 7 == 0 else { return }
        let count = try reader.word(address &+ memory.pointerSize)
        guard count > 0, count < 1 << 32, count >= best?.count ?? 1 else { return }
        let capacity = try reader.word(address &+ 2 * memory.pointerSize)
        guard capacity >= count, capacity < 1 << 33,
          isGoroutineList(Address(pointer), count, mark)
        else { return }
        let spare = capacity > count
        if let best, best.count == count, best.spare || !spare { return }
        best = (address, count, spare)
      }
      if best != nil { break }
    }
    return best?.address
  }

  private func isGoroutineList(
    _ start: Address, _ count: UInt64, _ mark: GoroutineMark
  ) -> Bool {
    var reader = memory.reader()
    var bad = 0
    let checked = Int(min(count, UInt64(Self.sampleLimit)))
    for index in 0..<checked {
      guard let g = reader.pointerIfThere(start &+ index * memory.pointerSize),
        mark.isGoroutine(at: g, in: memory)
      else {
        bad += 1
        // One is being made while the list already has it; more are no goroutines.
        if bad > checked / 100 || index < 4 { return false }
        continue
      }
    }
    return true
  }

  // MARK: - allm

  /// The newest thread of the scheduler: the head of the longest chain of `m`s that any variable
  /// points to. Lists of idle threads are shorter, or lead to the same chain.
  package func newestMachine() -> (address: Address, length: Int)? {
    guard let mark = try? MachineMark(facts) else { return nil }
    var candidates: Set<Address> = []
    for range in [zeroed, data] {
      scan(range) { _, value in
        let address = Address(value)
        if value & 7 == 0, value != 0, !candidates.contains(address),
          mark.isMachine(at: address, in: memory)
        {
          candidates.insert(address)
        }
      }
    }
    var best: (address: Address, length: Int)?
    for candidate in candidates.sorted() {
      var seen: Set<Address> = []
      var next = candidate
      while !next.isNull, seen.count < 100_000, mark.isMachine(at: next, in: memory),
        seen.insert(next).inserted
      {
        next = (try? mark.next(of: next, in: memory)) ?? .null
      }
      // A chain that does not end at 0 was followed by a wrong offset.
      let length = next.isNull ? seen.count : 0
      if length > best?.length ?? 0 { best = (candidate, length) }
    }
    return best
  }

  // MARK: - allp

  /// The slice of all processors: numbered in order, each with a cache inside itself.
  package func allProcessors() -> Address? {
    guard let number = facts[.pID], let cache = facts[.pSudogCache],
      let buffer = facts[.pSudogBuffer]
    else { return nil }
    var found: Address?
    var reader = memory.reader()
    scan(zeroed) { address, pointer throws(MemoryError) in
      guard found == nil, pointer != 0, pointer & 7 == 0 else { return }
      let count = try reader.word(address &+ memory.pointerSize)
      guard count > 0, count <= 1 << 16 else { return }
      let capacity = try reader.word(address &+ 2 * memory.pointerSize)
      guard capacity >= count, capacity <= 1 << 17 else { return }
      for index in 0..<Int(count) {
        let p = try reader.pointer(Address(pointer) &+ index * memory.pointerSize)
        guard !p.isNull,
          try reader.load(p &+ number.offset, as: UInt32.self) == UInt32(index),
          try reader.pointer(p &+ cache.offset) == p &+ buffer.offset
        else { return }
      }
      found = address
    }
    return found
  }

  // MARK: - sched

  /// What the runtime's clock may say, in nanoseconds: a millisecond to thirty years.
  private static let clock: Range<UInt64> = 1_000_000..<1_000_000_000_000_000_000

  /// The scheduler: the limit of threads that every program starts with, at least as many threads
  /// made as there are, and times at which the processors were made and the network was polled.
  package func scheduler(machines: Int) -> Address? {
    guard let limit = facts[.schedMachineLimit], let next = facts[.schedNextMachine],
      let time = facts[.schedResizeTime], let poll = facts[.schedLastPoll]
    else { return nil }
    var found: Address?
    let step = memory.pointerSize
    scan(zeroed) { address, _ throws(MemoryError) in
      guard found == nil,
        try memory.load(address &+ limit.offset, as: UInt32.self) == 10_000
      else { return }
      let made = try memory.load(address &+ next.offset, as: UInt64.self)
      let start = try memory.load(address &+ time.offset, as: UInt64.self)
      let polled = try memory.load(address &+ poll.offset, as: UInt64.self)
      guard made >= UInt64(machines), made < 1 << 32, Self.clock.contains(start),
        polled == 0 || Self.clock.contains(polled), address.rawValue % UInt64(step) == 0
      else { return }
      found = address
    }
    return found
  }

  // MARK: - mheap_

  /// The heap: its central lists, of which there is one for each class of spans, know their class.
  package func heap() -> Address? {
    guard let central = facts[.heapCentral], let number = facts[.centralSpanClass],
      central.size > 0, central.size % Heap.spanClassCount == 0
    else { return nil }
    let stride = central.size / Heap.spanClassCount
    var found: Address?
    var reader = memory.reader()
    scan(zeroed) { address, value throws(MemoryError) in
      // The second list has class 1; a byte, beside what may be anything.
      guard found == nil, value & 0xff == 1 else { return }
      let start = address &- (central.offset + stride + number.offset)
      for index in 0..<Heap.spanClassCount {
        let place = start &+ (central.offset + index * stride + number.offset)
        guard try reader.load(place, as: UInt8.self) == UInt8(truncatingIfNeeded: index) else {
          return
        }
      }
      found = start
    }
    return found
  }

  // MARK: - Tables of names

  /// The table whose strings have the lengths of one of `lists`, for want of the strings themselves,
  /// and that list; of several the longest.
  package func stringTable(like lists: [[String]]) -> (address: Address, names: [String])? {
    let size = 2 * memory.pointerSize
    var best: (address: Address, names: [String])?
    var reader = memory.reader()
    let lengths = lists.map { $0.map { UInt64($0.utf8.count) } }
    scan(data) { address, first throws(MemoryError) in
      // The first reason is the empty string.
      guard first == 0, try reader.word(address &+ memory.pointerSize) == 0 else { return }
      for (index, list) in lengths.enumerated() where list.count > best?.names.count ?? 0 {
        var isMatch = true
        for (number, length) in list.enumerated().dropFirst() where isMatch {
          let entry = address &+ number * size
          isMatch =
            reader.wordIfThere(entry &+ memory.pointerSize) == length
            && (length == 0) == (reader.wordIfThere(entry) == 0)
        }
        if isMatch { best = (address, lists[index]) }
      }
    }
    return best
  }

  /// The tables whose first strings are `words`: more than one in a debugger, which carries those of
  /// all releases.
  package func stringTables(beginning words: [String]) -> [Address] {
    var found: [Address] = []
    let size = 2 * memory.pointerSize
    let lengths = words.map { UInt64($0.utf8.count) }
    var reader = memory.reader()
    scan(data) { address, _ throws(MemoryError) in
      // Lengths first: most of the data is no string at all.
      for (index, length) in lengths.enumerated() {
        guard try reader.word(address &+ (index * size + memory.pointerSize)) == length else {
          return
        }
      }
      for (index, word) in words.enumerated() {
        guard try memory.goString(at: address &+ index * size, limit: 64) == word else { return }
      }
      found.append(address)
    }
    return found
  }
}
