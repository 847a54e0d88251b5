// The scheduler's threads, and the core's threads joined with them.

import DebugInfo
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The list of machines")
struct MachineTests {
  @Test("follows the links from the newest to the first", arguments: Architecture.supported)
  func order(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let (goroutine, _) = drawn.add(SyntheticGoroutine(id: 5, status: 2))
    let (first, system, signal) = drawn.addMachine(
      id: 7, thread: 1_234, current: goroutine,
      members: [
        "throwing": 2, "dying": 1, "incgo": 1, "vdsoPC": 0x10, "vdsoSP": 0x20, "caughtsig": 0x30,
      ])
    drawn.addMachine(id: 0, thread: 1_000)
    let process = try drawn.open()
    #expect(process.machines.map(\.id) == [7, 0])
    let machine = try #require(process.machine(at: Address(first)))
    #expect(machine.threadID == 1_234)
    #expect(machine.systemStack == system)
    #expect(machine.signalStack == signal)
    #expect(machine.currentGoroutine == Address(goroutine))
    #expect(machine.caughtSignalGoroutine == Address(0x30))
    #expect(machine.throwing == 2)
    #expect(machine.dying == 1)
    #expect(machine.isInC)
    #expect(machine.vdsoPC == Address(0x10))
    #expect(machine.vdsoSP == Address(0x20))
    #expect(process.problems.isEmpty)
  }

  @Test("that turns back on itself ends there, and says so", arguments: [0, 1, 2])
  func cycle(target: Int) throws {
    var drawn = SyntheticProcess()
    let machines = (0..<3).map { drawn.addMachine(id: UInt64($0), thread: UInt64($0) + 10).address }
    drawn.set("runtime.m", "alllink", of: machines[2], machines[target])
    let process = try drawn.open()
    #expect(process.machines.map(\.id) == [0, 1, 2])
    #expect(process.problems == ["the list of threads is cyclic"])
  }

  @Test("that leads out of memory ends there, and says so")
  func unreadable() throws {
    var drawn = SyntheticProcess()
    let (machine, _, _) = drawn.addMachine(id: 3, thread: 10)
    drawn.set("runtime.m", "alllink", of: machine, 0xdead_0000)
    let process = try drawn.open()
    #expect(process.machines.map(\.id) == [3])
    #expect(process.problems.count == 1)
    #expect(process.problems.first?.hasPrefix("the list of threads ends early: 0xdead00") == true)
  }

  @Test("without a head is empty")
  func noHead() throws {
    let process = try SyntheticProcess().open()
    #expect(process.machines.isEmpty)
    #expect(process.problems.isEmpty)
  }
}

@Suite("A thread joined with its machine")
struct ThreadStateTests {
  static let architectures = Architecture.supported

  @Test("is found by the thread's number", arguments: architectures)
  func join(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let (goroutine, stack) = drawn.add(SyntheticGoroutine(id: 5, status: 2))
    let (machine, _, _) = drawn.addMachine(id: 1, thread: 31, current: goroutine)
    drawn.addMachine(id: 0, thread: 30)
    for id in [31, 30, 99] as [Int32] {
      drawn.addThread(id, at: (drawn.pc("main.work"), stack.stackPointer))
    }
    let process = try drawn.open()
    #expect(process.threads.map { $0.machine?.id } == [1, 0, nil])
    #expect(process.threads.map(\.isOnUserStack) == [true, false, false])
    #expect(process.threads.map(\.source) == [.thread, .thread, .thread])
    #expect(process.thread(of: Address(machine))?.thread.id == 31)
    #expect(process.thread(of: Address(0x10)) == nil)
  }

  @Test("of two machines that name it belongs to the one that runs a goroutine")
  func sharedThread() throws {
    var drawn = SyntheticProcess()
    let (goroutine, _) = drawn.add(SyntheticGoroutine(id: 5, status: 2))
    drawn.addMachine(id: 1, thread: 31, current: goroutine)
    drawn.addMachine(id: 2, thread: 31)
    drawn.addThread(31)
    #expect(try drawn.open().threads.first?.machine?.id == 1)
  }

