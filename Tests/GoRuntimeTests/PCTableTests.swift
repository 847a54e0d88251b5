// pclntab: finding functions, running its programs, inlined calls, and damage.

import ElfCore
import GoRuntime
import TestSupport
import Testing

/// One way to lay out the table.
struct TableShape: Sendable, CustomTestStringConvertible {
  let magic: UInt32
  let pointerSize: Int
  let quantum: UInt32
  var testDescription: String {
    "\(String(magic, radix: 16)), \(pointerSize * 8) bit, quantum \(quantum)"
  }

  static let all = [
    TableShape(magic: 0xffff_fff1, pointerSize: 8, quantum: 1),
    TableShape(magic: 0xffff_fff1, pointerSize: 8, quantum: 4),
    TableShape(magic: 0xffff_fff1, pointerSize: 4, quantum: 1),
    TableShape(magic: 0xffff_fff0, pointerSize: 8, quantum: 1),
    TableShape(magic: 0xffff_fff0, pointerSize: 8, quantum: 4),
    TableShape(magic: 0xffff_fff0, pointerSize: 4, quantum: 1),
  ]
}

@Suite("A function table")
struct PCTableTests {
  private static let functions = [
    SyntheticFunction("runtime.text", frame: 0, flags: 1),
    SyntheticFunction("main.main", frame: 0x58, file: "/app/main.go", line: 20),
    SyntheticFunction("main.λ", frame: 0x30, file: "/app/λ.go", line: 7, flags: 2, id: 9),
  ]

