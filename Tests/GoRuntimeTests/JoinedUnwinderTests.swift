// Walks of drawn threads whose stacks have frames of C: how they are left, named, and joined to Go's.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A thread's stack of Go and C")
struct JoinedUnwinderTests {
  /// Where the library lies in memory, as the vDSO does: no file of it is needed.
  private static let base: UInt64 = 0x7fff_0000_0000
  private static let library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
  private static let functions =
    SyntheticFunction.usual + [
      SyntheticFunction("runtime.cgocall", frame: 0x20),
      SyntheticFunction("runtime.asmcgocall.abi0", frame: 0x10, flags: 2),
    ]
  private static let goFrames = [
    SyntheticFrame("runtime.cgocall"), SyntheticFrame("main.work"), SyntheticFrame("main.main"),
    SyntheticFrame("runtime.main"), SyntheticFrame("runtime.goexit", 1),
  ]
  private static let goNames = goFrames.map(\.function)

  /// A thread with a stack, and the goroutine that called C on it.
  private struct Drawing {
    var process = SyntheticProcess(functions: JoinedUnwinderTests.functions)
    /// A stack pointer on the thread's stack, with room above it.
    let sp: UInt64

    init(hasMachine: Bool = true) {
      let (goroutine, stack) = process.add(
        SyntheticGoroutine(id: 7, status: 3, frames: JoinedUnwinderTests.goFrames))
      process.set("runtime.g", "syscallpc", of: goroutine, process.pc("runtime.cgocall"))
      process.set("runtime.g", "syscallsp", of: goroutine, stack.stackPointer)
      let machine = process.addMachine(id: 1, thread: hasMachine ? 77 : 78, current: goroutine)
      let own = hasMachine ? machine.systemStack : process.mapStack()
      sp = own.end.rawValue - 0x400
    }

    mutating func place(_ library: SyntheticLibrary) {
      process.memory.map(JoinedUnwinderTests.base, size: library.bytes.count, flags: 7)
      process.memory.write(library.bytes, at: JoinedUnwinderTests.base)
      process.notes.append(
        CoreNotes(.amd64).auxiliaryVector([
          (AuxiliaryVector.kernelLibrary, JoinedUnwinderTests.base)
        ]))
    }

    /// Adds the thread, which was interrupted in `c_leaf` of `library`.
    mutating func addThread(in library: SyntheticLibrary, registers: [String: UInt64] = [:]) {
      process.addThread(
        77, at: (JoinedUnwinderTests.base + library.pc("c_leaf"), sp), registers: registers)
    }

    /// Writes a call of a function before the return address in the middle of another one.
    mutating func call(_ function: String, from caller: String, in library: SyntheticLibrary) {
      let place = library.pc(caller)
      let entry = library.pc(function) - 0x10
      let distance = UInt32(truncatingIfNeeded: entry &- place)
      process.memory.write([0xe8], at: JoinedUnwinderTests.base + place - 5)
      process.memory.write(
        UInt64(distance), at: JoinedUnwinderTests.base + place - 4, size: 4)
    }

    /// Writes `words` to the thread's stack, by their distance from the stack pointer.
    mutating func stack(_ words: [UInt64: UInt64]) {
      for (distance, word) in words { process.memory.word(word, at: sp + distance) }
    }
  }

