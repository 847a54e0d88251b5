// Stacks of C that were overwritten, and frames of C that nothing but a register leads out of.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A broken or unusual stack of C")
struct BrokenNativeStackTests {
  private static let base: UInt64 = 0x7fff_0000_0000
  private static let functions =
    SyntheticFunction.usual + [
      SyntheticFunction("runtime.cgocall", frame: 0x20),
      SyntheticFunction("asancall", frame: 0, flags: 2),
      SyntheticFunction("runtime.asanread", frame: 0x20),
    ]
  private static let outer = [
    SyntheticFrame("main.work"), SyntheticFrame("main.main"), SyntheticFrame("runtime.main"),
    SyntheticFrame("runtime.goexit", 1),
  ]

  /// A thread whose goroutine called C, and the stack pointer that it has in C.
  private struct Drawing {
    var process: SyntheticProcess
    let g: UInt64
    let stack: DrawnStack
    let sp: UInt64

    init(
      _ library: SyntheticLibrary, _ architecture: Architecture = .amd64, inner: String,
      status: UInt64 = 3
    ) {
      process = SyntheticProcess(architecture, functions: BrokenNativeStackTests.functions)
      let frames = [SyntheticFrame(inner)] + BrokenNativeStackTests.outer
      (g, stack) = process.add(SyntheticGoroutine(id: 7, status: status, frames: frames))
      if status == 3 {
        process.set("runtime.g", "syscallpc", of: g, process.pc(inner))
        process.set("runtime.g", "syscallsp", of: g, stack.stackPointer)
      }
      let machine = process.addMachine(id: 1, thread: 77, current: g)
      sp = machine.systemStack.end.rawValue - 0x400
      // Its second half is data.
      let bytes = library.bytes
      process.memory.map(base, size: 0x1800, flags: 7)
      process.memory.map(base + 0x1800, size: bytes.count - 0x1800, flags: 6)
      process.memory.write(Array(bytes[..<0x1800]), at: base)
      process.memory.write(Array(bytes[0x1800...]), at: base + 0x1800)
      process.notes.append(
        CoreNotes(architecture).auxiliaryVector([(AuxiliaryVector.kernelLibrary, base)]))
    }

    /// Writes a call of what lies at `target` before `returnAddress`.
    mutating func call(_ target: UInt64, before returnAddress: UInt64) {
      process.memory.write([0xe8], at: returnAddress - 5)
      process.memory.write(target &- returnAddress & 0xffff_ffff, at: returnAddress - 4, size: 4)
    }
  }

  private func walk(_ drawing: Drawing) throws -> (names: [String], JoinedStack, GoProgram) {
    let program = GoProgram(try drawing.process.open())
    var unwinder = try #require(program.joinedUnwinder())
    let thread = try #require(program.process.threads.first)
    let walked = unwinder.walk(thread)
    let joined = try #require(walked)
    let names = joined.trace.frames.flatMap {
      program.frames(at: $0.point).map(program.functionName)
    }
    return (names, joined, program)
  }

  // MARK: - Return addresses

