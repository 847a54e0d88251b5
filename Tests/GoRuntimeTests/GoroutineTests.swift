// Goroutines and the list of them.

import DebugInfo
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A goroutine")
struct GoroutineTests {
  private func read(
    _ drawn: SyntheticProcess, _ address: UInt64,
    change: (inout DebugFacts) -> Void = { _ in }
  ) throws -> Goroutine {
    let process = try drawn.open(change)
    var reader = try process.goroutineReader()
    return try reader.read(Address(address))
  }

  @Test(
    "has a state by its status",
    arguments: [
      (UInt64(0), GoroutineState.idle), (1, .runnable), (2, .running), (3, .syscall),
      (4, .waiting), (6, .dead), (8, .copystack), (9, .preempted), (10, .leaked), (11, .dead),
      (5, .other), (7, .other), (12, .other), (0xefff, .other), (0xffff_efff, .other),
    ])
  func states(status: UInt64, state: GoroutineState) throws {
    for shape in [RuntimeShape.go119, .go127] {
      var drawn = SyntheticProcess(shape: shape)
      let (address, _) = drawn.add(SyntheticGoroutine(id: 5, status: status))
      let goroutine = try read(drawn, address)
      #expect(goroutine.state == state)
      #expect(goroutine.rawStatus == UInt32(status))
      #expect(!goroutine.isBeingScanned)
    }
  }

  @Test("that is being scanned keeps its state")
  func scanned() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 5, status: 0x1004))
    let goroutine = try read(drawn, address)
    #expect(goroutine.state == .waiting)
    #expect(goroutine.isBeingScanned)
  }

  @Test("has states by the target's own numbers where its debug information has them")
  func ownNumbers() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 5, status: 40))
    let goroutine = try read(drawn, address) { $0.constants["runtime._Gwaiting"] = 40 }
    #expect(goroutine.state == .waiting)
  }

  @Test("has its members from where its release keeps them", arguments: RuntimeShape.all)
  func members(shape: RuntimeShape) throws {
    var drawn = SyntheticProcess(shape: shape)
    let (address, stack) = drawn.add(
      SyntheticGoroutine(
        id: 0x1_0000_0001, waitReason: 9,
        members: [
          "waitsince": 123_456_789, "m": 0x1000, "lockedm": 0x2000, "gopc": 0x3000,
          "startpc": 0x4000, "parentGoid": 77, "syscallpc": 0x5000, "syscallsp": 0x6000,
        ]))
    let goroutine = try read(drawn, address)
    #expect(goroutine.address == Address(address))
    #expect(goroutine.id == 0x1_0000_0001)
    #expect(goroutine.waitReason == 9)
    #expect(goroutine.waitSince == 123_456_789)
    #expect(goroutine.stack == stack.range)
    #expect(goroutine.machine == Address(0x1000))
    #expect(goroutine.lockedMachine == Address(0x2000))
    #expect(goroutine.creatorPC == Address(0x3000))
    #expect(goroutine.startPC == Address(0x4000))
    #expect(goroutine.creatorID == (shape.hasParent ? 77 : 0))
    #expect(goroutine.syscallPC == Address(0x5000))
    #expect(goroutine.syscallSP == Address(0x6000))
    #expect(goroutine.schedulerLR == nil)
  }

  @Test("without a stack's bounds in the right order has an empty stack")
  func backwardsStack() throws {
    var drawn = SyntheticProcess()
    let (address, stack) = drawn.add(
      SyntheticGoroutine(id: 5, members: ["stack.hi": 0x10]))
    #expect(
      try read(drawn, address).stack
        == AddressRange(start: stack.range.start, end: stack.range.start))
  }

  @Test("that is not in memory cannot be read")
  func unmapped() throws {
    let drawn = SyntheticProcess()
    #expect(throws: MemoryError.self) { try read(drawn, 0x10) }
    // The last bytes of the heap: its beginning is there, its end is not.
    #expect(throws: MemoryError.self) { try read(drawn, drawn.heap + 0x40000 - 8) }
  }
}

@Suite("The list of goroutines")
struct GoroutineListTests {
  private func list(_ process: GoProcess) -> (ids: [UInt64], unreadable: Int) {
    var ids: [UInt64] = []
    let unreadable = process.forEachGoroutine { ids.append($0.id) }
    return (ids, unreadable)
  }

  @Test(
    "has every goroutine in the order of allgs, dead and idle ones aside",
    arguments: Architecture.supported)
  func order(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    for (id, status) in [(UInt64(1), UInt64(4)), (17, 2), (3, 6), (9, 1), (8, 0), (5, 11)] {
      drawn.add(SyntheticGoroutine(id: id, status: status))
    }
    let process = try drawn.open()
    #expect(list(process).ids == [1, 17, 9])
    #expect(list(process).unreadable == 0)
    #expect(process.allGoroutines.count == 6)
    #expect(process.problems.isEmpty)
  }

  @Test("counts what cannot be read, and goes on")
  func unreadable() throws {
    var drawn = SyntheticProcess()
    drawn.add(SyntheticGoroutine(id: 1))
    drawn.allGoroutines += [0x10, 0, UInt64.max]
    drawn.add(SyntheticGoroutine(id: 2, status: 0x77))
    drawn.add(SyntheticGoroutine(id: 3))
    let process = try drawn.open()
    #expect(list(process).ids == [1, 3])
    #expect(list(process).unreadable == 4)
  }

