// pclntab drawn by a test: functions with frame sizes, files, lines, inlined calls and arguments.
//
// Source: cmd/link/internal/ld/pcln.go and runtime/symtab.go of go1.19 (magic 0xfffffff0) and of
// go1.20 to go1.27 (0xfffffff1).

/// A value that holds for the code below an offset from the function's entry.
package struct Step: Sendable {
  package let below: UInt32
  package let value: Int32

  package init(below: UInt32, _ value: Int32) {
    self.below = below
    self.value = value
  }
}

/// A call that was inlined.
package struct SyntheticInlining: Sendable {
  package var name: String
  /// The call's place in its parent, from the function's entry.
  package var parentOffset: UInt32
  package var id: UInt8

  package init(_ name: String, parentOffset: UInt32, id: UInt8 = 0) {
    self.name = name
    self.parentOffset = parentOffset
    self.id = id
  }
}

/// A function of a drawn program. Its code is `size` bytes that nothing reads.
package struct SyntheticFunction: Sendable {
  package var name: String
  package var size: UInt32
  /// Frame sizes without the return address; the last step must reach `size`.
  package var frame: [Step]
  package var file: String
  package var lines: [Step]
  /// `file` where code was inlined from another: steps of indices in `FunctionTableWriter.files`.
  package var files: [Step]?
  package var id: UInt8 = 0
  package var flags: UInt8 = 0
  package var inlined: [SyntheticInlining] = []
  package var inlineIndex: [Step] = []
  /// FUNCDATA_ArgInfo.
  package var argumentInfo: [UInt8]?
  /// FUNCDATA_OpenCodedDeferInfo.
  package var openCodedDefers: [UInt8]?
  /// FUNCDATA_ArgLiveInfo, and PCDATA_ArgLiveIndex.
  package var argumentLiveness: [UInt8]?
  package var livenessIndex: [Step] = []

  /// A function of 256 bytes whose frame is `frame` bytes from offset 4 on, and empty before: the
  /// prologue.
  package init(
    _ name: String, frame: Int32 = 0x20, file: String? = nil, line: Int32 = 10, flags: UInt8 = 0,
    id: UInt8 = 0
  ) {
    self.name = name
    size = 0x100
    self.frame =
      frame == 0 ? [Step(below: 0x100, 0)] : [Step(below: 4, 0), Step(below: 0x100, frame)]
    let package = name.split(separator: ".").first.map(String.init) ?? "x"
    self.file = file ?? "/src/\(package).go"
    lines = [Step(below: 0x20, line), Step(below: 0x100, line + 1)]
    self.flags = flags
    self.id = id
  }

  /// The same function with other settings.
  package func with(_ change: (inout SyntheticFunction) -> Void) -> SyntheticFunction {
    var copy = self
    change(&copy)
    return copy
  }

  /// The frame's size at an offset.
  package func frameSize(at offset: UInt32) -> Int32 {
    frame.first { offset < $0.below }?.value ?? 0
  }
}

/// What the linker would have written.
package struct FunctionTable: Sendable {
  /// pclntab.
  package var table: [UInt8]
  /// `go:func.*`: what FUNCDATA offsets are relative to.
  package var functionData: [UInt8]
  /// Distances of the functions' entries from the text's start.
  package var entries: [String: UInt32]
  package var textSize: UInt32
}

