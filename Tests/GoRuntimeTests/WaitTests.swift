// What parked goroutines wait for, drawn and read.

import ElfCore
import GoRuntime
import TestSupport
import Testing

/// A drawn process with things to wait for.
private struct WaitDrawing {
  var drawn: SyntheticProcess

  init(shape: RuntimeShape = .go125, functions: [SyntheticFunction] = []) {
    drawn = SyntheticProcess(shape: shape, functions: SyntheticFunction.usual + functions)
  }

  private var traced: Bool { drawn.shape.hasTracedWaiters }

  /// Draws a channel of ints.
  mutating func channel(count: UInt64 = 0, capacity: UInt64 = 0, closed: Bool = false) -> UInt64 {
    let type = drawn.type("int", kind: 2)
    let address = drawn.onHeap(drawn.types["runtime.hchan"]?.size ?? 0)
    drawn.set("runtime.hchan", "qcount", of: address, count)
    drawn.set("runtime.hchan", "dataqsiz", of: address, capacity)
    drawn.set("runtime.hchan", "closed", of: address, closed ? 1 : 0)
    drawn.set("runtime.hchan", "elemtype", of: address, type)
    return address
  }

  /// Draws the record of a waiter; on a channel, or on a semaphore.
  mutating func waiter(_ g: UInt64, channel: UInt64 = 0, semaphore: UInt64 = 0) -> UInt64 {
    let address = drawn.onHeap(drawn.types["runtime.sudog"]?.size ?? 0)
    drawn.set("runtime.sudog", "g", of: address, g)
    drawn.set("runtime.sudog", traced ? "c.maybeTraceablePtr.vu" : "c", of: address, channel)
    drawn.set("runtime.sudog", traced ? "elem.vu" : "elem", of: address, semaphore)
    return address
  }

  /// Draws an empty table of semaphores.
  mutating func table() -> UInt64 { drawn.variable("runtime.semtable", size: 251 * 64) }

  /// Puts a record at the root of its semaphore's bucket.
  mutating func plant(_ record: UInt64, semaphore: UInt64, in table: UInt64, bucket: UInt64? = nil)
  {
    let bucket = bucket ?? (semaphore >> 3) % 251
    drawn.memory.word(
      record, at: table + bucket * 64 + UInt64(drawn.field("runtime.semaRoot", "treap").offset))
  }

  /// What the goroutine at `address` waits for.
  func waits(of address: UInt64) throws -> [Wait] {
    let process = try drawn.open()
    var walk = Walk(process)
    let stack = try walk.trace(of: address) ?? StackTrace()
    var reader = try process.goroutineReader()
    return WaitReader(walk.program)
      .waits(of: try reader.read(Address(address)), stack: stack)
  }
}

@Suite("A goroutine that waits for channels")
struct ChannelWaitTests {
  @Test("has the channel, its state and what it asked", arguments: [RuntimeShape.go119, .go127])
  func receive(shape: RuntimeShape) throws {
    var drawing = WaitDrawing(shape: shape)
    let channel = drawing.channel(count: 1, capacity: 3, closed: true)
    let (g, _) = drawing.drawn.add(SyntheticGoroutine(id: 5, waitReason: 14))
    let record = drawing.waiter(g, channel: channel)
    drawing.drawn.set("runtime.g", "waiting", of: g, record)
    let waits = try drawing.waits(of: g)
    #expect(waits.map(\.operation) == [.receive])
    guard case .channel(let found)? = waits.first?.object else {
      Issue.record("no channel")
      return
    }
    #expect(found.address == Address(channel))
    #expect(found.elementType == "int")
    #expect((found.count, found.capacity) == (1, 3))
    #expect(found.isClosed)
  }

