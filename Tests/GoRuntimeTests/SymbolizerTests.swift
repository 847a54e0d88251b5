// From a program counter to its functions, files and lines.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A symbolizer")
struct SymbolizerTests {
  static let shapes = RuntimeShape.all

  /// main.outer, into which main.middle was inlined, into which main.inner was inlined.
  private static let inlining = SyntheticFunction(
    "main.outer", frame: 0x28, file: "/app/a.go", line: 100
  ).with {
    // Code from 0x30 to 0x40 is main.inner's; its call stands at 0x10 in main.middle's code, whose
    // call stands at 0x08 in main.outer's own.
    $0.lines = [
      Step(below: 0x0c, 100), Step(below: 0x20, 200), Step(below: 0x30, 101),
      Step(below: 0x40, 300),
      Step(below: 0x100, 102),
    ]
    $0.inlined = [
      SyntheticInlining("main.middle", parentOffset: 0x08),
      SyntheticInlining("main.inner", parentOffset: 0x10),
    ]
    $0.inlineIndex = [
      Step(below: 0x0c, -1), Step(below: 0x20, 0), Step(below: 0x30, -1), Step(below: 0x40, 1),
      Step(below: 0x100, -1),
    ]
  }

  private func symbolizer(
    _ functions: [SyntheticFunction], shape: RuntimeShape = .go125
  ) throws -> (Symbolizer, SyntheticProcess) {
    let drawn = SyntheticProcess(shape: shape, functions: functions)
    return (Symbolizer(modules: try drawn.open().modules), drawn)
  }

  private func frames(
    _ symbolizer: Symbolizer, _ pc: UInt64, isExact: Bool
  ) throws -> [LogicalFrame] {
    let index = try #require(symbolizer.point(at: Address(pc), isExact: isExact))
    return Array(symbolizer.frames(at: index))
  }

  @Test("expands inlined calls, innermost first, each with its own place", arguments: shapes)
  func inlinedCalls(shape: RuntimeShape) throws {
    let (symbolizer, drawn) = try symbolizer([Self.inlining], shape: shape)
    let found = try frames(symbolizer, drawn.pc("main.outer", 0x38), isExact: true)
    #expect(found.map(symbolizer.functionName) == ["main.inner", "main.middle", "main.outer"])
    #expect(found.map(\.line) == [300, 200, 100])
    #expect(found.map(\.isInlined) == [true, true, false])
    #expect(found.map(symbolizer.fileName) == ["/app/a.go", "/app/a.go", "/app/a.go"])
  }

