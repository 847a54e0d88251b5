// The lock, channel or map over which a drawn program died, by the arguments on its stack.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

/// A death in `function`, called by main.work, whose arguments are words.
private struct Misuse {
  var death: Death
  private let frame: Int

  /// `throwing`: the text of a fatal error; nil for a panic. `stale`: the compiler says that the
  /// arguments may be dead.
  init(in function: String, throwing text: String? = nil, stale: Bool = false) {
    let inner =
      text == nil
      ? ["runtime.fatalpanic", "runtime.gopanic"] : ["runtime.fatalthrow", "runtime.throw"]
    frame = inner.count
    death = Death(
      inner: inner + [function],
      functions: [
        Self.taking(3, function, stale: stale), Self.taking(3, "runtime.mapassign_faststr"),
        SyntheticFunction("sync.(*RWMutex).RLock"),
      ].filter { $0.name != function } + [Self.taking(3, function, stale: stale)])
    if let text { death.drawn.printBacklog("fatal error: \(text)\n") }
  }

  /// A function that takes so many words.
  private static func taking(
    _ count: UInt8, _ name: String, stale: Bool = false
  ) -> SyntheticFunction {
    SyntheticFunction(name, frame: 0x38).with {
      $0.argumentInfo = (0..<count).flatMap { [$0 * 8, 8] } + [0xff]
      if stale {
        $0.argumentLiveness = [0, 0]
        $0.livenessIndex = [Step(below: 0x100, 1)]
      }
    }
  }

  /// Puts words into the argument slots of the function.
  mutating func call(with words: UInt64...) {
    death.drawn.memory.words(words, at: death.stack.frameEnds[frame])
  }

  /// What the verdict rests on: what is said of the object.
  func evidence() throws -> [Evidence] {
    try death.diagnose().verdict.evidence.filter { item in
      !item.hasSection
        && !["the runtime was ending", "was handling", "a panic was under way"].contains {
          item.text.contains($0)
        }
    }
  }
}

@Suite("A lock that was misused")
struct MisusedLockTests {
  @Test("is the receiver of the function that complains, with its state")
  func mutex() throws {
    var misuse = Misuse(
      in: "sync.(*Mutex).unlockSlow", throwing: "sync: unlock of unlocked mutex")
    let lock = misuse.death.drawn.onHeap(8)
    misuse.death.drawn.memory.write(0xffff_ffff, at: lock, size: 4)
    misuse.call(with: lock)
    let evidence = try misuse.evidence()
    #expect(evidence.map(\.text) == ["the sync.Mutex was unlocked more often than locked"])
    #expect(evidence.map(\.address) == [lock])
  }

  @Test("is told with those who sleep on any of its semaphores")
  func sleepers() throws {
    var misuse = Misuse(
      in: "sync.(*RWMutex).Unlock", throwing: "sync: Unlock of unlocked RWMutex")
    let lock = misuse.death.drawn.onHeap(24)
    let (g, _) = misuse.death.drawn.add(
      SyntheticGoroutine(
        id: 9, waitReason: 18,
        frames: [
          SyntheticFrame("runtime.gopark"), SyntheticFrame("sync.(*RWMutex).RLock"),
          SyntheticFrame("main.work"), SyntheticFrame("runtime.goexit", 1),
        ]))
    misuse.death.drawn.sleep([g], on: lock + 12)
    misuse.call(with: lock)
    #expect(
      try misuse.evidence().map(\.text) == [
        "the sync.RWMutex is held by 0 readers",
        "1 wait for it: goroutine 9, blocked on semacquire in main.work (main.go:41)",
      ])
  }

  @Test("is not guessed from an argument that may be stale")
  func stale() throws {
    var misuse = Misuse(
      in: "sync.(*Mutex).unlockSlow", throwing: "sync: unlock of unlocked mutex", stale: true)
    misuse.call(with: misuse.death.drawn.onHeap(8))
    #expect(try misuse.evidence().isEmpty)
  }

  @Test("is a WaitGroup whose counter went below zero")
  func waitGroup() throws {
    var misuse = Misuse(in: "sync.(*WaitGroup).Add")
    misuse.death.panic(type: "string", text: "sync: negative WaitGroup counter")
    let group = misuse.death.drawn.onHeap(16)
    misuse.death.drawn.memory.write(0xffff_ffff, at: group + 4, size: 4)
    misuse.call(with: group)
    #expect(
      try misuse.evidence().map(\.text) == [
        "the counter of the sync.WaitGroup is -1, and 0 wait for it"
      ])
  }
}

