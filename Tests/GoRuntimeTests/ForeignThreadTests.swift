// Threads that are none of Go's, in a signal handler of Go's: it runs on the stack that the signal struck.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A thread of C that handles a signal on its own stack")
struct ForeignThreadTests {
  private static let base: UInt64 = 0x7fff_0000_0000
  private static let library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
  private static let functions =
    SyntheticFunction.usual + [SyntheticFunction("runtime.sigtramp.abi0", frame: 0x48, flags: 1)]

  /// Draws the thread. `inner` are the frames of the handler above sigtramp.
  private func draw(_ inner: [String], hasMachine: Bool) throws -> GoProgram {
    var drawn = SyntheticProcess(functions: Self.functions)
    drawn.memory.map(Self.base, size: Self.library.bytes.count, flags: 7)
    drawn.memory.write(Self.library.bytes, at: Self.base)
    drawn.notes.append(
      CoreNotes(.amd64).auxiliaryVector([(AuxiliaryVector.kernelLibrary, Self.base)]))
    if hasMachine {
      // The handler took a machine, whose goroutine never ran.
      let (lent, _) = drawn.add(SyntheticGoroutine(id: 17, status: 3))
      drawn.addMachine(id: 1, thread: 77, current: lent)
    }
    let stack = drawn.mapStack()
    let sp = stack.end.rawValue - 0x400
    drawn.memory.word(Self.base + Self.library.pc("c_outer"), at: sp + 0x08)
    let frames = drawn.draw(
      (inner + ["runtime.sigtramp.abi0"]).map { SyntheticFrame($0) },
      on: AddressRange(start: stack.start, end: Address(sp - 0x800)), slack: 0)
    let context = try #require(frames.frameEnds.last)
    _ = SignalDrawing(
      pc: Self.base + Self.library.pc("c_leaf"), sp: sp,
      information: CoreNotes(.amd64).faultDescriptor(number: 11, code: 1, address: 0x18)
    ).draw(in: &drawn, on: AddressRange(start: stack.start, end: Address(context + 0x800)))
    drawn.addThread(77, signal: 11, at: (drawn.pc(inner[0]), frames.stackPointer))
    return GoProgram(try drawn.open())
  }

  @Test("has the registers that the signal interrupted", arguments: [false, true])
  func interrupted(hasMachine: Bool) throws {
    let program = try draw(["runtime.raise.abi0"], hasMachine: hasMachine)
    let thread = program.thread(at: 0)
    #expect(thread.signalFrames.map { $0.information?.number } == [11])
    #expect(thread.signalFrames.first?.information?.address == Address(0x18))
    #expect(
      thread.registers.programCounter(.amd64)?.rawValue
        == Self.base + Self.library.pc("c_leaf"))
    #expect(thread.source.kind == .signalFrame)
    #expect(thread.isLent)
    var unwinder = try #require(program.joinedUnwinder())
    let walked = unwinder.walk(thread)
    let joined = try #require(walked)
    #expect(
      joined.trace.frames.flatMap { program.frames(at: $0.point).map(program.functionName) }
        == ["c_leaf", "c_outer"])
  }

  @Test("is where the runtime gave up, if it did so in the handler")
  func thrown() throws {
    let program = try draw(["runtime.raise.abi0", "runtime.fatalthrow"], hasMachine: true)
    #expect(program.thread(at: 0).source == .thread)
    #expect(program.thread(at: 0).signalFrames.isEmpty)
  }
}
