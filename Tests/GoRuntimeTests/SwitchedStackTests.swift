// Goroutines that run while their thread is on another stack: where their own stack goes on, and when
// nothing tells.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A goroutine whose thread is on another stack")
struct SwitchedStackTests {
  private static let base: UInt64 = 0x7fff_0000_0000
  private static let library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
  private static let functions =
    SyntheticFunction.usual + [
      SyntheticFunction("asancall", frame: 0, flags: 2),
      SyntheticFunction("runtime.nanotime1.abi0", frame: 0x18, flags: 2),
      SyntheticFunction("runtime.sigtramp.abi0", frame: 0x48, flags: 1),
      SyntheticFunction("runtime.sigNotOnStack", frame: 0x28),
      SyntheticFunction("runtime.abort.abi0", frame: 0),
      SyntheticFunction("runtime.switchToCrashStack0", frame: 0, flags: 2),
    ]
  private static let outer = [
    SyntheticFrame("main.work"), SyntheticFrame("main.main"), SyntheticFrame("runtime.main"),
    SyntheticFrame("runtime.goexit", 1),
  ]

  private func names(_ joined: JoinedStack, _ program: GoProgram) -> [String] {
    joined.trace.frames.flatMap { program.frames(at: $0.point).map(program.functionName) }
  }

  private func walk(_ process: SyntheticProcess) throws -> ([String], GoProgram) {
    let program = GoProgram(try process.open())
    var unwinder = try #require(program.joinedUnwinder())
    let thread = try #require(program.process.threads.first)
    let walked = unwinder.walk(thread)
    let joined = try #require(walked)
    return (names(joined, program), program)
  }

  /// Draws a goroutine whose function `switching` called C on the thread's stack, with its own stack
  /// pointer in r12, and what an earlier switch left in `sched`.
  private func draw(_ switching: String) -> (process: SyntheticProcess, g: UInt64) {
    var process = SyntheticProcess(functions: Self.functions)
    let (g, stack) = process.add(
      SyntheticGoroutine(
        id: 7, status: 2, frames: [SyntheticFrame(switching)] + Self.outer,
        members: ["sched.pc": 0x401040]))
    process.set("runtime.g", "sched.sp", of: g, stack.stackPointer - 0x80)
    let machine = process.addMachine(id: 1, thread: 77, current: g)
    process.memory.map(Self.base, size: Self.library.bytes.count, flags: 7)
    process.memory.write(Self.library.bytes, at: Self.base)
    process.notes.append(
      CoreNotes(.amd64).auxiliaryVector([(AuxiliaryVector.kernelLibrary, Self.base)]))
    let sp = machine.systemStack.end.rawValue - 0x400
    process.memory.word(Self.base + Self.library.pc("c_outer"), at: sp + 0x08)
    process.memory.word(process.pc(switching), at: sp + 0x28)
    // What looks like a caller by the size of the frame was never one.
    process.memory.word(process.pc("runtime.gcStart"), at: sp + 0x30)
    process.memory.word(process.pc("runtime.gcStart"), at: sp + 0x48)
    process.addThread(
      77, at: (Self.base + Self.library.pc("c_leaf"), sp),
      registers: ["r12": stack.stackPointer])
    return (process, g)
  }

  @Test("is found by the register in which a sanitizer's call keeps its stack pointer")
  func sanitizer() throws {
    let (process, g) = draw("asancall")
    let (names, program) = try walk(process)
    #expect(names == ["c_leaf", "c_outer", "asancall"] + Self.outer.map(\.function))
    var walk = Walk(program.process)
    let trace = try #require(try walk.trace(of: g))
    #expect(walk.names(trace) == ["asancall"] + Self.outer.map(\.function))
    #expect(trace.end == .outermost)
  }