/// Writes pclntab.
package struct FunctionTableWriter: Sendable {
  package var magic: UInt32 = 0xffff_fff1
  package var pointerSize = 8
  package var quantum: UInt32 = 1
  /// `pcHeader.textStart`, 0 since go1.26.
  package var textStart: UInt64 = 0
  package var functions: [SyntheticFunction]

  private static let dataTables = 4
  private static let functionDataTables = 7
  private static let none = UInt32.max

  package init(_ functions: [SyntheticFunction], magic: UInt32 = 0xffff_fff1) {
    self.functions = functions
    self.magic = magic
  }

  /// The files of all functions, in the order of the compilation unit.
  package var files: [String] {
    var seen: [String] = []
    for function in functions where !seen.contains(function.file) { seen.append(function.file) }
    return seen
  }

  /// A program of value and pc deltas.
  package static func program(_ steps: [Step], quantum: UInt32 = 1) -> [UInt8] {
    var out = ByteWriter()
    var value: Int32 = -1
    var pc: UInt32 = 0
    for step in steps {
      let delta = Int64(step.value) - Int64(value)
      out.variableLength(UInt32(truncatingIfNeeded: delta << 1 ^ (delta >> 63)))
      out.variableLength((step.below - pc) / quantum)
      value = step.value
      pc = step.below
    }
    out.put(0 as UInt8)
    return out.bytes
  }

  /// The tables.
  package func write() -> FunctionTable {
    var names = ByteWriter()
    names.put(0 as UInt8)
    var nameOffsets: [String: UInt32] = [:]
    func name(_ text: String) -> UInt32 {
      if let known = nameOffsets[text] { return known }
      let offset = UInt32(names.count)
      names.cString(text)
      nameOffsets[text] = offset
      return offset
    }
    var fileNames = ByteWriter()
    var fileOffsets: [UInt32] = []
    for file in files {
      fileOffsets.append(UInt32(fileNames.count))
      fileNames.cString(file)
    }
    // The unit begins at entry 1: a reader that forgets the unit's offset finds no file.
    var units = ByteWriter()
    units.put(Self.none)
    for offset in fileOffsets { units.put(offset) }

    var values = ByteWriter()
    values.put(0 as UInt8)
    func valueTable(_ steps: [Step]) -> UInt32 {
      guard !steps.isEmpty else { return 0 }
      let offset = UInt32(values.count)
      values.raw(Self.program(steps, quantum: quantum))
      return offset
    }
    var functionData = ByteWriter()
    // Offset 0 is taken, so that a forgotten base shows.
    functionData.raw([0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee])
    func data(_ bytes: [UInt8]?) -> UInt32 {
      guard let bytes else { return Self.none }
      functionData.align(8)
      let offset = UInt32(functionData.count)
      functionData.raw(bytes)
      return offset
    }

    var entries: [String: UInt32] = [:]
    var index = ByteWriter()
    var records = ByteWriter()
    let indexSize = functions.count * 8 + 4
    var entry: UInt32 = 0
    for function in functions {
      entries[function.name] = entry
      index.put(entry)
      index.put(UInt32(indexSize + records.count))
      let file = UInt32(files.firstIndex(of: function.file) ?? 0)
      records.put(entry)
      records.put(name(function.name))
      records.put(0 as Int32)  // args
      records.put(0 as UInt32)  // deferreturn
      records.put(valueTable(function.frame))
      records.put(valueTable(function.files ?? [Step(below: function.size, Int32(file))]))
      records.put(valueTable(function.lines))
      records.put(UInt32(Self.dataTables))
      records.put(1 as UInt32)  // cuOffset
      if magic == 0xffff_fff1 { records.put(function.lines.first?.value ?? 0) }  // startLine
      records.put(function.id)
      records.put(function.flags)
      records.put(0 as UInt8)
      records.put(UInt8(Self.functionDataTables))
      for steps in [[], [], function.inlineIndex, function.livenessIndex] {
        records.put(valueTable(steps))
      }
      let tree = function.inlined.isEmpty ? nil : inlineTree(function.inlined, name)
      for bytes in [
        nil, nil, nil, tree, function.openCodedDefers, function.argumentInfo,
        function.argumentLiveness,
      ] {
        records.put(data(bytes))
      }
      entry += function.size
    }
    index.put(entry)
    functionData.raw([UInt8](repeating: 0xff, count: 64))
    return FunctionTable(
      table: assemble(
        [names.bytes, units.bytes, fileNames.bytes, values.bytes, index.bytes + records.bytes],
        fileCount: files.count),
      functionData: functionData.bytes, entries: entries, textSize: entry)
  }

  private func assemble(_ parts: [[UInt8]], fileCount: Int) -> [UInt8] {
    var out = ByteWriter(wordSize: pointerSize)
    out.put(magic)
    out.put(0 as UInt16)
    out.put(UInt8(quantum))
    out.put(UInt8(pointerSize))
    out.word(UInt64(functions.count))
    out.word(UInt64(fileCount))
    out.word(textStart)
    var offset = 8 + 8 * pointerSize
    for part in parts {
      out.word(UInt64(offset))
      offset += (part.count + 7) / 8 * 8
    }
    for part in parts {
      out.raw(part)
      out.align(8)
    }
    return out.bytes
  }

  private func inlineTree(
    _ calls: [SyntheticInlining], _ name: (String) -> UInt32
  ) -> [UInt8] {
    var out = ByteWriter()
    for call in calls {
      if magic == 0xffff_fff1 {
        out.put(call.id)
        out.raw([0, 0, 0])
        out.put(name(call.name))
        out.put(call.parentOffset)
        out.put(1 as Int32)  // startLine
      } else {
        out.put(-1 as Int16)  // parent, not used any more
        out.put(call.id)
        out.put(0 as UInt8)
        out.put(0 as Int32)  // file
        out.put(0 as Int32)  // line
        out.put(name(call.name))
        out.put(call.parentOffset)
      }
    }
    return out.bytes
  }
}
