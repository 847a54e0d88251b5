// Pending deferred calls: records, open-coded ones in both formats, groups of a range over a function.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("Pending deferred calls")
struct DeferTests {
  private static let names = ["main.first", "main.second", "main.third"]

  /// A goroutine whose main.work has room for three open-coded calls.
  private struct Drawing {
    var drawn: SyntheticProcess
    let goroutine: UInt64
    let stack: DrawnStack
    /// Where main.work keeps its locals' end.
    let variables: UInt64

    init(_ shape: RuntimeShape, _ architecture: Architecture) {
      let word = architecture.pointerSize
      // Bits 8 bytes below the locals' end, the closures from 16 bytes to 4 words below on.
      let slots = 16 + 4 * word
      let data: [UInt8] =
        shape.hasDeferMarks
        ? [8, 3] + (0..<3).reversed().map { UInt8(slots - $0 * word) } : [8, UInt8(slots)]
      let functions =
        SyntheticFunction.usual.filter { $0.name != "main.work" }
        + DeferTests.names.map { SyntheticFunction($0) }
        + [
          SyntheticFunction("main.work", frame: 0x80).with { $0.openCodedDefers = data },
          SyntheticFunction("main.work.deferwrap1", id: 99).with {
            $0.inlined = [SyntheticInlining("main.third", parentOffset: 4)]
            $0.inlineIndex = [
              Step(below: 8, -1), Step(below: 0x20, 0), Step(below: 0x100, -1),
            ]
          },
        ]
      drawn = SyntheticProcess(architecture, shape: shape, functions: functions)
      let added = drawn.add(SyntheticGoroutine(id: 7))
      goroutine = added.address
      stack = added.stack
      let pushed = architecture.returnAddress == .pushedByCall ? UInt64(word) : 0
      let saved = architecture.savesFramePointer ? UInt64(word) : 0
      variables = stack.frameEnds[1] - pushed - saved
      for (index, name) in DeferTests.names.enumerated() {
        let place = variables - UInt64(slots) + UInt64(index * word)
        let closure = self.closure(index == 2 ? "main.work.deferwrap1" : name)
        drawn.memory.word(closure, at: place)
      }
    }

    mutating func closure(_ function: String) -> UInt64 {
      let address = drawn.onHeap(2 * drawn.word)
      drawn.memory.word(drawn.pc(function, 0), at: address)
      return address
    }

    mutating func setBits(_ bits: UInt8) { drawn.memory.write([bits], at: variables - 8) }

    /// A record of the frame at `index` of the stack.
    mutating func record(
      _ function: String, frame index: Int, link: UInt64 = 0, members: [String: UInt64] = [:]
    ) -> UInt64 {
      let address = drawn.onHeap(16 * drawn.word)
      drawn.set("runtime._defer", "sp", of: address, stack.stackPointers[index])
      drawn.set("runtime._defer", "fn", of: address, closure(function))
      drawn.set("runtime._defer", "link", of: address, link)
      for (name, value) in members { drawn.set("runtime._defer", name, of: address, value) }
      return address
    }

    mutating func setList(_ record: UInt64) {
      drawn.set("runtime.g", "_defer", of: goroutine, record)
    }

    func read() throws -> PendingDefers {
      let process = try drawn.open()
      var walk = Walk(process)
      let trace = try #require(try walk.trace(of: goroutine))
      var reader = try process.goroutineReader()
      var defers = DeferReader(walk.program)
      return defers.pending(of: try reader.read(Address(goroutine)), stack: trace)
    }
  }

  @Test(
    "that are open-coded are those whose bit is set, the last one first; a wrapper is seen through",
    arguments: RuntimeShape.all, Architecture.supported)
  func openCoded(shape: RuntimeShape, architecture: Architecture) throws {
    var drawing = Drawing(shape, architecture)
    #expect(try drawing.read().frames == [])
    drawing.setBits(0b101)
    let found = try drawing.read()
    #expect(found.frames.map(\.frame) == [1])
    #expect(found.calls(of: 1).map(\.function) == ["main.third", "main.first"])
    #expect(found.calls(of: 1).map(\.isWrapped) == [true, false])
    #expect(found.calls(of: 1).map(\.isOpenCoded) == [true, true])
    #expect(found.problem == nil)
  }