  @Test("whose length lies is as long as its memory, and says so")
  func lyingLength() throws {
    for length in [UInt64.max, 1 << 62, 1 << 40] {
      var drawn = SyntheticProcess()
      let (address, _) = drawn.add(SyntheticGoroutine(id: 1))
      drawn.allGoroutines = []
      let array = drawn.onHeap(16)
      drawn.memory.word(address, at: array)
      let header = drawn.variable("lying", size: 24)
      drawn.memory.words([array, length, length], at: header)
      let lying = try drawn.open { $0.variables["runtime.allgs"] = drawn.variables["lying"] }
      #expect(lying.allGoroutines.count <= 0x40000 / 8)
      #expect(lying.problems.contains { $0.contains("runtime.allgs names \(length) goroutines") })
      #expect(list(lying).ids == [1])
    }
  }

  @Test("that points nowhere is empty, and says so")
  func nowhere() throws {
    var drawn = SyntheticProcess()
    let header = drawn.variable("lying", size: 24)
    drawn.memory.words([0xdead_0000, 10, 10], at: header)
    let process = try drawn.open { $0.variables["runtime.allgs"] = drawn.variables["lying"] }
    #expect(list(process).ids.isEmpty)
    #expect(process.problems == ["runtime.allgs names 10 goroutines, of which 0 can be in memory"])
  }

  @Test("whose header is not in memory says so")
  func noHeader() throws {
    let drawn = SyntheticProcess()
    let process = try drawn.open {
      $0.variables["runtime.allgs"] = Variable(address: 0x10, size: 24)
    }
    #expect(process.problems == ["runtime.allgs at 0x10 cannot be read; no goroutine is known"])
  }

  @Test("may hold one goroutine twice, which is then read twice")
  func repeated() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 1))
    drawn.allGoroutines.append(address)
    #expect(list(try drawn.open()).ids == [1, 1])
  }
}

@Suite("What is said of a goroutine")
struct GoroutineWordsTests {
  /// The words about one goroutine.
  private struct Words {
    let status: String
    let waitReason: String?
    let waitMinutes: UInt64?
  }

  private func describe(
    _ goroutine: SyntheticGoroutine, shape: RuntimeShape = .go125, release: String? = nil,
    prepare: (inout SyntheticProcess, UInt64) -> Void = { _, _ in }
  ) throws -> Words {
    var drawn = SyntheticProcess(shape: shape)
    let (address, _) = drawn.add(goroutine)
    prepare(&drawn, address)
    let process = try drawn.open()
    var reader = try process.goroutineReader()
    let read = try reader.read(Address(address))
    return Words(
      status: process.status(of: read), waitReason: process.waitReason(of: read),
      waitMinutes: process.waitMinutes(of: read))
  }

  @Test("is its status, by the target's own name")
  func status() throws {
    #expect(try describe(SyntheticGoroutine(id: 1, status: 1)).status == "runnable")
    #expect(try describe(SyntheticGoroutine(id: 1, status: 9)).status == "preempted")
    // The table does not reach that far, or the number is unknown.
    #expect(try describe(SyntheticGoroutine(id: 1, status: 10)).status == "leaked")
    #expect(try describe(SyntheticGoroutine(id: 1, status: 77)).status == "???")
  }

  @Test("has a wait reason only where it waits")
  func waitReason() throws {
    #expect(try describe(SyntheticGoroutine(id: 1, waitReason: 14)).waitReason == "chan receive")
    #expect(try describe(SyntheticGoroutine(id: 1, waitReason: 0)).waitReason == nil)
    #expect(try describe(SyntheticGoroutine(id: 1, waitReason: 255)).waitReason == nil)
    #expect(try describe(SyntheticGoroutine(id: 1, status: 2, waitReason: 14)).waitReason == nil)
  }

  @Test("has the minutes that it waited, by the latest clock of the scheduler")
  func minutes() throws {
    func minutes(since: UInt64, now: UInt64) throws -> UInt64? {
      try describe(SyntheticGoroutine(id: 1, members: ["waitsince": since])) { drawn, _ in
        let sched = drawn.variable("runtime.sched", size: 64)
        drawn.set("runtime.schedt", "lastpoll.value", of: sched, now)
      }.waitMinutes
    }
    let minute: UInt64 = 60_000_000_000
    #expect(try minutes(since: minute, now: 6 * minute) == 5)
    #expect(try minutes(since: minute, now: 6 * minute - 1) == 4)
    #expect(try minutes(since: minute, now: minute) == 0)
    #expect(try minutes(since: 0, now: minute) == nil)
    #expect(try minutes(since: 2 * minute, now: minute) == nil)
    #expect(try minutes(since: .max, now: minute) == nil)
  }

  @Test("takes the latest time that any processor noted")
  func clockOfProcessors() throws {
    let minute: UInt64 = 60_000_000_000
    let found = try describe(SyntheticGoroutine(id: 1, members: ["waitsince": minute])) {
      drawn, _ in
      let array = drawn.onHeap(3 * 8)
      for (index, time) in [3 * minute, 0, 8 * minute].enumerated() {
        let p = drawn.onHeap(64)
        drawn.set("runtime.p", "sysmontick.schedwhen", of: p, time)
        drawn.memory.word(index == 1 ? 0 : p, at: array + UInt64(index * 8))
      }
      let allp = drawn.variable("runtime.allp", size: 24)
      drawn.memory.words([array, 3, 3], at: allp)
    }
    #expect(found.waitMinutes == 7)
  }
}
