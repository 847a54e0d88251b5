// Long stacks: what is kept, what is counted.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A stack trace")
struct StackTraceTests {
  /// main.work, `depth` times, between gopark and goexit.
  private func trace(depth: Int, keep: Int) throws -> (StackTrace, Walk, DrawnStack) {
    let frames =
      [SyntheticFrame("runtime.gopark")]
      + Array(repeating: SyntheticFrame("main.work"), count: depth)
      + [SyntheticFrame("runtime.goexit", 1)]
    var drawn = SyntheticProcess()
    let stack = drawn.draw(frames, on: drawn.mapStack(size: 0x40 * (depth + 8)))
    var walk = Walk(try drawn.open(), keep: keep)
    return (walk.trace(from: StackStart(drawn, frames[0], stack)), walk, stack)
  }

  @Test("keeps all frames of a stack of usual length", arguments: [0, 1, 255, 256, 510])
  func usual(depth: Int) throws {
    let (trace, _, stack) = try trace(depth: depth, keep: 256)
    #expect(trace.frames.count == depth + 2)
    #expect(trace.omitted == 0)
    #expect(trace.omittedLogical == 0)
    #expect(trace.frames.map(\.stackPointer.rawValue) == stack.stackPointers)
  }

  @Test(
    "keeps the innermost 256 and the outermost 256 of a long one",
    arguments: [511, 512, 700, 1_500])
  func long(depth: Int) throws {
    let (trace, _, stack) = try trace(depth: depth, keep: 256)
    let total = depth + 2
    #expect(trace.frames.count == 512)
    #expect(trace.omitted == total - 512)
    #expect(trace.omittedAfter == 256)
    #expect(trace.omittedLogical == total - 512)
    #expect(trace.depth == total)
    #expect(
      trace.frames.map(\.stackPointer.rawValue)
        == Array(stack.stackPointers.prefix(256) + stack.stackPointers.suffix(256)))
    #expect(trace.end == .outermost)
  }

  @Test("keeps every frame where it is told to")
  func unlimited() throws {
    let (trace, _, stack) = try trace(depth: 1_000, keep: .max)
    #expect(trace.frames.map(\.stackPointer.rawValue) == stack.stackPointers)
    #expect(trace.omitted == 0)
  }

  @Test("counts inlined calls among what it leaves out")
  func omittedInlined() throws {
    let outer = SyntheticFunction("main.outer", frame: 0x38).with {
      $0.inlined = [SyntheticInlining("main.inner", parentOffset: 0x8)]
      $0.inlineIndex = [Step(below: 0x10, -1), Step(below: 0x100, 0)]
    }
    var drawn = SyntheticProcess(functions: SyntheticFunction.usual + [outer])
    let frames =
      Array(repeating: SyntheticFrame("main.outer"), count: 20) + [
        SyntheticFrame("runtime.goexit", 1)
      ]
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open(), keep: 4)
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    #expect(trace.omitted == 13)
    #expect(trace.omittedLogical == 26)
  }

  @Test("forgets the last walk when the next begins")
  func reuse() throws {
    var (_, walk, _) = try trace(depth: 600, keep: 256)
    let short = walk.trace(
      from: StackStart(
        pc: Address(0x1), stackPointer: .null, isExact: true, source: .registers,
        stack: AddressRange(start: .null, end: .null)))
    #expect(short.frames.isEmpty)
    #expect(short.omitted == 0)
    #expect(short.end == .unknownFunction(Address(1)))
  }

  @Test(
    "says where it ends, unless that is where its goroutine began",
    arguments: [
      StackEnd.unreadable(.notDumped(Address(0x10))), .unreadable(.truncated(Address(0x10))),
      .unreadable(.unmapped(Address(0x10))), .unknownFunction(Address(0x10)),
      .corrupt(Address(0x10)),
    ])
  func message(end: StackEnd) {
    #expect(end.message.hasPrefix("ends here: ") && end.message.contains("0x10"))
    #expect(!end.isComplete)
    #expect(StackEnd.outermost.isComplete)
  }
}