  @Test("takes the instruction before a return address, and an interrupted one itself")
  func returnAddresses() throws {
    let (symbolizer, drawn) = try symbolizer([Self.inlining])
    let boundary = drawn.pc("main.outer", 0x40)
    #expect(
      try frames(symbolizer, boundary, isExact: false).map(symbolizer.functionName)
        == ["main.inner", "main.middle", "main.outer"])
    #expect(try frames(symbolizer, boundary, isExact: true).map(\.line) == [102])
  }

  @Test("takes the entry itself for a function that never ran")
  func entry() throws {
    let (symbolizer, drawn) = try symbolizer([
      SyntheticFunction("main.a"), SyntheticFunction("main.b", line: 50),
    ])
    let found = try frames(symbolizer, drawn.pc("main.b", 0), isExact: false)
    #expect(found.map(symbolizer.functionName) == ["main.b"])
    #expect(found.map(\.line) == [50])
  }

  @Test("marks functions of the highest kind as wrappers")
  func wrappers() throws {
    let (symbolizer, drawn) = try symbolizer([
      SyntheticFunction("main.a", id: 3), SyntheticFunction("main.b", id: 23),
    ])
    #expect(try frames(symbolizer, drawn.pc("main.a"), isExact: true).map(\.isWrapper) == [false])
    #expect(try frames(symbolizer, drawn.pc("main.b"), isExact: true).map(\.isWrapper) == [true])
  }

  @Test("knows no function below, behind and outside the text")
  func outside() throws {
    let (symbolizer, drawn) = try symbolizer([SyntheticFunction("main.a")])
    let start = drawn.pc("main.a", 0)
    for pc in [0, start - 1, start + 0x100, UInt64.max, UInt64.max / 2] {
      #expect(symbolizer.point(at: Address(pc), isExact: true) == nil, "\(pc)")
      #expect(symbolizer.point(at: Address(pc), isExact: false) == nil, "\(pc)")
      #expect(!symbolizer.isCode(Address(pc)))
    }
    #expect(symbolizer.isCode(Address(start)))
    #expect(symbolizer.isCode(Address(start + 0xff)))
  }

  @Test("gives the same index for the same program counter, and another for its other meaning")
  func remembers() throws {
    let (symbolizer, drawn) = try symbolizer([Self.inlining])
    let pc = Address(drawn.pc("main.outer", 0x40))
    let exact = symbolizer.point(at: pc, isExact: true)
    let called = symbolizer.point(at: pc, isExact: false)
    #expect(exact != nil && called != nil && exact != called)
    for _ in 0..<3 {
      #expect(symbolizer.point(at: pc, isExact: true) == exact)
      #expect(symbolizer.point(at: pc, isExact: false) == called)
    }
  }

  @Test("tells a place outside any stack without expanding inlined calls")
  func location() throws {
    let (symbolizer, drawn) = try symbolizer([Self.inlining])
    let pc = drawn.pc("main.outer", 0x38)
    let found = try #require(symbolizer.location(of: Address(pc), isExact: false))
    #expect(found.name == "main.outer")
    #expect(found.line == 300)
    #expect(found.entry == Address(drawn.pc("main.outer", 0)))
    #expect(symbolizer.location(of: .null, isExact: true) == nil)
  }

  @Test("of an inline tree that names itself its own parent ends")
  func cyclicTree() throws {
    let cyclic = SyntheticFunction("main.loop").with {
      $0.inlined = [SyntheticInlining("main.self", parentOffset: 0x40)]
      $0.inlineIndex = [Step(below: 0x100, 0)]
    }
    let (symbolizer, drawn) = try symbolizer([cyclic])
    let found = try frames(symbolizer, drawn.pc("main.loop", 0x40), isExact: true)
    #expect(found.count == 1_001)
    #expect(found.last.map(symbolizer.functionName) == "main.loop")
  }

  @Test("of an inline tree whose parent lies beyond the text ends there")
  func overflowingParent() throws {
    let damaged = SyntheticFunction("main.a").with {
      $0.inlined = [SyntheticInlining("main.b", parentOffset: .max)]
      $0.inlineIndex = [Step(below: 0x100, 0)]
    }
    let (symbolizer, drawn) = try symbolizer([SyntheticFunction("main.first"), damaged])
    let found = try frames(symbolizer, drawn.pc("main.a", 0x40), isExact: true)
    #expect(found.map(symbolizer.functionName) == ["main.b", "main.a"])
  }

  @Test("finds code where the program was loaded", arguments: Architecture.supported)
  func loadBias(architecture: Architecture) throws {
    let bias: UInt64 = architecture.pointerSize == 8 ? 0x5555_5555_4000 : 0x1000_0000
    let drawn = SyntheticProcess(architecture, loadBias: bias)
    let process = try drawn.open()
    let symbolizer = Symbolizer(modules: process.modules)
    let pc = drawn.pc("main.work")
    #expect(pc > bias)
    #expect(symbolizer.location(of: Address(pc), isExact: true)?.name == "main.work")
    #expect(process.build?.goVersion == "go1.25.5")
  }
}

@Suite("Text in several sections")
struct TextSectionTests {
  @Test("is found by the sections' own addresses, and not between them")
  func sections() throws {
    var drawn = SyntheticProcess(functions: [
      SyntheticFunction("main.first"), SyntheticFunction("main.second"),
      SyntheticFunction("main.third"),
    ])
    // Two sections: the first function at the text's start, the others far behind.
    let text = SyntheticProcess.textStart
    let far: UInt64 = 0x9000_0000
    let array = drawn.readOnly([UInt8](repeating: 0, count: 48))
    drawn.memory.words([0, 0x100, text, 0x100, 0x300, far], at: array)
    let module = try #require(drawn.variables["runtime.firstmoduledata"]).address
    let place = drawn.field("runtime.moduledata", "textsectmap").offset
    drawn.memory.words([array, 2, 2], at: module + UInt64(place))
    let symbolizer = Symbolizer(modules: try drawn.open().modules)
    func name(_ pc: UInt64) -> String? { symbolizer.location(of: Address(pc), isExact: true)?.name }
    #expect(name(text + 0xff) == "main.first")
    #expect(name(text + 0x100) == nil)
    #expect(name(far) == "main.second")
    #expect(name(far + 0x1ff) == "main.third")
    #expect(name(far + 0x200) == nil)
    #expect(
      symbolizer.location(of: Address(far + 0x120), isExact: true)?.entry == Address(far + 0x100))
  }
}