  /// Draws a `ucontext` on a signal stack for a signal that interrupted code at `pc` and `sp`.
  private func drawContext(
    _ drawn: inout SyntheticProcess, on stack: AddressRange, at address: UInt64, pc: UInt64,
    sp: UInt64, information: [UInt8]
  ) {
    let architecture = drawn.architecture
    let word = UInt64(drawn.word)
    // uc_flags, uc_link, then uc_stack: ss_sp, ss_flags (padded), ss_size.
    drawn.memory.word(stack.start.rawValue, at: address + 2 * word)
    drawn.memory.word(stack.count, at: address + 4 * word)
    // sigcontext, from asm/sigcontext.h.
    let (pcPlace, spPlace): (UInt64, UInt64) =
      switch architecture.name {
      case "amd64": (40 + 16 * 8, 40 + 15 * 8)
      case "arm64": (184 + 32 * 8, 184 + 31 * 8)
      default: (20 + 14 * 4, 20 + 7 * 4)
      }
    drawn.memory.word(pc, at: address + pcPlace)
    drawn.memory.word(sp, at: address + spPlace)
    // siginfo lies behind the context on amd64, before it on the others.
    drawn.memory.write(
      Array(information.prefix(128)),
      at: architecture.name == "amd64" ? address + 304 : address - 128)
  }

  @Test("has the registers that its first signal interrupted", arguments: architectures)
  func signalFrames(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let notes = CoreNotes(architecture)
    let (goroutine, stack) = drawn.add(SyntheticGoroutine(id: 5, status: 2))
    let (_, _, signal) = drawn.addMachine(id: 1, thread: 31, current: goroutine)
    let outer = signal.end.rawValue - 0x800
    let inner = signal.end.rawValue - 0x1800
    drawContext(
      &drawn, on: signal, at: outer, pc: drawn.pc("main.work"), sp: stack.stackPointer,
      information: notes.faultDescriptor(number: 11, code: 1, address: 0x18))
    drawContext(
      &drawn, on: signal, at: inner, pc: drawn.pc("runtime.raise.abi0"), sp: outer - 0x100,
      information: notes.sentDescriptor(number: 6, code: -6, sender: 1, user: 0))
    // Below the stack pointer lies what earlier signals left.
    drawContext(
      &drawn, on: signal, at: signal.end.rawValue - 0x4000, pc: 1, sp: 1,
      information: notes.faultDescriptor(number: 8, code: 1, address: 0))
    drawn.addThread(31, at: (drawn.pc("runtime.raise.abi0"), signal.end.rawValue - 0x2000))
    let thread = try #require(try drawn.open().threads.first)
    #expect(thread.signalFrames.map(\.address.rawValue) == [outer, inner])
    #expect(thread.signalFrames.map { $0.information?.number } == [11, 6])
    #expect(thread.signalFrames.first?.information?.address == Address(0x18))
    #expect(thread.source == .signalFrame(Address(outer)))
    #expect(thread.registers.programCounter(architecture)?.rawValue == drawn.pc("main.work"))
    #expect(thread.registers.stackPointer(architecture)?.rawValue == stack.stackPointer)
    #expect(thread.isOnUserStack)
  }

  @Test("has its own registers where its signal stack holds no context")
  func noSignalFrame() throws {
    var drawn = SyntheticProcess()
    let (_, _, signal) = drawn.addMachine(id: 1, thread: 31)
    drawn.addThread(31, at: (0x1234, signal.end.rawValue - 0x2000))
    let thread = try #require(try drawn.open().threads.first)
    #expect(thread.signalFrames.isEmpty)
    #expect(thread.source == .thread)
    #expect(thread.registers["rip"] == 0x1234)
  }

  @Test("tells no signal where the record's number makes no sense")
  func senselessRecord() throws {
    var drawn = SyntheticProcess()
    let (_, _, signal) = drawn.addMachine(id: 1, thread: 31)
    let place = signal.end.rawValue - 0x800
    drawContext(
      &drawn, on: signal, at: place, pc: 0x10, sp: 0x20,
      information: CoreNotes(.amd64).faultDescriptor(number: 0x7777, code: 1, address: 0))
    drawn.addThread(31, at: (0x1234, signal.end.rawValue - 0x2000))
    let thread = try #require(try drawn.open().threads.first)
    #expect(thread.signalFrames.count == 1)
    #expect(thread.signalFrames.first?.information == nil)
  }
}

@Suite("The timers that are set")
struct PendingTimerTests {
  @Test("are not counted where no processor is known")
  func noProcessors() throws {
    #expect(try SyntheticProcess().open().pendingTimers == nil)
  }
}