  @Test("has all cases of a select, each with its direction")
  func select() throws {
    var drawing = WaitDrawing()
    let (g, _) = drawing.drawn.add(SyntheticGoroutine(id: 5, waitReason: 9))
    let both = drawing.channel()
    let sends = drawing.channel()
    let first = drawing.waiter(g, channel: both)
    let second = drawing.waiter(g, channel: both)
    let third = drawing.waiter(g, channel: sends)
    drawing.drawn.set("runtime.g", "waiting", of: g, first)
    drawing.drawn.set("runtime.sudog", "waitlink", of: first, second)
    drawing.drawn.set("runtime.sudog", "waitlink", of: second, third)
    drawing.drawn.set("runtime.hchan", "recvq.first", of: both, first)
    drawing.drawn.set("runtime.hchan", "sendq.first", of: both, second)
    drawing.drawn.set("runtime.hchan", "sendq.first", of: sends, third)
    #expect(try drawing.waits(of: g).map(\.operation) == [.receive, .send, .send])
  }

  @Test("that are nil, or are none, waits for ever")
  func forever() throws {
    var drawing = WaitDrawing()
    let (g, _) = drawing.drawn.add(SyntheticGoroutine(id: 5, waitReason: 4))
    let (h, _) = drawing.drawn.add(SyntheticGoroutine(id: 6, waitReason: 10))
    #expect(try drawing.waits(of: g) == [Wait(to: .send, .nilChannel)])
    #expect(try drawing.waits(of: h) == [Wait(to: .select, .noChannel)])
  }

  @Test("is not followed round a circle of records, nor into another's")
  func hostile() throws {
    var drawing = WaitDrawing()
    let channel = drawing.channel()
    let (g, _) = drawing.drawn.add(SyntheticGoroutine(id: 5, waitReason: 9))
    let record = drawing.waiter(g, channel: channel)
    drawing.drawn.set("runtime.g", "waiting", of: g, record)
    drawing.drawn.set("runtime.sudog", "waitlink", of: record, record)
    #expect(try drawing.waits(of: g).count == 1 << 16)
    drawing.drawn.set("runtime.sudog", "g", of: record, g + 8)
    #expect(try drawing.waits(of: g).isEmpty)
    drawing.drawn.set("runtime.g", "waiting", of: g, 0xdead_0000)
    #expect(try drawing.waits(of: g).isEmpty)
  }
}

@Suite("A goroutine that sleeps on a semaphore")
struct SemaphoreWaitTests {
  private static let functions = [
    SyntheticFunction("sync.(*Mutex).lockSlow"), SyntheticFunction("sync.(*RWMutex).Lock"),
  ]

  private func frames(_ names: String...) -> [SyntheticFrame] {
    (["runtime.gopark"] + names + ["main.work"]).map { SyntheticFrame($0) }
      + [SyntheticFrame("runtime.goexit", 1)]
  }

