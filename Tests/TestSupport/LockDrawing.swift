// Processes with locks, who waits for them, and deferred calls that will give them up.

import DebugInfo
import ElfCore
import GoRuntime

/// A drawn process with locks and deferred calls.
package struct LockDrawing: Sendable {
  package var drawn: SyntheticProcess
  private let table: UInt64
  /// The root of each bucket's tree, with its semaphore.
  private var roots: [UInt64: (record: UInt64, semaphore: UInt64)] = [:]

  /// Functions that take locks and give them up.
  package static let functions = [
    SyntheticFunction("sync.(*Mutex).lockSlow"), SyntheticFunction("sync.(*RWMutex).Lock"),
    SyntheticFunction("sync.(*RWMutex).RLock"), SyntheticFunction("sync.(*Cond).Wait"),
    // What `defer lock.Unlock()` becomes: a wrapper with the method inlined.
    SyntheticFunction("main.work.deferwrap1").with {
      $0.inlined = [SyntheticInlining("sync.(*Mutex).Unlock", parentOffset: 0x20)]
      $0.inlineIndex = [Step(below: 0x40, -1), Step(below: 0x80, 0), Step(below: 0x100, -1)]
    },
    SyntheticFunction("main.work.deferwrap2").with {
      $0.inlined = [SyntheticInlining("sync.(*RWMutex).RUnlock", parentOffset: 0x20)]
      $0.inlineIndex = [Step(below: 0x40, -1), Step(below: 0x80, 0), Step(below: 0x100, -1)]
    },
    // Unlocks at 0x20 and locks at 0x80.
    SyntheticFunction("main.slow", frame: 0x38).with {
      $0.inlined = [
        SyntheticInlining("sync.(*Mutex).Unlock", parentOffset: 0x1f),
        SyntheticInlining("sync.(*Mutex).Lock", parentOffset: 0x7f),
      ]
      $0.inlineIndex = [
        Step(below: 0x20, -1), Step(below: 0x28, 0), Step(below: 0x80, -1), Step(below: 0x88, 1),
        Step(below: 0x100, -1),
      ]
    },
    // Locks at 0x20 and unlocks at 0x80.
    SyntheticFunction("main.between", frame: 0x38).with {
      $0.inlined = [
        SyntheticInlining("sync.(*Mutex).Lock", parentOffset: 0x1f),
        SyntheticInlining("sync.(*Mutex).Unlock", parentOffset: 0x7f),
      ]
      $0.inlineIndex = [
        Step(below: 0x20, -1), Step(below: 0x28, 0), Step(below: 0x80, -1), Step(below: 0x88, 1),
        Step(below: 0x100, -1),
      ]
    },
  ]

  /// `drawn` is a process that has these functions.
  package init(
    _ drawn: SyntheticProcess = SyntheticProcess(
      functions: SyntheticFunction.usual + LockDrawing.functions)
  ) {
    self.drawn = drawn
    table = self.drawn.variable("runtime.semtable", size: 251 * 64)
  }

  /// A goroutine that waits in `function`, called by main.work.
  package mutating func goroutine(_ id: UInt64, in function: String) -> (
    g: UInt64, stack: DrawnStack
  ) {
    let drawnOne = drawn.add(
      SyntheticGoroutine(
        id: id, waitReason: 18,
        frames: [
          SyntheticFrame("runtime.gopark"), SyntheticFrame(function), SyntheticFrame("main.work"),
          SyntheticFrame("runtime.goexit", 1),
        ]))
    return (drawnOne.address, drawnOne.stack)
  }

  /// A mutex that is locked.
  package mutating func mutex() -> UInt64 {
    let address = drawn.onHeap(24)
    drawn.memory.write(1, at: address, size: 4)
    return address
  }

  /// Puts goroutines to sleep on a semaphore.
  package mutating func sleep(_ goroutines: [UInt64], on semaphore: UInt64) {
    var next: UInt64 = 0
    for g in goroutines.reversed() {
      let record = drawn.onHeap(drawn.types["runtime.sudog"]?.size ?? 0)
      drawn.set("runtime.sudog", "g", of: record, g)
      drawn.set("runtime.sudog", "elem", of: record, semaphore)
      drawn.set("runtime.sudog", "waitlink", of: record, next)
      next = record
    }
    let bucket = (semaphore >> 3) % 251
    if let below = roots[bucket] {
      // The tree is ordered by address.
      drawn.set(
        "runtime.sudog", below.semaphore < semaphore ? "prev" : "next", of: next, below.record)
    }
    roots[bucket] = (next, semaphore)
    drawn.memory.word(
      next, at: table + bucket * 64 + UInt64(drawn.field("runtime.semaRoot", "treap").offset))
  }

  /// Defers `function` with one captured word, in frame `frame` of the goroutine.
  package mutating func `defer`(
    _ function: String, captured: UInt64, in goroutine: (g: UInt64, stack: DrawnStack), frame: Int
  ) {
    let closure = drawn.onHeap(16)
    drawn.memory.words([drawn.pc(function, 0), captured], at: closure)
    let record = drawn.onHeap(drawn.types["runtime._defer"]?.size ?? 0)
    drawn.set("runtime._defer", "fn", of: record, closure)
    drawn.set("runtime._defer", "sp", of: record, goroutine.stack.stackPointers[frame])
    drawn.set("runtime.g", "_defer", of: goroutine.g, record)
  }

  /// Draws goroutines 11, 12 and 13, which wait for a mutex, and goroutine 5, which has a deferred Unlock of it
  /// pending and waits to receive.
  package mutating func addCrowd() {
    let lock = mutex()
    let holder = goroutine(5, in: "runtime.chanrecv1")
    drawn.set("runtime.g", "waitreason", of: holder.g, 14)
    `defer`("main.work.deferwrap1", captured: lock, in: holder, frame: 2)
    sleep([11, 12, 13].map { goroutine($0, in: "sync.(*Mutex).lockSlow").g }, on: lock + 4)
  }
}
