// Threads joined with their machines by the g that they hold, where ids say nothing or something wrong.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A thread whose id the runtime does not know")
struct ThreadJoinTests {
  /// Threads of amd64, each with storage of its own.
  private struct Drawing {
    var process: SyntheticProcess
    private var bases: [UInt64] = []

    init(_ architecture: Architecture = .amd64) {
      process = SyntheticProcess(architecture)
    }

    /// Adds a machine that runs a goroutine in main.work.
    mutating func machine(
      _ number: UInt64, thread: UInt64, status: UInt64 = 2
    ) -> (g: UInt64, stack: DrawnStack, machine: UInt64, system: AddressRange) {
      let frames = [
        SyntheticFrame("main.work"), SyntheticFrame("main.main"), SyntheticFrame("runtime.main"),
        SyntheticFrame("runtime.goexit", 1),
      ]
      let (g, stack) = process.add(
        SyntheticGoroutine(
          id: number + 10, status: status, waitReason: 0, frames: frames,
          members: ["sched.sp": 0, "sched.pc": 0]))
      let machine = process.addMachine(id: number, thread: thread, current: g)
      return (g, stack, machine.address, machine.systemStack)
    }

    /// Adds a thread in main.work with `g` in its storage, `slot` words from the base.
    mutating func thread(_ id: Int32, sp: UInt64, g: UInt64, slot: Int = -1) {
      let base = process.mapStack().start.rawValue + 0x2000
      process.memory.word(g, at: base &+ UInt64(bitPattern: Int64(slot * 8)))
      process.addThread(
        id, at: (process.pc("main.work"), sp), registers: ["fs_base": base])
    }

    func machines() throws -> [Int64?] { try process.open().threads.map { $0.machine?.id } }
  }

  @Test("is joined by the g in its storage, wherever that is", arguments: [-1, -8, -300])
  func foreignIDs(slot: Int) throws {
    var drawing = Drawing()
    for number in 0..<3 as Range<UInt64> {
      let machine = drawing.machine(number, thread: number + 1)
      drawing.thread(
        27_788 + Int32(number), sp: machine.stack.stackPointer, g: machine.g, slot: slot)
    }
    #expect(try drawing.machines() == [0, 1, 2])
    let process = try drawing.process.open()
    #expect(process.problems.isEmpty)
    #expect(process.threads.map(\.isOnUserStack) == [true, true, true])
    var walk = Walk(process)
    let trace = try #require(try walk.trace(of: drawing.process.allGoroutines[1]))
    #expect(walk.names(trace) == ["main.work", "main.main", "runtime.main", "runtime.goexit"])
  }

  @Test("or that has by chance the id of another one is joined by its g")
  func swappedIDs() throws {
    var drawing = Drawing()
    for number in 0..<3 as Range<UInt64> {
      let machine = drawing.machine(number, thread: number + 1)
      drawing.thread(3 - Int32(number), sp: machine.stack.stackPointer, g: machine.g)
    }
    #expect(try drawing.machines() == [0, 1, 2])
    // What holds no g is not joined by an id that means another thread.
    drawing.process.addThread(2, at: (0x10, 0x20))
    #expect(try drawing.machines() == [0, 1, 2, nil])
  }

  @Test("is joined by the g of its register where it is on that machine's stack")
  func register() throws {
    var drawing = Drawing(.arm64)
    let first = drawing.machine(0, thread: 1)
    let second = drawing.machine(1, thread: 2)
    let place = drawing.process.pc("main.work")
    // The second thread's register holds what another thread's machine ran.
    drawing.process.addThread(
      71, at: (place, first.stack.stackPointer), registers: ["x28": first.g])
    drawing.process.addThread(
      72, at: (place, drawing.process.mapStack().start.rawValue), registers: ["x28": second.g])
    #expect(try drawing.machines() == [0, nil])
    #expect(
      try drawing.process.open().problems == [
        "1 threads are none that the Go runtime knows, by their ids or by what they hold; "
          + "1 goroutines were running on threads that are not found"
      ])
  }

  @Test("is joined by the stack that it is on")
  func stack() throws {
    var drawing = Drawing(.arm64)
    let machine = drawing.machine(4, thread: 1)
    drawing.process.addThread(71, at: (0x1234, machine.system.end.rawValue - 0x100))
    #expect(try drawing.machines() == [4])
  }

  @Test("is not joined by a g that an earlier thread left in the same place")
  func staleStorage() throws {
    var drawing = Drawing()
    let machine = drawing.machine(0, thread: 31)
    drawing.thread(31, sp: machine.stack.stackPointer, g: machine.g)
    drawing.thread(32, sp: drawing.process.mapStack().start.rawValue, g: machine.g)
    #expect(try drawing.machines() == [0, nil])
  }

  @Test("that took a second machine in a signal handler keeps the first")
  func twoMachines() throws {
    var drawing = Drawing()
    let first = drawing.machine(0, thread: 31)
    let second = drawing.machine(1, thread: 31, status: 3)
    // The handler runs on the first one's goroutine, with the g of the second.
    drawing.thread(31, sp: first.stack.stackPointer, g: second.g)
    let process = try drawing.process.open()
    let thread = try #require(process.threads.first)
    #expect(thread.machines.map(\.id) == [1, 0])
    #expect(process.thread(of: Address(first.machine))?.thread.id == 31)
    #expect(process.problems.isEmpty)
  }
}