  @Test("waits for the lock that holds it", arguments: [RuntimeShape.go119, .go125, .go127])
  func mutex(shape: RuntimeShape) throws {
    var drawing = WaitDrawing(shape: shape, functions: Self.functions)
    let lock = drawing.drawn.onHeap(24)
    drawing.drawn.memory.write(UInt64(2 << 3 | 5), at: lock, size: 4)
    let (g, _) = drawing.drawn.add(
      SyntheticGoroutine(id: 5, waitReason: 18, frames: frames("sync.(*Mutex).lockSlow")))
    let (h, _) = drawing.drawn.add(
      SyntheticGoroutine(id: 6, waitReason: 18, frames: frames("sync.(*Mutex).lockSlow")))
    let first = drawing.waiter(g, semaphore: lock + 4)
    let second = drawing.waiter(h, semaphore: lock + 4)
    drawing.drawn.set("runtime.sudog", "waitlink", of: first, second)
    drawing.plant(first, semaphore: lock + 4, in: drawing.table())
    for waiter in [g, h] {
      #expect(
        try drawing.waits(of: waiter)
          == [
            Wait(
              to: .lock,
              .sync(
                SyncObject(.mutex, at: Address(lock)), .mutex(MutexState(word: 2 << 3 | 5))))
          ])
    }
  }

  @Test("is found in the tree of its bucket, and counted with the others")
  func tree() throws {
    var drawing = WaitDrawing(functions: Self.functions)
    let table = drawing.table()
    let lock = drawing.drawn.onHeap(0x4000)
    // Three semaphores of one bucket.
    let semaphores = [lock + 4, lock + 4 + 251 * 8, lock + 4 + 2 * 251 * 8]
    var records: [UInt64] = []
    for (index, semaphore) in semaphores.enumerated() {
      let (g, _) = drawing.drawn.add(SyntheticGoroutine(id: UInt64(5 + index), waitReason: 18))
      records.append(drawing.waiter(g, semaphore: semaphore))
    }
    drawing.drawn.set("runtime.sudog", "prev", of: records[0], records[1])
    drawing.drawn.set("runtime.sudog", "next", of: records[0], records[2])
    drawing.plant(records[0], semaphore: semaphores[0], in: table)
    let found = SemaphoreTable(try drawing.drawn.open())
    #expect(found.problem == nil)
    #expect(found.semaphores.map(\.address.rawValue) == semaphores)
    #expect(found.semaphores.map(\.count) == [1, 1, 1])
    for (index, g) in drawing.drawn.allGoroutines.enumerated() {
      #expect(found.semaphore(of: Address(g))?.rawValue == semaphores[index])
    }
    #expect(found.semaphore(of: Address(lock)) == nil)
  }

  @Test("is told as missing where the table is damaged")
  func damaged() throws {
    func problem(_ damage: (inout WaitDrawing, _ table: UInt64, _ record: UInt64) -> Void) throws
      -> String?
    {
      var drawing = WaitDrawing(functions: Self.functions)
      let lock = drawing.drawn.onHeap(64)
      let (g, _) = drawing.drawn.add(SyntheticGoroutine(id: 5, waitReason: 18))
      let record = drawing.waiter(g, semaphore: lock + 4)
      let table = drawing.table()
      drawing.plant(record, semaphore: lock + 4, in: table)
      damage(&drawing, table, record)
      return SemaphoreTable(try drawing.drawn.open()).problem
    }
    let whole = try problem { _, _, _ in }
    #expect(whole == nil)
    for member in ["waitlink", "prev", "next"] {
      let cyclic = try problem { $0.drawn.set("runtime.sudog", member, of: $2, $2) }
      #expect(cyclic == "sleepers on semaphores are missing: the table is cyclic")
    }
    let moved = try problem { $0.drawn.set("runtime.sudog", "elem", of: $2, 0x8) }
    #expect(moved?.contains("the table is damaged") == true)
    let unmapped = try problem { $0.drawn.set("runtime.sudog", "waitlink", of: $2, 0xdead_0000) }
    #expect(unmapped?.contains("0xdead00") == true)
  }

  @Test(
    "waits for what its functions say, wherever the semaphore lies in the object",
    arguments: [
      (["sync.runtime_SemacquireMutex", "sync.(*Mutex).lockSlow", "main.f"], "sync.Mutex", 4),
      (["internal/sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock", "main.f"], "sync.Mutex", 4),
      (["sync.(*Mutex).lockSlow", "sync.(*RWMutex).Lock", "main.f"], "sync.RWMutex", 4),
      (["sync.runtime_SemacquireRWMutex", "sync.(*RWMutex).Lock"], "sync.RWMutex", 8),
      (["sync.runtime_SemacquireRWMutexR", "sync.(*RWMutex).RLock"], "sync.RWMutex", 12),
      (["sync.runtime_Semacquire", "sync.(*WaitGroup).Wait"], "sync.WaitGroup", 8),
      // Woken, it takes the lock again: that is what it waits for.
      (["sync.(*Mutex).lockSlow", "sync.(*Cond).Wait", "main.f"], "sync.Mutex", 4),
    ])
  func uses(functions: [String], kind: String, offset: UInt64) throws {
    let use = try #require(SemaphoreUse(functions: functions))
    let object = try #require(use.object(semaphore: Address(0x1000 + offset)))
    #expect(object.kind.rawValue == kind)
    #expect(object.address == Address(0x1000))
  }

  @Test("is not told from functions of the program's that are called alike")
  func foreign() {
    #expect(SemaphoreUse(functions: ["runtime.gopark", "main.(*Mutex).Lock"]) == nil)
    #expect(SemaphoreUse(functions: ["main.f", "sync.(*Mutex).Lock"]) == nil)
  }

  @Test("finds a WaitGroup of go1.19 whose semaphore comes first")
  func oldWaitGroup() {
    let use = SemaphoreUse(functions: ["sync.(*WaitGroup).Wait"])
    #expect(use?.object(semaphore: Address(0x1004))?.address == Address(0x1004))
  }
}