@Suite("A channel that was misused")
struct MisusedChannelTests {
  @Test("is the argument of the send, with those who wait for it")
  func send() throws {
    var misuse = Misuse(in: "runtime.chansend")
    misuse.death.panic(
      type: "string", text: "send on closed channel", original: "runtime.plainError")
    let type = misuse.death.drawn.type("int", kind: 2)
    let channel = misuse.death.drawn.onHeap(misuse.death.drawn.types["runtime.hchan"]?.size ?? 0)
    for (member, value) in [("dataqsiz", 3), ("qcount", 1), ("closed", 1), ("elemtype", type)]
      as [(String, UInt64)]
    {
      misuse.death.drawn.set("runtime.hchan", member, of: channel, value)
    }
    let (g, _) = misuse.death.drawn.add(SyntheticGoroutine(id: 9))
    let record = misuse.death.drawn.onHeap(misuse.death.drawn.types["runtime.sudog"]?.size ?? 0)
    misuse.death.drawn.set("runtime.sudog", "g", of: record, g)
    misuse.death.drawn.set("runtime.hchan", "recvq.first", of: channel, record)
    misuse.call(with: channel)
    let evidence = try misuse.evidence()
    #expect(
      evidence.map(\.text) == [
        "the channel is a chan int, 1 of 3 buffered, closed",
        "1 wait to receive from it: goroutine 9, blocked on chan receive in main.work (main.go:41)",
      ])
    #expect(evidence.map(\.address) == [channel, g])
  }

  @Test("that is nil says nothing beyond the panic's text")
  func nilChannel() throws {
    var misuse = Misuse(in: "runtime.closechan")
    misuse.death.panic(
      type: "string", text: "close of nil channel", original: "runtime.plainError")
    misuse.call(with: 0)
    #expect(try misuse.evidence().isEmpty)
  }
}

@Suite("A map that two goroutines used at once")
struct SharedMapTests {
  private static let function = "runtime.mapassign_faststr"

  @Test("has its type, and every goroutine that is inside it")
  func inside() throws {
    var misuse = Misuse(in: Self.function, throwing: "concurrent map writes")
    let type = misuse.death.drawn.type("map[string]int", kind: 21)
    let map = misuse.death.drawn.onHeap(48)
    misuse.call(with: type, map)
    for (id, argument) in [(8, map), (9, map + 8)] as [(UInt64, UInt64)] {
      let (_, stack) = misuse.death.drawn.add(
        SyntheticGoroutine(
          id: id, status: 1,
          frames: [
            SyntheticFrame(Self.function), SyntheticFrame("main.main"),
            SyntheticFrame("runtime.goexit", 1),
          ]))
      misuse.death.drawn.memory.words([type, argument], at: stack.frameEnds[0])
    }
    let evidence = try misuse.evidence()
    #expect(
      evidence.map(\.text) == [
        "the map is a map[string]int", "goroutine 7 was in \(Self.function) on it",
        "goroutine 8 [runnable] was in \(Self.function) on it, too, called by main.main "
          + "(main.go:21)",
      ])
    #expect(evidence.allSatisfy { $0.address == map })
  }
}

extension SyntheticProcess {
  /// Puts goroutines to sleep on the only semaphore of its bucket.
  fileprivate mutating func sleep(_ goroutines: [UInt64], on semaphore: UInt64) {
    var next: UInt64 = 0
    for g in goroutines.reversed() {
      let record = onHeap(types["runtime.sudog"]?.size ?? 0)
      set("runtime.sudog", "g", of: record, g)
      set("runtime.sudog", "elem", of: record, semaphore)
      set("runtime.sudog", "waitlink", of: record, next)
      next = record
    }
    let table = variable("runtime.semtable", size: 251 * 64)
    let bucket = (semaphore >> 3) % 251
    memory.word(next, at: table + bucket * 64 + UInt64(field("runtime.semaRoot", "treap").offset))
  }
}