  @Test(
    "ends at a return address that is no code, and says where that one is",
    arguments: [0x7878_7878_7878_7878, base + 0x1900] as [UInt64])
  func overwrittenReturn(target: UInt64) throws {
    let library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
    var drawing = Drawing(library, inner: "runtime.cgocall")
    drawing.process.memory.word(target, at: drawing.sp + 8)
    drawing.process.addThread(77, at: (Self.base + library.pc("c_leaf"), drawing.sp))
    let (names, joined, _) = try walk(drawing)
    #expect(names == ["c_leaf", "runtime.cgocall"] + Self.outer.map(\.function))
    #expect(joined.trace.gaps.map(\.after) == [1])
    let reason = try #require(joined.trace.gaps.first?.reason)
    #expect(reason == .overwrittenReturn(Address(target), at: Address(drawing.sp + 8)))
    #expect(
      reason.reason
        == "the return address \(Address(target)) at \(Address(drawing.sp + 8)) is no code: "
        + "the stack was overwritten")
  }

  // MARK: - The link register

  @Test("goes on from a call of data to where the link register says")
  func callOfData() throws {
    var library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
    library.machine = 183
    library.hasFrameInformation = false
    var drawing = Drawing(library, .arm64, inner: "runtime.cgocall")
    drawing.process.addThread(
      77, at: (Self.base + 0x1900, drawing.sp),
      registers: ["x30": Self.base + library.pc("c_outer")])
    let (names, joined, _) = try walk(drawing)
    #expect(
      names == ["[vdso]+0x1900", "c_outer", "runtime.cgocall"] + Self.outer.map(\.function))
    #expect(joined.trace.frames[1].stackPointer == joined.trace.frames[0].stackPointer)
    #expect(joined.trace.gaps.map(\.reason) == [.noFrameInformation("c_outer")])
  }

  @Test("goes on from a function that makes no calls to where the link register says")
  func leaf() throws {
    var library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
    library.machine = 183
    library.hasFrameInformation = false
    var drawing = Drawing(library, .arm64, inner: "runtime.cgocall")
    drawing.process.addThread(
      77, at: (Self.base + library.pc("c_leaf"), drawing.sp),
      registers: ["x30": Self.base + library.pc("c_outer")])
    #expect(
      try walk(drawing).names
        == ["c_leaf", "c_outer", "runtime.cgocall"] + Self.outer.map(\.function))
    // bl: the link register is no longer what the caller left in it.
    drawing.process.memory.write(
      [0x10, 0, 0, 0x94], at: Self.base + library.pc("c_leaf") - 8)
    let (names, joined, _) = try walk(drawing)
    #expect(names == ["c_leaf", "runtime.cgocall"] + Self.outer.map(\.function))
    #expect(joined.trace.gaps.map(\.reason) == [.noFrameInformation("c_leaf")])
  }

  // MARK: - The address sanitizer

  /// A report of the sanitizer whose outermost frames a later call went over: the return address of the
  /// innermost is left from that one.
  private func report(notes: (Drawing) -> [UInt64]) throws -> Drawing {
    let library = SyntheticLibrary([("c_report", 0x70), ("c_check", 0x20), ("c_stale", 0x10)])
    var drawing = Drawing(library, inner: "asancall", status: 2)
    drawing.process.memory.words(notes(drawing), at: drawing.sp + 0x10)
    drawing.process.memory.word(Self.base + library.pc("c_check"), at: drawing.sp + 0x68)
    drawing.call(
      Self.base + library.pc("c_stale") - 0x10, before: Self.base + library.pc("c_check"))
    drawing.process.memory.word(drawing.process.pc("asancall"), at: drawing.sp + 0x88)
    drawing.call(
      drawing.process.pc("runtime.asanread", 0), before: drawing.process.pc("main.work"))
    drawing.process.set("runtime.g", "sched.sp", of: drawing.g, 0)
    drawing.process.addThread(
      77, at: (Self.base + library.pc("c_report"), drawing.sp), registers: ["r12": 0x1234])
    return drawing
  }

  @Test("goes on in the function of which the runtime told the sanitizer")
  func sanitizer() throws {
    let drawing = try report {
      [$0.process.pc("main.work"), 0, $0.stack.stackPointers[1], 0x1000]
    }
    let (names, joined, program) = try walk(drawing)
    #expect(names == ["c_report"] + Self.outer.map(\.function))
    #expect(joined.trace.gaps.map(\.after) == [1])
    #expect(joined.trace.gaps.map(\.reason) == [.overwritten])
    #expect(joined.trace.end == .outermost)
    var walk = Walk(program.process)
    let trace = try #require(try walk.trace(of: drawing.g))
    #expect(walk.names(trace) == Self.outer.map(\.function))
  }

  @Test("takes no stack pointer of another frame for it, and none without its pc")
  func unrelatedNotes() throws {
    let wrong: [(Drawing) -> [UInt64]] = [
      { [$0.process.pc("main.main"), 0, $0.stack.stackPointers[2], 0x1000] },
      { [0, 0, $0.stack.stackPointers[1], 0x1000] },
      { [$0.process.pc("main.work"), 0, $0.stack.stackPointers[1] + 8, 0x1000] },
    ]
    for notes in wrong {
      let (names, joined, _) = try walk(report(notes: notes))
      #expect(names == ["c_report", "c_check", "asancall"])
      #expect(joined.trace.end == .stackPointerWritten)
    }
  }
}