  @Test(
    "that have records belong to the frames of their stack pointers", arguments: RuntimeShape.all)
  func records(shape: RuntimeShape) throws {
    var drawing = Drawing(shape, .amd64)
    let outer = drawing.record("main.second", frame: 2)
    let lost = drawing.record("main.first", frame: 0, link: outer, members: ["sp": 0x123])
    drawing.setList(drawing.record("main.first", frame: 1, link: lost))
    let found = try drawing.read()
    #expect(found.calls(of: 1).map(\.function) == ["main.first"])
    #expect(found.calls(of: 2).map(\.function) == ["main.second"])
    #expect(found.elsewhere == 1)
    #expect(found.calls(of: 1).map(\.isOpenCoded) == [false])
  }

  @Test("are not those that run already, nor the records that stand for open-coded ones")
  func marks() throws {
    var drawing = Drawing(.go121, .amd64)
    let open = drawing.record("main.second", frame: 2, members: ["openDefer": 1])
    drawing.setList(drawing.record("main.first", frame: 1, link: open, members: ["started": 1]))
    #expect(try drawing.read() == PendingDefers())
  }

  @Test("of a range over a function hang on a record of the frame around it")
  func range() throws {
    var drawing = Drawing(.go125, .amd64)
    let second = drawing.record("main.second", frame: 0, members: ["sp": 0])
    let first = drawing.record("main.first", frame: 0, link: second, members: ["sp": 0])
    let head = drawing.drawn.onHeap(8)
    drawing.drawn.memory.word(first, at: head)
    let after = drawing.record("main.third", frame: 2)
    drawing.setList(
      drawing.record(
        "main.first", frame: 1, link: after, members: ["rangefunc": 1, "head": head, "fn": 0]))
    let found = try drawing.read()
    #expect(found.calls(of: 1).map(\.function) == ["main.first", "main.second"])
    #expect(found.calls(of: 2).map(\.function) == ["main.third"])
    // A group that takes no more calls has 1 there.
    drawing.drawn.memory.word(1, at: head)
    #expect(try drawing.read().calls(of: 1) == [])
  }

  @Test("of a recursion are read up to a limit, and the report says so")
  func limit() throws {
    var drawing = Drawing(.go121, .amd64)
    // Records that overlap, each with its own link.
    let count = 10_001
    let link = try #require(try drawing.drawn.open().facts[.deferLink]).offset
    let first = drawing.drawn.onHeap(8 * count + 16 * drawing.drawn.word)
    for index in 1..<count {
      let place = first + UInt64(8 * index)
      drawing.drawn.memory.word(place - 8, at: place + UInt64(link))
    }
    drawing.setList(first + UInt64(8 * (count - 1)))
    let found = try drawing.read()
    #expect(found.problem == "only the first 10000 deferred calls were read")
  }

  @Test("in a list that turns back or leads out of memory are those before, and the report says so")
  func damage() throws {
    var drawing = Drawing(.go125, .amd64)
    let record = drawing.record("main.first", frame: 1)
    drawing.drawn.set("runtime._defer", "link", of: record, record)
    drawing.setList(record)
    var found = try drawing.read()
    #expect(found.calls(of: 1).map(\.function) == ["main.first"])
    #expect(found.problem?.hasPrefix("the list of deferred calls does not end") == true)
    drawing.drawn.set("runtime._defer", "link", of: record, 0xdead_0000)
    found = try drawing.read()
    #expect(found.calls(of: 1).map(\.function) == ["main.first"])
    #expect(found.problem?.hasPrefix("the list of deferred calls ends early") == true)
  }
}