  private func walk(_ drawing: Drawing) throws -> (JoinedStack, GoProgram) {
    let program = GoProgram(try drawing.process.open())
    var unwinder = try #require(program.joinedUnwinder())
    let thread = try #require(program.process.threads.first)
    let joined = unwinder.walk(thread)
    return (try #require(joined), program)
  }

  private func names(_ joined: JoinedStack, _ program: GoProgram) -> [String] {
    joined.trace.frames.flatMap { frame in
      program.frames(at: frame.point).map(program.functionName)
    }
  }

  /// A thread in `c_leaf`, which `c_outer` called, which the goroutine called.
  private func call(of library: SyntheticLibrary) -> Drawing {
    var drawing = Drawing()
    drawing.place(library)
    drawing.stack([
      0x08: Self.base + library.pc("c_outer"),
      0x28: drawing.process.pc("runtime.asmcgocall.abi0"),
    ])
    drawing.addThread(in: library)
    return drawing
  }

  @Test("goes from C through asmcgocall to the goroutine that called it")
  func callOfC() throws {
    let drawing = call(of: Self.library)
    let (joined, program) = try walk(drawing)
    #expect(
      names(joined, program)
        == ["c_leaf", "c_outer", "runtime.asmcgocall.abi0"] + Self.goNames)
    #expect(joined.trace.end == .outermost)
    #expect(joined.hasNativeFrames)
    #expect(joined.trace.gaps.isEmpty)
    let frames = joined.trace.frames
    #expect(
      frames.prefix(3).map(\.stackPointer.rawValue) == [0, 0x10, 0x30].map { drawing.sp + $0 })
    #expect(
      frames.prefix(4).map(\.source) == [
        .registers, .callFrameInformation, .callFrameInformation, .syscall,
      ])
    #expect(frames.map(\.isOnSystemStack) == (0..<8).map { $0 < 3 })
    #expect(program.library(at: frames[0].point) == "[vdso]")
  }

  @Test("goes from a vDSO that nothing unwinds to where the goroutine called into it")
  func vdsoWithoutFrameInformation() throws {
    var library = Self.library
    library.hasFrameInformation = false
    var drawing = Drawing()
    let frames = Array(Self.goFrames.dropFirst())
    let (goroutine, stack) = drawing.process.add(
      SyntheticGoroutine(id: 8, status: 2, frames: frames, members: ["sched.sp": 0, "sched.pc": 0]))
    let machine = try #require(drawing.process.allMachines.first)
    drawing.process.set("runtime.m", "curg", of: machine, goroutine)
    drawing.process.set("runtime.g", "m", of: goroutine, machine)
    drawing.process.set("runtime.m", "vdsoPC", of: machine, drawing.process.pc("main.work"))
    drawing.process.set("runtime.m", "vdsoSP", of: machine, stack.stackPointer)
    drawing.place(library)
    drawing.addThread(in: library)
    let (joined, program) = try walk(drawing)
    #expect(names(joined, program) == ["c_leaf"] + Self.goNames.dropFirst())
    #expect(joined.trace.end == .outermost)
  }

  @Test("names C by library and offset where it has no symbols")
  func withoutSymbols() throws {
    var library = Self.library
    library.hasSymbols = false
    let (joined, program) = try walk(call(of: library))
    #expect(names(joined, program).prefix(2) == ["[vdso]+0x1050", "[vdso]+0x1010"])
  }

  @Test("follows frame pointers where no call frame information is")
  func framePointers() throws {
    var library = Self.library
    library.hasFrameInformation = false
    var drawing = Drawing()
    drawing.process.coreMapsCode = true
    drawing.place(library)
    drawing.stack([
      0x20: drawing.sp + 0x60, 0x28: Self.base + library.pc("c_outer"),
      0x60: 0, 0x68: drawing.process.pc("runtime.asmcgocall.abi0"),
    ])
    drawing.call("c_leaf", from: "c_outer", in: library)
    // call rax
    drawing.process.memory.write(
      [0xff, 0xd0], at: drawing.process.pc("runtime.asmcgocall.abi0") - 2)
    drawing.addThread(in: library, registers: ["rbp": drawing.sp + 0x20])
    let (joined, program) = try walk(drawing)
    #expect(
      names(joined, program)
        == ["c_leaf", "c_outer", "runtime.asmcgocall.abi0"] + Self.goNames)
    #expect(
      joined.trace.frames.prefix(3).map(\.source) == [.registers, .framePointer, .framePointer])
    #expect(
      joined.trace.frames.prefix(3).map(\.stackPointer.rawValue)
        == [0, 0x30, 0x70].map { drawing.sp + $0 })
  }

  @Test("believes no frame pointer that leads inwards or to what is no code")
  func wrongFramePointers() throws {
    var library = Self.library
    library.hasFrameInformation = false
    for (saved, address) in [(0x8, Self.base + library.pc("c_outer")), (0x60, 0x1234)]
      as [(
        UInt64, UInt64
      )]
    {
      var drawing = Drawing()
      drawing.place(library)
      drawing.stack([0x20: drawing.sp + saved, 0x28: address])
      drawing.addThread(in: library, registers: ["rbp": drawing.sp + 0x20])
      let (joined, program) = try walk(drawing)
      #expect(names(joined, program) == ["c_leaf"] + Self.goNames)
      #expect(joined.trace.gaps.map(\.after) == [1])
      #expect(joined.trace.gaps.map(\.reason) == [.noFrameInformation("c_leaf")])
    }
  }

  @Test("believes no frame pointer that leads to a return from another function")
  func unrelatedReturnAddress() throws {
    var library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10), ("c_other", 0x10)])
    library.hasFrameInformation = false
    var drawing = Drawing()
    drawing.place(library)
    drawing.stack([0x20: drawing.sp + 0x60, 0x28: Self.base + library.pc("c_outer")])
    drawing.call("c_other", from: "c_outer", in: library)
    drawing.addThread(in: library, registers: ["rbp": drawing.sp + 0x20])
    let (joined, program) = try walk(drawing)
    #expect(names(joined, program) == ["c_leaf"] + Self.goNames)
    #expect(joined.trace.gaps.map(\.reason) == [.noFrameInformation("c_leaf")])
  }

  @Test("at a return instruction goes to the return address on top of the stack")
  func returnInstruction() throws {
    var library = Self.library
    library.hasFrameInformation = false
    var drawing = Drawing()
    drawing.process.coreMapsCode = true
    drawing.place(library)
    drawing.process.memory.write([0xc3], at: Self.base + library.pc("c_leaf"))
    // The frame pointer holds data that looks like a frame.
    drawing.stack([
      0: Self.base + library.pc("c_outer"), 0x20: drawing.sp + 0x60,
      0x28: drawing.process.pc("main.work"),
    ])
    drawing.addThread(in: library, registers: ["rbp": drawing.sp + 0x20])
    let (joined, program) = try walk(drawing)
    #expect(names(joined, program) == ["c_leaf", "c_outer"] + Self.goNames)
    #expect(joined.trace.frames.prefix(2).map(\.source) == [.registers, .returnAddress])
    #expect(joined.trace.frames[1].stackPointer.rawValue == drawing.sp + 8)
    #expect(joined.trace.gaps.map(\.reason) == [.noFrameInformation("c_outer")])
  }

  @Test("says which library is missing, and goes on where the runtime left Go")
  func missingLibrary() throws {
    var drawing = Drawing()
    drawing.process.notes.append(
      CoreNotes(.amd64).fileMappings([
        .init(Self.base, Self.base + 0x2000, page: 0, "/nowhere/libgone.so")
      ]))
    drawing.addThread(in: Self.library)
    let (joined, program) = try walk(drawing)
    let problem = "/nowhere/libgone.so is not there"
    #expect(names(joined, program) == ["libgone.so"] + Self.goNames)
    #expect(joined.trace.gaps.map(\.reason) == [.missingLibrary(problem)])
    #expect(program.native?.problems == [problem])
  }

  @Test("ends with C on a thread that the runtime does not know")
  func foreignThread() throws {
    var drawing = Drawing(hasMachine: false)
    drawing.place(Self.library)
    // The thread's start leaves 0 for a return address.
    drawing.stack([0x08: Self.base + Self.library.pc("c_outer"), 0x28: 0])
    drawing.addThread(in: Self.library)
    let (joined, program) = try walk(drawing)
    #expect(names(joined, program) == ["c_leaf", "c_outer"])
    #expect(joined.trace.end == .outermost)
  }

  @Test("is the Go stack where no C is on it")
  func onlyGo() throws {
    var drawing = Drawing()
    let frames = [
      SyntheticFrame("main.leaf"), SyntheticFrame("main.main"), SyntheticFrame("runtime.goexit", 1),
    ]
    let stack = drawing.process.draw(frames, on: drawing.process.mapStack())
    drawing.process.addThread(5, at: (drawing.process.pc("main.leaf"), stack.stackPointer))
    let (joined, program) = try walk(drawing)
    #expect(names(joined, program) == frames.map(\.function))
    #expect(!joined.hasNativeFrames)
    var unwinder = program.unwinder()
    let thread = try #require(program.process.threads.first)
    let start = try #require(program.process.stackStart(of: thread))
    let plain = unwinder.walk(from: start)
    #expect(joined.trace.frames == plain.frames)
  }

  @Test("can be cut where a signal interrupted it, with its gaps moved along")
  func dropping() throws {
    var drawing = Drawing()
    drawing.process.notes.append(
      CoreNotes(.amd64).fileMappings([
        .init(Self.base, Self.base + 0x2000, page: 0, "/nowhere/libgone.so")
      ]))
    drawing.addThread(in: Self.library)
    let (joined, program) = try walk(drawing)
    #expect(names(joined.dropping(1), program) == Self.goNames)
    #expect(joined.dropping(1).trace.gaps.map(\.after) == [0])
    #expect(joined.dropping(2).trace.gaps.isEmpty)
    #expect(joined.dropping(100).trace.frames.isEmpty)
  }
}