  /// A table somewhere inside a file, and the file.
  private func table(
    _ shape: TableShape, _ functions: [SyntheticFunction] = functions, base: Int = 24
  ) throws -> (table: PCTable, written: FunctionTable, file: MappedFile) {
    var writer = FunctionTableWriter(functions, magic: shape.magic)
    writer.pointerSize = shape.pointerSize
    writer.quantum = shape.quantum
    let written = writer.write()
    let file = try mappedFile(
      [UInt8](repeating: 0xcc, count: base) + written.table + written.functionData)
    return (try #require(PCTable(file: file, base: base)), written, file)
  }

  @Test("names its functions, with their flags and kinds", arguments: TableShape.all)
  func functions(shape: TableShape) throws {
    let (table, _, _) = try table(shape)
    #expect(table.functionCount == 3)
    #expect(table.endOffset == 0x300)
    let found = (0..<3).compactMap { table.function(index: $0) }
    #expect(found.map { table.name(at: $0.nameOffset) } == ["runtime.text", "main.main", "main.λ"])
    #expect(found.map(\.entryOffset) == [0, 0x100, 0x200])
    #expect(found.map(\.isTopFrame) == [true, false, false])
    #expect(found.map(\.writesStackPointer) == [false, false, true])
    #expect(found.map(\.id) == [0, 0, 9])
    #expect(table.function(index: 3) == nil)
    #expect(table.function(index: -1) == nil)
  }

  @Test(
    "finds the function that holds an instruction, at its first and at its last byte",
    arguments: TableShape.all)
  func lookUp(shape: TableShape) throws {
    let (table, _, _) = try table(shape)
    for (offset, name) in [
      (UInt32(0), "runtime.text"), (0xff, "runtime.text"), (0x100, "main.main"),
      (0x1ff, "main.main"), (0x200, "main.λ"), (0x2ff, "main.λ"),
    ] {
      let function = try #require(table.function(at: offset))
      #expect(table.name(at: function.nameOffset) == name, "\(offset)")
    }
    #expect(table.function(at: 0x300) == nil)
    #expect(table.function(at: .max) == nil)
  }

  @Test("gives frame size, file and line at each instruction", arguments: TableShape.all)
  func values(shape: TableShape) throws {
    let (table, _, _) = try table(shape)
    let function = try #require(table.function(at: 0x100))
    // Steps at 4 (end of the prologue) and 0x20 (next line), each to the byte before and from it on.
    #expect(table.stackDelta(function, at: 0x103) == 0)
    #expect(table.stackDelta(function, at: 0x104) == 0x58)
    #expect(table.stackDelta(function, at: 0x1ff) == 0x58)
    #expect(table.line(function, at: 0x11f) == 20)
    #expect(table.line(function, at: 0x120) == 21)
    #expect(table.file(function, at: 0x100) == "/app/main.go")
    let other = try #require(table.function(at: 0x200))
    #expect(table.file(other, at: 0x2ff) == "/app/λ.go")
  }

  @Test("gives no value beyond the last step of a function's program", arguments: TableShape.all)
  func beyondProgram(shape: TableShape) throws {
    let short = SyntheticFunction("main.short").with {
      $0.frame = [Step(below: 0x10, 0x20)]
      $0.lines = [Step(below: 0x10, 5)]
    }
    let (table, _, _) = try table(shape, [short])
    let function = try #require(table.function(at: 0))
    #expect(table.stackDelta(function, at: 0xf) == 0x20)
    #expect(table.stackDelta(function, at: 0x10) == nil)
    #expect(table.line(function, at: 0x10) == 0)
    #expect(table.file(function, at: 0x10) == "/src/main.go")
  }

  @Test("runs programs of large, negative and many steps", arguments: TableShape.all)
  func longProgram(shape: TableShape) throws {
    var steps: [Step] = []
    for index in 1...200 as ClosedRange<UInt32> {
      steps.append(
        Step(below: index * 0x1000, index % 2 == 0 ? -1_000_000 : Int32(index) * 100_000))
    }
    let long = SyntheticFunction("main.long").with {
      $0.size = 200 * 0x1000
      $0.lines = steps
      $0.frame = [Step(below: 200 * 0x1000, Int32.max - 1)]
    }
    let (table, _, _) = try table(shape, [long])
    let function = try #require(table.function(at: 0))
    for step in steps { #expect(table.line(function, at: step.below - 1) == step.value) }
    #expect(table.stackDelta(function, at: 0x1234) == Int32.max - 1)
  }

  @Test("gives a function's tables of data, and none that it lacks", arguments: TableShape.all)
  func dataTables(shape: TableShape) throws {
    let function = SyntheticFunction("main.main").with {
      $0.inlineIndex = [Step(below: 0x10, -1), Step(below: 0x20, 0), Step(below: 0x100, -1)]
      $0.inlined = [SyntheticInlining("main.inlined", parentOffset: 0x10)]
      $0.argumentInfo = [0, 8, 0xff]
    }
    let (table, written, _) = try table(shape, [function, SyntheticFunction("main.other")])
    let first = try #require(table.function(index: 0))
    #expect(table.data(.inlineIndex, first, at: 0xf) == -1)
    #expect(table.data(.inlineIndex, first, at: 0x10) == 0)
    #expect(table.data(.argumentLiveness, first, at: 0x10) == -1)
    let info = try #require(table.functionData(.argumentInfo, first))
    #expect(Array(written.functionData[Int(info)..<Int(info) + 3]) == [0, 8, 0xff])
    #expect(table.functionData(.argumentLiveness, first) == nil)
    let second = try #require(table.function(index: 1))
    #expect(table.data(.inlineIndex, second, at: 0x110) == -1)
    #expect(table.functionData(.inlineTree, second) == nil)
  }

  @Test("gives inlined calls in either size of record", arguments: TableShape.all)
  func inlinedCalls(shape: TableShape) throws {
    let function = SyntheticFunction("main.main").with {
      $0.inlined = [
        SyntheticInlining("main.outer", parentOffset: 0x10, id: 3),
        SyntheticInlining("main.inner", parentOffset: 0x20, id: 4),
      ]
    }
    let base = 24
    let (table, written, file) = try table(shape, [function], base: base)
    let found = try #require(table.function(index: 0))
    let tree =
      base + written.table.count + Int(try #require(table.functionData(.inlineTree, found)))
    let calls = (0..<2).compactMap { table.inlinedCall(found, tree: tree, in: file, index: $0) }
    #expect(calls.map { table.name(at: $0.nameOffset) } == ["main.outer", "main.inner"])
    #expect(calls.map(\.parentOffset) == [0x10, 0x20])
    #expect(calls.map(\.id) == [3, 4])
    for index in [-1, Int32.max, .min] {
      #expect(table.inlinedCall(found, tree: tree, in: file, index: index) == nil)
    }
  }

  @Test(
    "with a head that is not a table's is none",
    arguments: [
      (0, UInt64(0xffff_fffa), 4), (0, 0xffff_fff2, 4), (0, 0, 4), (4, 1, 1), (5, 1, 1), (6, 3, 1),
      (6, 0, 1), (7, 5, 1), (7, 0, 1), (8, 0, 8), (8, 1 << 28, 8), (8, .max, 8), (32, 1 << 40, 8),
      (64, 1 << 40, 8), (64, 0xff_ffff_ffff, 8), (8, 0xfff_ffff, 8),
    ])
  func damagedHead(offset: Int, value: UInt64, size: Int) throws {
    var bytes = FunctionTableWriter(Self.functions).write().table
    #expect(PCTable(file: try mappedFile(bytes), base: 0) != nil)
    bytes.overwrite(value, at: offset, size: size)
    #expect(PCTable(file: try mappedFile(bytes), base: 0) == nil)
  }

  @Test("beyond the end of its file is none", arguments: [-8, 1 << 20, Int.max - 64])
  func outsideFile(base: Int) throws {
    let bytes = FunctionTableWriter(Self.functions).write().table
    #expect(PCTable(file: try mappedFile(bytes), base: base) == nil)
  }

  @Test("with random damage answers or declines, and never traps", arguments: TableShape.all)
  func randomDamage(shape: TableShape) throws {
    let functions = Self.functions.map {
      $0.with {
        $0.inlined = [SyntheticInlining("main.x", parentOffset: 8)]
        $0.inlineIndex = [Step(below: 0x80, 0), Step(below: 0x100, -1)]
        $0.argumentInfo = [0, 8, 0xff]
      }
    }
    var writer = FunctionTableWriter(functions, magic: shape.magic)
    writer.pointerSize = shape.pointerSize
    writer.quantum = shape.quantum
    let written = writer.write()
    var state: UInt64 = 7
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    var answers = 0
    for _ in 0..<150 {
      var bytes = written.table
      for _ in 0..<6 {
        bytes[random(bytes.count)] = [0xff, 0x7f, 0x80, UInt8(random(256))][random(4)]
      }
      let file = try mappedFile(bytes)
      guard let table = PCTable(file: file, base: 0) else { continue }
      for index in 0..<min(table.functionCount, 4) {
        guard let function = table.function(index: index) else { continue }
        for offset in [function.entryOffset, function.entryOffset &+ 0x40, 0, UInt32.max] {
          _ = table.function(at: offset)
          _ = table.stackDelta(function, at: offset)
          answers +=
            table.file(function, at: offset).utf8.count + Int(table.line(function, at: offset) & 1)
          _ = table.data(.inlineIndex, function, at: offset)
        }
        _ = table.name(at: function.nameOffset)
        for data in [PCTable.FunctionData.inlineTree, .argumentInfo, .argumentLiveness] {
          _ = table.functionData(data, function)
        }
        _ = table.inlinedCall(
          function, tree: random(1 << 30), in: file, index: Int32(random(1 << 20)))
      }
    }
    #expect(answers > 0)
  }
}
