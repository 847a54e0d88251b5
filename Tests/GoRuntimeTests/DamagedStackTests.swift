// Walks of stacks that a crash, a truncated core or an attacker left: each ends, and says why.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A walk of a damaged stack")
struct DamagedStackTests {
  static let architectures = Architecture.supported

  /// A stack of main.work's frames, all returning into main.work.
  private func recursive(
    _ architecture: Architecture, depth: Int, size: Int = SyntheticProcess.stackSize,
    outermost: SyntheticFrame? = nil
  ) -> (SyntheticProcess, [SyntheticFrame], DrawnStack) {
    var drawn = SyntheticProcess(architecture)
    let frames =
      Array(repeating: SyntheticFrame("main.work"), count: depth) + (outermost.map { [$0] } ?? [])
    let stack = drawn.draw(frames, on: drawn.mapStack(size: size), slack: 0)
    return (drawn, frames, stack)
  }

  @Test(
    "whose return addresses never leave a function ends at the stack's end",
    arguments: architectures)
  func selfPointing(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let range = drawn.mapStack()
    for offset in stride(from: 0, to: SyntheticProcess.stackSize, by: drawn.word) {
      drawn.memory.word(drawn.pc("main.work"), at: range.start.rawValue + UInt64(offset))
    }
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("main.work")), stackPointer: range.start, isExact: true,
        source: .registers, stack: range))
    #expect(trace.depth > 100)
    switch trace.end {
    case .corrupt(let sp): #expect(sp >= range.end)
    case .unreadable(let error): #expect(error.address >= range.end)
    default: Issue.record("\(trace.end)")
    }
  }

  @Test("that leads out of its stack into another ends at the stack's end")
  func leavesStack() throws {
    var drawn = SyntheticProcess()
    let range = drawn.mapStack()
    // The next bytes are mapped, but another goroutine's.
    drawn.memory.map(range.end.rawValue, size: 0x1000)
    for offset in stride(from: 0, to: 0x4800 as UInt64, by: 8) {
      drawn.memory.word(drawn.pc("main.work"), at: range.start.rawValue + offset)
    }
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("main.work")), stackPointer: range.start, isExact: true,
        source: .registers, stack: range))
    guard case .corrupt(let sp) = trace.end else {
      Issue.record("\(trace.end)")
      return
    }
    #expect(sp > range.end)
    #expect(trace.frames.allSatisfy { $0.stackPointer <= range.end })
  }

  @Test("whose stack pointer lies outside the stack ends at once", arguments: [-0x10, 0x4010])
  func outsideStack(distance: Int) throws {
    var drawn = SyntheticProcess()
    let range = drawn.mapStack()
    var walk = Walk(try drawn.open())
    let sp = range.start &+ distance
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("main.work")), stackPointer: sp, isExact: true, source: .registers,
        stack: range))
    #expect(trace.end == .corrupt(sp))
    #expect(trace.frames.isEmpty)
  }

  @Test("whose leaf function returns into itself ends, where a link register holds the address")
  func noProgress() throws {
    var drawn = SyntheticProcess(.arm64)
    let range = drawn.mapStack()
    let pc = drawn.pc("main.leaf")
    for offset in stride(from: 0, to: 0x100, by: 8) {
      drawn.memory.word(pc, at: range.start.rawValue + UInt64(offset))
    }
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(pc), stackPointer: range.start, linkRegister: Address(pc), isExact: true,
        source: .registers, stack: range))
    #expect(trace.end == .corrupt(range.start))
    #expect(trace.depth <= 3)
  }

  @Test("whose frames have sizes below zero ends, where a link register holds the address")
  func backwards() throws {
    var drawn = SyntheticProcess(
      .arm64,
      functions: SyntheticFunction.usual + [SyntheticFunction("main.damaged", frame: -0x38)])
    let range = drawn.mapStack()
    let start = range.start &+ 0x100
    // Each of the two returns into the other.
    for offset in stride(from: 0, to: 0x200, by: drawn.word) {
      drawn.memory.word(
        drawn.pc(offset < 0x100 + 0x38 ? "main.damaged" : "main.work"),
        at: range.start.rawValue + UInt64(offset))
    }
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("main.work")), stackPointer: start, isExact: false,
        source: .scheduler, stack: range))
    #expect(trace.depth <= 3)
    guard case .corrupt = trace.end else {
      Issue.record("\(trace.end)")
      return
    }
  }

  @Test("whose return address is no Go code ends there and tells it", arguments: architectures)
  func unknownFunction(architecture: Architecture) throws {
    let (original, frames, stack) = recursive(architecture, depth: 3)
    var drawn = original
    let pushed = architecture.returnAddress == .pushedByCall
    let place = pushed ? stack.frameEnds[1] - UInt64(drawn.word) : stack.stackPointers[1]
    drawn.memory.word(0x7f00_0010, at: place)
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    #expect(trace.end == .unknownFunction(Address(0x7f00_0010)))
    #expect(trace.frames.count == 2)
  }

  @Test("that begins outside Go code has no frames and says where it is")
  func unknownBeginning() throws {
    var drawn = SyntheticProcess()
    let range = drawn.mapStack()
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(0x1234), stackPointer: range.start, isExact: true, source: .registers,
        stack: range))
    #expect(trace.end == .unknownFunction(Address(0x1234)))
    #expect(trace.frames.isEmpty)
  }

  @Test("whose memory is not in the core says what cannot be read", arguments: architectures)
  func unreadable(architecture: Architecture) throws {
    let (original, frames, stack) = recursive(architecture, depth: 4)
    var drawn = original
    drawn.memory.unmap(stack.range.start.rawValue)
    var walk = Walk(try drawn.open())
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    guard case .unreadable(.unmapped(let address)) = trace.end else {
      Issue.record("\(trace.end)")
      return
    }
    #expect(stack.range.contains(address))
    #expect(trace.frames.count == 1)
  }

  @Test("that called a nil function with no stack says what cannot be read")
  func nilFunctionUnreadable() throws {
    let drawn = SyntheticProcess()
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: .null, stackPointer: Address(0x10), isExact: true, source: .registers,
        stack: AddressRange(start: .null, end: Address(0x1000))))
    #expect(trace.end == .unreadable(.unmapped(Address(0x10))))
  }

  @Test("whose return address is null is of no Go function")
  func nullReturnAddress() throws {
    var drawn = SyntheticProcess()
    let range = drawn.mapStack()
    var walk = Walk(try drawn.open())
    let trace = walk.trace(
      from: StackStart(
        pc: Address(drawn.pc("main.work")), stackPointer: range.start, isExact: true,
        source: .registers, stack: range))
    #expect(trace.end == .unknownFunction(.null))
    #expect(trace.frames.count == 1)
  }

  @Test("of random words ends, and stays on its stack", arguments: architectures)
  func randomWords(architecture: Architecture) throws {
    var state: UInt64 = 99
    func random(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    var drawn = SyntheticProcess(architecture)
    let range = drawn.mapStack()
    let entry = drawn.pc(SyntheticFunction.usual[0].name, 0)
    for offset in stride(from: 0, to: 0x4000 as UInt64, by: drawn.word) {
      drawn.memory.word(
        entry + random(UInt64(drawn.table.textSize) + 8), at: range.start.rawValue + offset)
    }
    var walk = Walk(try drawn.open())
    for _ in 0..<300 {
      let trace = walk.trace(
        from: StackStart(
          pc: Address(entry + random(UInt64(drawn.table.textSize))),
          stackPointer: range.start &+ Int(random(0x800)) * 8,
          linkRegister: Address(entry + random(0x1000)), isExact: random(2) == 0,
          source: .registers, stack: range))
      #expect(trace.frames.allSatisfy { range.containsOrEnds(at: $0.stackPointer) })
      #expect(trace.depth <= 0x4000)
    }
  }
}
