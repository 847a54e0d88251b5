// The registers that are known of a goroutine, and where a thread's stack begins.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The registers of a goroutine")
struct RegistersTests {
  static let architectures = Architecture.supported

  private func registers(
    _ drawn: SyntheticProcess, _ address: UInt64
  ) throws -> (source: RegisterSource, values: RegisterSet)? {
    let process = try drawn.open()
    var walk = Walk(process)
    var reader = try process.goroutineReader()
    let goroutine = try reader.read(Address(address))
    let trace = try walk.trace(of: address) ?? StackTrace()
    return process.registers(of: goroutine, stack: trace, in: walk.program)
  }

  @Test("that is parked are what the scheduler saved, and no others", arguments: architectures)
  func parked(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 1))
    drawn.set("runtime.g", "sched.bp", of: address, 0xb0)
    let found = try #require(try registers(drawn, address))
    #expect(found.source == .scheduler)
    let roles = architecture.roles
    #expect(found.values[roles.programCounter] == drawn.pc("runtime.gopark"))
    #expect(found.values[roles.stackPointer] == stack.stackPointer)
    if let name = roles.framePointer { #expect(found.values[name] == 0xb0) }
    #expect(found.values.entries.count == (roles.framePointer == nil ? 2 : 3))
  }

  @Test("have no frame pointer where none was saved, rather than 0")
  func noFramePointer() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 1))
    #expect(try registers(drawn, address)?.values["rbp"] == nil)
  }

  @Test("that is in a system call are those with which it entered the call")
  func syscall() throws {
    var drawn = SyntheticProcess()
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 1, status: 3))
    drawn.set("runtime.g", "syscallpc", of: address, drawn.pc("main.work"))
    drawn.set("runtime.g", "syscallsp", of: address, stack.stackPointers[1])
    drawn.set("runtime.g", "syscallbp", of: address, 0xb1)
    let found = try #require(try registers(drawn, address))
    #expect(found.source == .syscall)
    #expect(found.values["rip"] == drawn.pc("main.work"))
    #expect(found.values["rsp"] == stack.stackPointers[1])
    #expect(found.values["rbp"] == 0xb1)
  }

  @Test("that ran on a thread are the thread's", arguments: architectures)
  func running(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 1, status: 2))
    drawn.addMachine(id: 0, thread: 31, current: address)
    drawn.addThread(31, at: (drawn.pc("runtime.gopark"), stack.stackPointer))
    let found = try #require(try registers(drawn, address))
    #expect(found.source == .thread)
    #expect(found.values.entries.count == architecture.registers.count)
  }

  @Test("that ran on a thread's system stack are where systemstack left it")
  func runningOnSystemStack() throws {
    var drawn = SyntheticProcess()
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 1, status: 2))
    let (_, system, _) = drawn.addMachine(id: 0, thread: 31, current: address)
    let frames = [SyntheticFrame("runtime.gcStart"), SyntheticFrame("runtime.systemstack.abi0")]
    let inner = drawn.draw(frames, on: system)
    drawn.addThread(31, at: (drawn.pc("runtime.gcStart"), inner.stackPointer))
    let found = try #require(try registers(drawn, address))
    #expect(found.source == .scheduler)
    #expect(found.values["rsp"] == stack.stackPointer)
  }

  @Test("that nothing kept are unknown")
  func unknown() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 1, members: ["sched.sp": 0]))
    #expect(try registers(drawn, address) == nil)
  }

  @Test("that was in the vDSO are where Go called it")
  func vdso() throws {
    var drawn = SyntheticProcess()
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 1, status: 2))
    drawn.addMachine(
      id: 0, thread: 31, current: address,
      members: ["vdsoPC": drawn.pc("main.main", 0x80), "vdsoSP": stack.stackPointers[2]])
    drawn.addThread(31, at: (0x7fff_f7fc_1234, stack.stackPointer - 0x100))
    let found = try #require(try registers(drawn, address))
    #expect(found.source == .vdso)
    #expect(found.values["rip"] == drawn.pc("main.main", 0x80))
    #expect(found.values["rsp"] == stack.stackPointers[2])
  }

  /// A goroutine that `asyncPreempt` stopped in main.work; the frame's words tell their place.
  private func preempted(savedGoroutine: UInt64?) throws -> (SyntheticProcess, UInt64, DrawnStack) {
    var drawn = SyntheticProcess()
    let frames = [
      SyntheticFrame("runtime.gopark"), SyntheticFrame("runtime.asyncPreempt.abi0"),
      SyntheticFrame("main.work", 0x20), SyntheticFrame("main.main"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    let (address, stack) = drawn.add(
      SyntheticGoroutine(id: 1, status: 1, frames: frames, members: ["asyncSafePoint": 1]))
    let names = [
      "rax", "rcx", "rdx", "rbx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
      "r15",
    ]
    for (index, name) in names.enumerated() {
      drawn.memory.word(
        name == "r14" ? savedGoroutine ?? address : 0x100 + UInt64(index),
        at: stack.stackPointers[1] + UInt64(index * 8))
    }
    // The saved frame pointer lies below the return address.
    drawn.memory.word(0xbbbb, at: stack.frameEnds[1] - 16)
    return (drawn, address, stack)
  }

  @Test("that was preempted are what asyncPreempt saved")
  func preemption() throws {
    let (drawn, address, stack) = try preempted(savedGoroutine: nil)
    let found = try #require(try registers(drawn, address))
    #expect(found.source == .preemptionFrame(Address(stack.stackPointers[1])))
    #expect(found.values["rax"] == 0x100)
    #expect(found.values["rbx"] == 0x103)
    #expect(found.values["r14"] == address)
    #expect(found.values["r15"] == 0x10d)
    #expect(found.values["rbp"] == 0xbbbb)
    #expect(found.values["rip"] == drawn.pc("main.work", 0x20))
    #expect(found.values["rsp"] == stack.stackPointers[2])
  }

  @Test("in a preemption frame that holds another goroutine are not believed")
  func doubtfulPreemption() throws {
    let (drawn, address, _) = try preempted(savedGoroutine: 0x1234)
    #expect(try registers(drawn, address)?.source == .scheduler)
  }
}

@Suite("The stack of a thread")
struct ThreadStackTests {
  private func start(_ drawn: SyntheticProcess) throws -> StackStart? {
    let process = try drawn.open()
    return try process.stackStart(of: #require(process.threads.first))
  }

  @Test("begins on the goroutine's stack where the thread was on it")
  func onUserStack() throws {
    var drawn = SyntheticProcess()
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 1, status: 2))
    drawn.addMachine(id: 0, thread: 31, current: address)
    drawn.addThread(31, at: (drawn.pc("runtime.gopark"), stack.stackPointer))
    let found = try #require(try start(drawn))
    #expect(found.stack == stack.range)
    #expect(found.isExact)
    #expect(!found.isOnSystemStack)
  }

  @Test("begins on the system stack, and goes on with the goroutine that it served")
  func onSystemStack() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 1, status: 2))
    let (_, system, _) = drawn.addMachine(id: 0, thread: 31, current: address)
    drawn.addThread(31, at: (drawn.pc("runtime.gcStart"), system.end.rawValue - 0x100))
    let found = try #require(try start(drawn))
    #expect(found.stack == system)
    #expect(found.isOnSystemStack)
    #expect(found.userGoroutine?.id == 1)
  }

  @Test("on a system stack whose bounds are a guess may be as large as the memory around it")
  func guessedBounds() throws {
    var drawn = SyntheticProcess()
    drawn.addMachine(id: 0, thread: 31)
    let area = drawn.mapStack()
    drawn.addThread(31, at: (drawn.pc("runtime.gcStart"), area.start.rawValue + 0x200))
    let found = try #require(try start(drawn))
    #expect(found.stack == area)
    #expect(found.isOnSystemStack)
  }

  @Test("of a thread that the runtime does not know, or without registers, has no beginning")
  func unknown() throws {
    var foreign = SyntheticProcess()
    foreign.addThread(31, at: (0x1234, 0x5678))
    #expect(try start(foreign) == nil)
  }
}

@Suite("A system goroutine")
struct SystemGoroutineTests {
  @Test(
    "is one that the runtime started for itself",
    arguments: [
      ("runtime.bgsweep", true), ("runtime.main", false), ("main.work", false),
    ])
  func system(start: String, isSystem: Bool) throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 2))
    drawn.set("runtime.g", "startpc", of: address, drawn.pc(start, 0))
    let process = try drawn.open()
    var reader = try process.goroutineReader()
    let goroutine = try reader.read(Address(address))
    var system = SystemGoroutines(
      GoProgram(process))
    let found = system.contains(goroutine)
    #expect(found == isSystem)
  }

  @Test("is not one whose start is unknown")
  func unknownStart() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(SyntheticGoroutine(id: 2))
    let process = try drawn.open()
    var reader = try process.goroutineReader()
    let goroutine = try reader.read(Address(address))
    var system = SystemGoroutines(
      GoProgram(process))
    let found = system.contains(goroutine)
    #expect(!found)
  }
}