@Suite("The state of an object of package sync")
struct SyncObjectTests {
  private func state(_ kind: SyncObject.Kind, _ words: [UInt64]) throws -> SyncState? {
    var drawn = SyntheticProcess()
    let address = drawn.onHeap(32)
    for (index, word) in words.enumerated() {
      drawn.memory.write(word, at: address + UInt64(index * 4), size: 4)
    }
    return SyncObject(kind, at: Address(address)).state(in: try drawn.open().memory)
  }

  /// The state word of a RWMutex's readers once a writer has announced itself.
  private static let announced = UInt64(UInt32(bitPattern: -(1 << 30)))

  @Test("of a Mutex is a word of three flags and a count")
  func mutex() throws {
    func mutex(_ word: UInt64) throws -> MutexState {
      guard case .mutex(let state)? = try state(.mutex, [word]) else {
        throw MissingState()
      }
      return state
    }
    let free = try mutex(0)
    #expect(!free.isLocked && !free.isWoken && !free.isStarving && !free.isOverUnlocked)
    #expect(free.waiters == 0)
    let woken = try mutex(3 << 3 | 3)
    #expect(woken.isLocked && woken.isWoken && !woken.isStarving)
    #expect(woken.waiters == 3)
    #expect(try mutex(4).isStarving)
    #expect(try mutex(0xffff_ffff).isOverUnlocked)
  }

  @Test("of a RWMutex says who holds it")
  func readWriteMutex() throws {
    func hold(_ count: UInt64, _ wait: UInt64 = 0) throws -> (RWMutexState.Hold, isWriter: Bool) {
      guard case .rwMutex(let state)? = try state(.rwMutex, [0, 0, 0, 0, count, wait]) else {
        throw MissingState()
      }
      return (state.hold, state.isHeldByWriter)
    }
    #expect(try hold(0) == (.readers(0), false))
    #expect(try hold(2) == (.readers(2), false))
    #expect(try hold(Self.announced) == (.writer(waitingReaders: 0), true))
    #expect(try hold(Self.announced + 3) == (.writer(waitingReaders: 3), true))
    #expect(try hold(Self.announced + 3, 2) == (.writerWaiting(readers: 2), false))
    #expect(try hold(1 << 30).0 == .overUnlocked)
    #expect(try hold(0xffff_ffff).0 == .overUnlocked)
  }

  @Test("of a WaitGroup has its counter and its waiters, without the mark of a synctest bubble")
  func waitGroup() throws {
    #expect(
      try state(.waitGroup, [0x8000_0002, 3])
        == .waitGroup(WaitGroupState(counter: 3, waiterWord: 2)))
    guard case .waitGroup(let state)? = try state(.waitGroup, [0, 0xffff_ffff]) else {
      throw MissingState()
    }
    #expect((state.counter, state.waiters) == (-1, 0))
  }

  private struct MissingState: Error {}

  @Test("is unknown where it cannot be read")
  func unreadable() throws {
    let memory = try SyntheticProcess().open().memory
    #expect(SyncObject(.mutex, at: Address(0xdead_0000)).state(in: memory) == nil)
    #expect(SyncObject(.rwMutex, at: Address(.max)).state(in: memory) == nil)
  }
}

@Suite("A wait reason")
struct WaitReasonTests {
  @Test(
    "is known by the runtime's text, whatever its number", arguments: [RuntimeShape.go119, .go127])
  func texts(shape: RuntimeShape) throws {
    let names = try SyntheticProcess(shape: shape).open().names
    for number in UInt8.min...UInt8.max {
      let reason = names.reason(number)
      #expect(reason == .other || reason.rawValue == names.waitReason(number))
    }
    #expect(names.reason(14) == .channelReceive)
    #expect(names.reason(0) == .other)
    #expect(names.reason(255) == .other)
  }

  @Test("of a bubble is another, for the bubble may end the wait")
  func durable() {
    #expect(WaitReason(text: "chan receive (durable)") == .other)
  }
}