@Suite("A walk where a link register holds the return address")
struct LinkRegisterTests {
  @Test("of a leaf function takes the caller from the register")
  func leaf() throws {
    var drawn = SyntheticProcess(.arm64)
    let frames = [
      SyntheticFrame("main.leaf"), SyntheticFrame("main.main"), SyntheticFrame("runtime.goexit", 1),
    ]
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(drawn, frames[0], stack, linkRegister: drawn.pc("main.main"), isExact: true))
    #expect(walk.names(trace) == ["main.leaf", "main.main", "runtime.goexit"])
    // A leaf has no frame: it and its caller have one stack pointer.
    #expect(trace.frames[0].stackPointer == trace.frames[1].stackPointer)
    #expect(trace.frames[0].framePointer == trace.frames[0].stackPointer)
  }

  @Test("of a function with a frame takes the caller from the frame, whatever the register says")
  func staleRegister() throws {
    var drawn = SyntheticProcess(.arm64)
    let frames = [
      SyntheticFrame("main.work"), SyntheticFrame("main.main"), SyntheticFrame("runtime.goexit", 1),
    ]
    let stack = drawn.draw(frames, on: drawn.mapStack())
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(drawn, frames[0], stack, linkRegister: drawn.pc("main.leaf"), isExact: true))
    #expect(walk.names(trace) == ["main.work", "main.main", "runtime.goexit"])
  }

  @Test("crosses sigpanic, which saved the register below the interrupted frame")
  func sigpanic() throws {
    // What sigpanic interrupted: main.work at its second line, with its frame.
    var drawn = SyntheticProcess(.arm64)
    let rest = [SyntheticFrame("main.work", 0x20), SyntheticFrame("runtime.goexit", 1)]
    let range = drawn.mapStack()
    let outer = drawn.draw(rest, on: range)
    // Below it the injected call's 16 bytes with the old link register, then sigpanic's frame.
    let injected = outer.stackPointer - 16
    drawn.memory.word(drawn.pc("main.leaf"), at: injected)
    let sp = injected - 0x30
    drawn.memory.word(drawn.pc("main.work", 0x20), at: sp)
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("runtime.sigpanic")), stackPointer: Address(sp), isExact: false,
        source: .scheduler, stack: range))
    #expect(walk.names(trace) == ["runtime.sigpanic", "main.work", "runtime.goexit"])
    #expect(walk.lines(trace)[1] == 41)
    #expect(trace.frames[1].stackPointer.rawValue == outer.stackPointer)
  }

  @Test("crosses sigpanic over a leaf, whose caller is the saved register")
  func sigpanicOverLeaf() throws {
    var drawn = SyntheticProcess(.arm64)
    let rest = [SyntheticFrame("main.main", 0x40), SyntheticFrame("runtime.goexit", 1)]
    let range = drawn.mapStack()
    let outer = drawn.draw(rest, on: range)
    let injected = outer.stackPointer - 16
    drawn.memory.word(drawn.pc("main.main", 0x40), at: injected)
    let sp = injected - 0x30
    drawn.memory.word(drawn.pc("main.leaf", 0x40), at: sp)
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("runtime.sigpanic")), stackPointer: Address(sp), isExact: false,
        source: .scheduler, stack: range))
    #expect(walk.names(trace) == ["runtime.sigpanic", "main.leaf", "main.main", "runtime.goexit"])
    #expect(trace.end == .outermost)
  }

  @Test("takes a goroutine's saved link register only where the scheduler saved one")
  func savedRegister() throws {
    var drawn = SyntheticProcess(.arm64)
    let (address, _) = drawn.add(
      SyntheticGoroutine(
        id: 1,
        frames: [
          SyntheticFrame("main.leaf"), SyntheticFrame("main.main"),
          SyntheticFrame("runtime.goexit", 1),
        ]))
    drawn.set("runtime.g", "sched.lr", of: address, drawn.pc("main.main"))
    var walk = Walk(try drawn.open())
    let trace = try #require(try walk.trace(of: address))
    #expect(walk.names(trace) == ["main.leaf", "main.main", "runtime.goexit"])
  }
}