  @Test("is found by any such register, where a call of the function shows that it is right")
  func otherCalls() throws {
    let (uncalled, g) = draw("runtime.nanotime1.abi0")
    let (names, program) = try walk(uncalled)
    #expect(names == ["c_leaf", "c_outer", "runtime.nanotime1.abi0"])
    var blind = Walk(program.process)
    #expect(try blind.trace(of: g) == nil)

    var called = uncalled
    let place = called.pc("main.work")
    let entry = called.pc("runtime.nanotime1.abi0", 0)
    called.memory.write([0xe8], at: place - 5)
    called.memory.write(entry &- place & 0xffff_ffff, at: place - 4, size: 4)
    #expect(
      try walk(called).0
        == ["c_leaf", "c_outer", "runtime.nanotime1.abi0"] + Self.outer.map(\.function))
  }

  @Test("has no stack by what an earlier switch left in sched")
  func staleScheduler() throws {
    var drawn = SyntheticProcess()
    let (g, _) = drawn.add(SyntheticGoroutine(id: 7, status: 2, frames: Self.outer))
    let machine = drawn.addMachine(id: 1, thread: 77, current: g)
    drawn.addThread(77, at: (0x1234, machine.systemStack.end.rawValue - 0x100))
    var walk = Walk(try drawn.open())
    #expect(try walk.trace(of: g) == nil)
  }

  @Test("goes on in sched where systemstack has switched")
  func systemstack() throws {
    var drawn = SyntheticProcess()
    let (g, _) = drawn.add(SyntheticGoroutine(id: 7, status: 2, frames: Self.outer))
    let machine = drawn.addMachine(id: 1, thread: 77, current: g)
    let frames = [SyntheticFrame("runtime.gcStart"), SyntheticFrame("runtime.systemstack.abi0")]
    let system = drawn.draw(frames, on: machine.systemStack)
    drawn.addThread(77, at: (drawn.pc("runtime.gcStart"), system.stackPointer))
    var walk = Walk(try drawn.open())
    let trace = try #require(try walk.trace(of: g))
    #expect(walk.names(trace) == Self.outer.map(\.function))
  }

  @Test("is found behind a system stack that overflowed", arguments: [false, true])
  func overflow(hasCrashStack: Bool) throws {
    var drawn = SyntheticProcess(functions: Self.functions)
    let (g, _) = drawn.add(SyntheticGoroutine(id: 7, status: 2, frames: Self.outer))
    let machine = drawn.addMachine(id: 1, thread: 77, current: g)
    let deep = [SyntheticFrame("main.leaf"), SyntheticFrame("runtime.systemstack.abi0")]
    var inner = [SyntheticFrame("runtime.abort.abi0"), SyntheticFrame("runtime.morestack.abi0")]
    if hasCrashStack {
      // Since go1.22 the thread goes on with another stack, and another g0.
      inner = [
        SyntheticFrame("runtime.throw"), SyntheticFrame("runtime.switchToCrashStack0"),
      ]
      let left = drawn.systemGoroutine(of: machine.address)
      let system = drawn.draw(deep, on: machine.systemStack)
      drawn.set("runtime.g", "sched.sp", of: left, system.stackPointer)
      drawn.set("runtime.g", "sched.pc", of: left, drawn.pc("main.leaf"))
      let crashing = drawn.variable("runtime.crashingG", size: 8)
      drawn.memory.word(left, at: crashing)
      let stack = drawn.draw(inner, on: drawn.mapStack())
      drawn.addThread(77, at: (drawn.pc("runtime.throw"), stack.stackPointer))
    } else {
      let stack = drawn.draw(inner + deep, on: machine.systemStack)
      drawn.addThread(77, at: (drawn.pc("runtime.abort.abi0"), stack.stackPointer))
    }
    #expect(try walk(drawn).0 == (inner + deep + Self.outer).map(\.function))
  }

  /// A handler that the kernel ran on the goroutine's stack, so that it grew into the next one, which is
  /// that of the machine that the handler took.
  @Test("is found behind a signal handler that ran on its stack, and over its end")
  func handlerOnGoroutineStack() throws {
    var drawn = SyntheticProcess(functions: Self.functions)
    let region = drawn.mapStack(size: 0x8000)
    let middle = region.start.rawValue + 0x4000
    let bounds: (UInt64, UInt64) -> [String: UInt64] = { ["stack.lo": $0, "stack.hi": $1] }
    let (g, _) = drawn.add(
      SyntheticGoroutine(
        id: 1, status: 2, frames: Self.outer,
        members: bounds(middle, region.end.rawValue).merging(["sched.sp": 0]) { $1 }))
    let own = drawn.draw(Self.outer, on: region)
    let (lent, _) = drawn.add(
      SyntheticGoroutine(
        id: 17, status: 3, frames: Self.outer,
        members: bounds(region.start.rawValue, middle)))
    drawn.addMachine(id: 1, thread: 31, current: lent)
    drawn.addMachine(id: 0, thread: 31, current: g)
    let handler = [
      SyntheticFrame("runtime.raise.abi0"), SyntheticFrame("runtime.fatalthrow"),
      SyntheticFrame("runtime.throw"), SyntheticFrame("runtime.sigNotOnStack"),
      SyntheticFrame("runtime.sigtramp.abi0"),
    ]
    let frames = drawn.draw(
      handler, on: AddressRange(start: region.start, end: Address(middle + 0x60)), slack: 0)
    let context = try #require(frames.frameEnds.last)
    let drawing = SignalDrawing(
      pc: drawn.pc("main.work"), sp: own.stackPointer,
      information: CoreNotes(.amd64).sentDescriptor(number: 10, code: -6, sender: 1, user: 0))
    let address = drawing.draw(
      in: &drawn, on: AddressRange(start: region.start, end: Address(context + 0x800)))
    #expect(address == context)
    // No alternative stack was set.
    drawn.memory.word(0, at: context + 16)
    drawn.memory.word(0, at: context + 32)
    drawn.addThread(31, at: (drawn.pc("runtime.raise.abi0"), frames.stackPointer))
    let (names, program) = try walk(drawn)
    #expect(names == (handler + Self.outer).map(\.function))
    var walk = Walk(program.process)
    let trace = try #require(try walk.trace(of: g))
    #expect(walk.names(trace) == Self.outer.map(\.function))
    #expect(frames.stackPointer < middle)
  }
}
