// Walks of drawn stacks: where each frame is found, and why a stack ends.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A walk of a stack")
struct UnwinderTests {
  static let architectures = Architecture.supported
  private static let frames = [
    SyntheticFrame("runtime.gopark"), SyntheticFrame("main.work", 0x10),
    SyntheticFrame("main.main", 0x80),
    SyntheticFrame("runtime.main"), SyntheticFrame("runtime.goexit", 1),
  ]

  @Test(
    "finds each caller by its return address, to the outermost function", arguments: architectures)
  func plainFrames(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let stack = drawn.draw(Self.frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, Self.frames[0], stack))
    #expect(trace.end == .outermost)
    #expect(
      walk.names(trace)
        == ["runtime.gopark", "main.work", "main.main", "runtime.main", "runtime.goexit"])
    #expect(trace.frames.map(\.pc.rawValue) == Self.frames.map { drawn.pc($0.function, $0.offset) })
    #expect(trace.frames.map(\.stackPointer.rawValue) == stack.stackPointers)
    #expect(trace.frames.map(\.framePointer.rawValue) == stack.frameEnds)
    #expect(trace.frames.map(\.source) == [.scheduler] + Array(repeating: .frameTable, count: 4))
    #expect(trace.omitted == 0)
  }

  @Test("begins at a goroutine's saved registers", arguments: RuntimeShape.all)
  func goroutine(shape: RuntimeShape) throws {
    var drawn = SyntheticProcess(shape: shape)
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 7, frames: Self.frames))
    var walk = Walk(try drawn.open())
    let trace = try #require(try walk.trace(of: address))
    #expect(trace.end == .outermost)
    #expect(trace.frames.map(\.stackPointer.rawValue) == stack.stackPointers)
  }

  @Test("begins at the system call's registers where there are some", arguments: architectures)
  func syscall(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let frames = [
      SyntheticFrame("main.work"), SyntheticFrame("main.main"), SyntheticFrame("runtime.main"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 7, status: 3, frames: frames))
    drawn.set("runtime.g", "syscallpc", of: address, drawn.pc("main.work"))
    drawn.set("runtime.g", "syscallsp", of: address, stack.stackPointer)
    // What the scheduler saved earlier is stale.
    drawn.set("runtime.g", "sched.sp", of: address, stack.stackPointer - 0x40)
    drawn.set("runtime.g", "sched.pc", of: address, drawn.pc("main.leaf"))
    var walk = Walk(try drawn.open())
    let trace = try #require(try walk.trace(of: address))
    #expect(walk.names(trace) == ["main.work", "main.main", "runtime.main", "runtime.goexit"])
    #expect(trace.frames.first?.source == .syscall)
  }

  @Test("of a goroutine that nothing kept registers of has no beginning")
  func noRegisters() throws {
    var drawn = SyntheticProcess()
    let (address, _) = drawn.add(
      SyntheticGoroutine(id: 7, members: ["sched.sp": 0, "sched.pc": 0]))
    var walk = Walk(try drawn.open())
    #expect(try walk.trace(of: address) == nil)
    #expect(StackTrace().end == .noRegisters)
  }

  @Test("judges a return address by the instruction before it", arguments: architectures)
  func returnAddressLine(architecture: Architecture) throws {
    // main.work's second line begins at 0x20: a call that returns there stands on the first.
    let frames = [
      SyntheticFrame("runtime.gopark"), SyntheticFrame("main.work", 0x20),
      SyntheticFrame("runtime.goexit", 1),
    ]
    var drawn = SyntheticProcess(architecture)
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    #expect(walk.lines(trace)[1] == 40)
  }

  @Test(
    "judges what sigpanic or a preemption interrupted by the instruction itself",
    arguments: ["runtime.sigpanic", "runtime.asyncPreempt.abi0"])
  func interruptedLine(function: String) throws {
    let frames = [
      SyntheticFrame(function), SyntheticFrame("main.work", 0x20),
      SyntheticFrame("runtime.goexit", 1),
    ]
    var drawn = SyntheticProcess()
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    #expect(walk.names(trace) == [function, "main.work", "runtime.goexit"])
    #expect(walk.lines(trace)[1] == 41)
  }

  @Test("takes an exact beginning for an instruction, another for a return address")
  func exactBeginning() throws {
    let frames = [SyntheticFrame("main.work", 0x20), SyntheticFrame("runtime.goexit", 1)]
    var drawn = SyntheticProcess()
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    #expect(
      walk.lines(walk.trace(from: StackStart(drawn, frames[0], stack, isExact: true))).first == 41)
    #expect(
      walk.lines(walk.trace(from: StackStart(drawn, frames[0], stack, isExact: false))).first == 40)
  }

  @Test("in a prologue finds the return address where the call left it", arguments: architectures)
  func prologue(architecture: Architecture) throws {
    // At offset 0 the frame is not yet there.
    let frames = [
      SyntheticFrame("main.work", 0), SyntheticFrame("main.main"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    var drawn = SyntheticProcess(architecture)
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        drawn, frames[0], stack, linkRegister: drawn.pc("main.main"), isExact: true))
    #expect(walk.names(trace) == ["main.work", "main.main", "runtime.goexit"])
    #expect(trace.end == .outermost)
  }

  @Test("goes on through a preemption at its first instruction above a function without a frame")
  func preemptedLeaf() throws {
    let frames = [SyntheticFrame("main.work"), SyntheticFrame("runtime.goexit", 1)]
    var drawn = SyntheticProcess(.arm64)
    let stack = drawn.draw(frames, on: drawn.mapStack())
    // The signal handler pushed the leaf's link register and made it seem that the leaf had called.
    let sp = stack.stackPointer - 16
    drawn.memory.word(drawn.pc("main.work"), at: sp)
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("runtime.asyncPreempt.abi0", 0)), stackPointer: Address(sp),
        linkRegister: Address(drawn.pc("main.leaf")), isExact: true, source: .signalFrame,
        stack: stack.range))
    #expect(
      walk.names(trace)
        == ["runtime.asyncPreempt.abi0", "main.leaf", "main.work", "runtime.goexit"])
    #expect(trace.end == .outermost)
  }

  @Test(
    "goes on from a call of a nil function with the caller on top of the stack",
    arguments: architectures)
  func nilFunction(architecture: Architecture) throws {
    try expectCaller(architecture, of: 0)
  }

  @Test(
    "goes on from a call into nowhere with the caller on top of the stack", arguments: architectures
  )
  func wildFunction(architecture: Architecture) throws {
    try expectCaller(architecture, of: 0x4242_4242)
  }

  private func expectCaller(_ architecture: Architecture, of pc: UInt64) throws {
    let frames = [SyntheticFrame("main.work"), SyntheticFrame("runtime.goexit", 1)]
    var drawn = SyntheticProcess(architecture)
    let stack = drawn.draw(frames, on: drawn.mapStack())
    let usesLinkRegister = architecture.returnAddress == .linkRegister
    // The call pushed the return address, or left it in the link register.
    let sp = usesLinkRegister ? stack.stackPointer : stack.stackPointer - UInt64(drawn.word)
    drawn.memory.word(drawn.pc("main.work"), at: stack.stackPointer - UInt64(drawn.word))
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(pc), stackPointer: Address(sp),
        linkRegister: usesLinkRegister ? Address(drawn.pc("main.work")) : nil, isExact: true,
        source: .signalFrame, stack: stack.range))
    #expect(walk.names(trace) == ["main.work", "runtime.goexit"])
    #expect(trace.end == .outermost)
  }

  @Test("goes on after systemstack with the goroutine that called it", arguments: architectures)
  func systemstack(architecture: Architecture) throws {
    try expectJump(architecture, through: "runtime.systemstack.abi0")
  }

  @Test("goes on after morestack with the goroutine that needed a stack", arguments: architectures)
  func morestack(architecture: Architecture) throws {
    try expectJump(architecture, through: "runtime.morestack.abi0")
  }

  @Test("goes on after mcall with the goroutine that gave way", arguments: architectures)
  func mcall(architecture: Architecture) throws {
    try expectJump(architecture, through: "runtime.mcall")
  }

  private func expectJump(_ architecture: Architecture, through function: String) throws {
    var drawn = SyntheticProcess(architecture)
    let (address, userStack) = drawn.add(
      SyntheticGoroutine(
        id: 9, status: 2,
        frames: [
          SyntheticFrame("main.work"), SyntheticFrame("main.main"), SyntheticFrame("runtime.main"),
          SyntheticFrame("runtime.goexit", 1),
        ]))
    let frames = [SyntheticFrame("runtime.gcStart"), SyntheticFrame(function)]
    let system = drawn.draw(frames, on: drawn.mapStack())
    let process = try drawn.open()
    var walk = Walk(process)
    var reader = try process.goroutineReader()
    let trace = walk.trace(
      from: StackStart(
        drawn, frames[0], system, isExact: true, isOnSystemStack: true,
        userGoroutine: try reader.read(Address(address))))
    #expect(
      walk.names(trace) == [
        "runtime.gcStart", function, "main.work", "main.main", "runtime.main", "runtime.goexit",
      ])
    #expect(trace.frames.map(\.isOnSystemStack) == [true, true, false, false, false, false])
    #expect(trace.frames.dropFirst(2).map(\.stackPointer.rawValue) == userStack.stackPointers)
    #expect(trace.end == .outermost)
  }

  @Test("without a goroutine behind it ends where systemstack switches stacks")
  func systemstackAlone() throws {
    var drawn = SyntheticProcess()
    let frames = [
      SyntheticFrame("runtime.gcStart"), SyntheticFrame("runtime.systemstack.abi0"),
      SyntheticFrame("runtime.mstart.abi0", 1),
    ]
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack, isOnSystemStack: true))
    #expect(walk.names(trace) == ["runtime.gcStart", "runtime.systemstack.abi0"])
    #expect(trace.end == .stackPointerWritten)
  }

  /// Writes a call of a function before a place in another one.
  private func drawCall(
    _ drawn: inout SyntheticProcess, of function: String, before caller: SyntheticFrame
  ) {
    let place = drawn.pc(caller.function, caller.offset)
    let entry = drawn.pc(function, 0)
    if drawn.architecture.returnAddress == .pushedByCall {
      drawn.memory.write([0xe8], at: place - 5)
      drawn.memory.write(entry &- place & 0xffff_ffff, at: place - 4, size: 4)
    } else {
      let words = (entry &- (place - 4)) >> 2 & 0x3ff_ffff
      drawn.memory.write(0x9400_0000 | words, at: place - 4, size: 4)
    }
  }

  @Test(
    "does not go on from a function that writes the stack pointer where nothing called it",
    arguments: architectures)
  func strayStackPointer(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let frames = [
      SyntheticFrame("runtime.mcall"), SyntheticFrame("main.main"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    let stack = drawn.draw(frames, on: drawn.mapStack())
    drawCall(&drawn, of: "main.leaf", before: frames[1])
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    #expect(walk.names(trace) == ["runtime.mcall"])
    #expect(trace.end == .stackPointerWritten)
  }

  @Test(
    "crosses a function that writes the stack pointer only as the innermost",
    arguments: architectures)
  func stackPointerWritten(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let inner = [
      SyntheticFrame("runtime.mcall"), SyntheticFrame("main.main"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    let outer = [
      SyntheticFrame("main.work"), SyntheticFrame("runtime.mcall"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    let innerStack = drawn.draw(inner, on: drawn.mapStack())
    drawCall(&drawn, of: "runtime.mcall", before: inner[1])
    let outerStack = drawn.draw(outer, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let innerTrace = walk.trace(from: StackStart(drawn, inner[0], innerStack))
    #expect(walk.names(innerTrace) == ["runtime.mcall", "main.main", "runtime.goexit"])
    #expect(innerTrace.end == .outermost)
    let outerTrace = walk.trace(from: StackStart(drawn, outer[0], outerStack))
    #expect(walk.names(outerTrace) == ["main.work", "runtime.mcall"])
    #expect(outerTrace.end == .stackPointerWritten)
  }

  @Test("expands inlined calls into the frame that holds them")
  func inlined() throws {
    let outer = SyntheticFunction("main.outer", frame: 0x28, line: 100).with {
      $0.inlined = [SyntheticInlining("main.inner", parentOffset: 0x8)]
      $0.inlineIndex = [Step(below: 0x10, -1), Step(below: 0x100, 0)]
    }
    var drawn = SyntheticProcess(functions: SyntheticFunction.usual + [outer])
    let frames = [
      SyntheticFrame("runtime.gopark"), SyntheticFrame("main.outer"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    #expect(trace.frames.count == 3)
    #expect(walk.names(trace) == ["runtime.gopark", "main.inner", "main.outer", "runtime.goexit"])
  }
}
