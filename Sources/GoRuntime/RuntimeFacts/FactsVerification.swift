// How well facts about the runtime explain a core: what decides between layouts that contradict.

internal import ElfCore

/// What a core says of facts that it was read with. Nothing is believed of any layout: the goroutines
/// and threads that it leads to have to make sense.
package struct FactsVerification: Sendable {
  /// Whether the list of goroutines holds goroutines.
  package let listsGoroutines: Bool
  /// The waiting goroutines that were looked at, and those of them that go on in Go code.
  package let waiting: (count: Int, resumable: Int)
  /// The threads of the core that a machine was found for, and those of them whose goroutine says so.
  package let threads: (found: Int, agreeing: Int)
  /// The threads of the core.
  package let threadCount: Int
  private static let sampleLimit = 1_000

  /// Looks at the first thousand goroutines of `process`.
  package init(_ process: GoProcess) {
    let facts = process.facts
    let memory = process.memory
    let symbolizer = Symbolizer(modules: process.modules, codeRanges: process.codeRanges)
    var reader = process.goroutineReader()
    var good = 0
    var waiting = (count: 0, resumable: 0)
    let sample = min(process.allGoroutines.count, Self.sampleLimit)
    for index in 0..<sample {
      guard
        let address = try? memory.pointer(
          process.allGoroutines.data &+ index * memory.pointerSize),
        facts.describeGoroutine(at: address, memory)
      else { continue }
      good += 1
      guard let goroutine = try? reader.read(address), goroutine.state == .waiting else { continue }
      waiting.count += 1
      if goroutine.isResumable(symbolizer) { waiting.resumable += 1 }
    }
    // One may be in the making.
    listsGoroutines = good > 0 && good >= sample - sample / 100 - 1
    self.waiting = waiting
    var threads = (found: 0, agreeing: 0)
    for machine in process.threads.compactMap(\.machine) {
      threads.found += 1
      let current = machine.currentGoroutine
      if current.isNull || (try? reader.read(current))?.machine == machine.address {
        threads.agreeing += 1
      }
    }
    self.threads = threads
    threadCount = process.threads.count
  }

  /// Higher is better: the list of goroutines decides, then threads and stacks.
  package var score: Int {
    let share = waiting.count == 0 ? 50 : waiting.resumable * 100 / waiting.count
    return (listsGoroutines ? 100 : 0) + share + (threads.found + threads.agreeing) * 5
  }

  /// Whether the facts explain what there is. Of the threads half is enough: those that C code made
  /// have no machine.
  package var isSound: Bool {
    listsGoroutines && waiting.resumable == waiting.count && threads.agreeing == threads.found
      && threads.found * 2 >= threadCount
  }
}

extension Goroutine {
  /// Whether a goroutine that waits goes on in Go code and on its own stack.
  func isResumable(_ symbolizer: Symbolizer) -> Bool {
    symbolizer.isCode(schedulerPC) && stack.containsOrEnds(at: schedulerSP)
      && (creatorPC.isNull || symbolizer.isCode(creatorPC))
  }
}

extension RuntimeFacts {
  /// Whether a `g` is at `address`: its own address in sched.g, a number, a stack.
  func describeGoroutine(at address: Address, _ memory: AddressSpace) -> Bool {
    guard !address.isNull, address.rawValue & 7 == 0,
      let own = try? memory.pointer(address &+ offset(.gSchedSelf)), own == address,
      let id = try? memory.integer(address &+ offset(.gID), size: self[.gID]?.size ?? 8), id != 0,
      let low = try? memory.pointer(address &+ offset(.gStackLow)),
      let high = try? memory.pointer(address &+ offset(.gStackHigh)),
      let status = try? memory.load(address &+ offset(.gStatus), as: UInt32.self)
    else { return false }
    guard status & ~self[.scan] <= self[.deadExtra] else { return false }
    // A dead goroutine's stack may have been freed.
    return low < high || (low.isNull && high.isNull)
  }

  /// How members and constants differ from those of a release's table: those that are elsewhere or
  /// of another size, and those that are missing, by name.
  func differences(from table: RuntimeFacts) -> (moved: [String], absent: [String]) {
    var moved = RuntimeConstant.allCases.filter { self[$0] != table[$0] }.map(\.rawValue)
    var absent: [String] = []
    for need in FieldNeed.all {
      guard let theirs = table[need.field] else { continue }
      let name = "\(need.types[0]).\(need.paths[0])"
      if let mine = self[need.field] {
        if mine != theirs { moved.append(name) }
      } else {
        absent.append(name)
      }
    }
    return (moved, absent)
  }
}
