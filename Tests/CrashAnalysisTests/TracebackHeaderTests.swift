// The header of a goroutine in a traceback, drawn and read.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The state of a goroutine in a traceback's header")
struct TracebackHeaderTests {
  private func headerState(
    _ goroutine: SyntheticGoroutine, shape: RuntimeShape = .go125,
    prepare: (inout SyntheticProcess, UInt64) -> Void = { _, _ in }
  ) throws -> String {
    var drawn = SyntheticProcess(shape: shape)
    let (address, _) = drawn.add(goroutine)
    prepare(&drawn, address)
    let process = try drawn.open()
    let read = try process.goroutine(at: Address(address))
    return process.headerState(
      of: read, .matching(process.build))
  }

  @Test("stands between brackets as the runtime words it")
  func brackets() throws {
    let minute: UInt64 = 60_000_000_000
    let state = try headerState(
      SyntheticGoroutine(id: 1, status: 0x1004, members: ["waitsince": minute, "lockedm": 0x10])
    ) { drawn, _ in
      let sched = drawn.variable("runtime.sched", size: 64)
      drawn.set("runtime.schedt", "lastpoll.value", of: sched, 4 * minute)
    }
    #expect(state == "chan receive (scan), 3 minutes, locked to thread")
  }

  @Test("leaves out a wait of less than a minute")
  func lessThanAMinute() throws {
    let state = try headerState(
      SyntheticGoroutine(id: 1, members: ["waitsince": 1])
    ) { drawn, _ in
      let sched = drawn.variable("runtime.sched", size: 64)
      drawn.set("runtime.schedt", "lastpoll.value", of: sched, 60_000_000_000)
    }
    #expect(state == "chan receive")
  }

  @Test(
    "names the bubble by its own id, and in go1.24 by that of its root goroutine",
    arguments: [
      (RuntimeShape.go124, "sleep, synctest group 31"),
      (.go125, "sleep (durable), synctest bubble 42"),
      (.go127, "sleep (durable), synctest bubble 42"),
    ])
  func bubble(shape: RuntimeShape, text: String) throws {
    let state = try headerState(
      SyntheticGoroutine(id: 1, waitReason: 19), shape: shape
    ) { drawn, address in
      let bubble = drawn.onHeap(32)
      if shape.bubble == "bubble" {
        drawn.set("runtime.synctestBubble", "id", of: bubble, 42)
        drawn.set("runtime.g", "bubble", of: address, bubble)
      } else {
        let (root, _) = drawn.add(SyntheticGoroutine(id: 31))
        drawn.set("runtime.synctestGroup", "root", of: bubble, root)
        drawn.set("runtime.g", "syncGroup", of: address, bubble)
      }
    }
    #expect(state == text)
  }

  @Test("marks a leaked goroutine")
  func leaked() throws {
    let state = try headerState(SyntheticGoroutine(id: 1, status: 10))
    #expect(state == "chan receive (leaked)")
  }
}
