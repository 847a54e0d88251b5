// pclntab: the table that the Go linker writes for the runtime's own tracebacks. It names every
// function and gives, for every program counter, the frame size, the file and the line.
//
// Source: runtime/symtab.go and cmd/link/internal/ld/pcln.go, go1.18 to go1.27.

internal import Basics
package import ElfCore

/// The function table of one module, read straight from the mapped file.
package struct PCTable: Sendable {
  /// One layout of the table, identified by its first word.
  private struct Shape: Sendable {
    let magic: UInt32
    /// Bytes of `_func` before the pcdata offsets.
    let functionSize: Int
    /// Bytes of an inline-tree record, and where it keeps the function's kind, name and the parent's pc.
    let inlineSize: Int
    let inlineID: Int
    let inlineName: Int
    let inlineParent: Int
  }

  private static let shapes = [
    // Since go1.20.
    Shape(
      magic: 0xffff_fff1, functionSize: 44, inlineSize: 16, inlineID: 0, inlineName: 4,
      inlineParent: 8),
    // go1.18 and go1.19: no start line, larger inline records.
    Shape(
      magic: 0xffff_fff0, functionSize: 40, inlineSize: 20, inlineID: 2, inlineName: 12,
      inlineParent: 16),
  ]

  private let file: MappedFile
  private let base: Int
  private let shape: Shape
  private let quantum: UInt64
  /// The number of functions.
  package let functionCount: Int
  private let names: Int
  private let units: Int
  private let files: Int
  private let values: Int
  private let functions: Int

  /// Recognises the table at `base` in `file`; nil when its layout is unknown.
  package init?(file: MappedFile, base: Int) {
    guard let magic = file.load(at: base, as: UInt32.self),
      let shape = Self.shapes.first(where: { $0.magic == magic }),
      file.load(at: base + 4, as: UInt16.self) == 0,
      let quantum = file.load(at: base + 6, as: UInt8.self), [1, 2, 4].contains(quantum),
      let pointerSize = file.load(at: base + 7, as: UInt8.self), [4, 8].contains(pointerSize)
    else { return nil }
    func word(_ index: Int) -> Int? {
      let offset = base + 8 + index * Int(pointerSize)
      let value: UInt64? =
        pointerSize == 8
        ? file.load(at: offset, as: UInt64.self)
        : file.load(at: offset, as: UInt32.self).map { UInt64($0) }
      return value.flatMap { $0 < 1 << 40 ? Int($0) : nil }
    }
    // Word 2 is textStart, but that is 0 since go1.26: the module has the text's address.
    guard let count = word(0), let names = word(3), let units = word(4), let files = word(5),
      let values = word(6), let functions = word(7), count > 0, count < 1 << 28,
      base + functions + count * 8 + 4 <= file.count
    else { return nil }
    self.file = file
    self.base = base
    self.shape = shape
    self.quantum = UInt64(quantum)
    self.functionCount = count
    self.names = base + names
    self.units = base + units
    self.files = base + files
    self.values = base + values
    self.functions = base + functions
  }

  /// One function (`_func`).
  package struct Function: Sendable {
    /// The entry's distance from the text's start, in bytes.
    package let entryOffset: UInt32
    fileprivate let record: Int
    package let nameOffset: Int32
    fileprivate let spTable: UInt32
    fileprivate let fileTable: UInt32
    fileprivate let lineTable: UInt32
    fileprivate let dataCount: UInt32
    fileprivate let unit: UInt32
    package let id: UInt8
    package let flags: UInt8
    /// Where deferred calls of the function return to, from its entry; 0 where it defers none.
    package let deferReturn: UInt32
    fileprivate let functionDataCount: UInt8

    /// Stands for a function that is not in any of Go's tables.
    static let foreign = Function(
      entryOffset: 0, record: 0, nameOffset: 0, spTable: 0, fileTable: 0, lineTable: 0,
      dataCount: 0, unit: 0, id: 0, flags: 0, deferReturn: 0,
      functionDataCount: 0)

    /// The outermost function of a stack: a walk ends here.
    package var isTopFrame: Bool { flags & 1 != 0 }
    /// Whether it changes the stack pointer in ways that the table does not describe.
    package var writesStackPointer: Bool { flags & 2 != 0 }
  }

  /// PCDATA tables (internal/abi/symtab.go).
  package enum Data: UInt32 {
    case inlineIndex = 2
    case argumentLiveness = 3
  }

  /// FUNCDATA tables (internal/abi/symtab.go).
  package enum FunctionData: UInt8 {
    case inlineTree = 3
    case openCodedDefers = 4
    case argumentInfo = 5
    case argumentLiveness = 6
  }

  /// Where the names and the functions begin, from the table's start.
  var namesOffset: Int { names - base }
  var functionsOffset: Int { functions - base }

  /// Whether the first `count` bytes contain the table up to the record of its last function. A core may
  /// have only a part of it.
  func isInside(_ count: Int) -> Bool {
    guard functionsOffset + functionCount * 8 + 4 <= count,
      let last = file.load(at: functions + (functionCount - 1) * 8 + 4, as: UInt32.self)
    else { return false }
    return functionsOffset + Int(last) + shape.functionSize <= count
  }

  /// Whether the first entries are in order and point behind the index, as random bytes would not.
  var isConsistent: Bool {
    guard file.load(at: functions, as: UInt32.self) == 0 else { return false }
    var previous: UInt32 = 0
    for index in 1..<min(functionCount, 64) {
      guard let entry = file.load(at: functions + index * 8, as: UInt32.self), entry > previous,
        let record = file.load(at: functions + index * 8 + 4, as: UInt32.self),
        Int(record) >= functionCount * 8 + 4
      else { return false }
      previous = entry
    }
    return true
  }

  /// The functions of these names, which have nine letters at least; a walk over all functions, for the few that
  /// are asked for by name.
  func functions(named wanted: Set<String>) -> [String: Function] {
    // A number is compared sooner than a String is made: most names begin with other letters.
    let heads = Set(
      wanted.map { $0.utf8.prefix(4).reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) } })
    let letters = Set(
      wanted.map { name in
        name.utf8.dropFirst(8).prefix(2).reversed().reduce(0 as UInt16) { $0 << 8 | UInt16($1) }
      })
    var found: [String: Function] = [:]
    for index in 0..<functionCount where found.count < wanted.count {
      guard let function = function(index: index), function.nameOffset >= 0,
        let head = file.load(at: names + Int(function.nameOffset), as: UInt32.self),
        heads.contains(head),
        let next = file.load(at: names + Int(function.nameOffset) + 8, as: UInt16.self),
        letters.contains(next)
      else { continue }
      let name = name(at: function.nameOffset)
      if wanted.contains(name) { found[name] = function }
    }
    return found
  }

  /// The names of all functions, one behind the other, each with a zero at its end.
  var nameBytes: [UInt8] {
    units > names ? file.bytes(at: names, count: units - names) ?? [] : []
  }

  /// The folder in which Go's own sources lay when the runtime was compiled, as far as it is before
  /// `runtime/proc.go`: empty after `-trimpath`; nil where this table has no runtime.
  package var sourceRoot: String? {
    guard let main = functions(named: ["runtime.main"])["runtime.main"] else { return nil }
    let file = file(main, at: main.entryOffset)
    let ending = "runtime/proc.go"
    return file.hasSuffix(ending) ? String(file.dropLast(ending.count)) : nil
  }

  /// The distance of the last function's end from the text's start.
  package var endOffset: UInt32 {
    file.load(at: functions + functionCount * 8, as: UInt32.self) ?? 0
  }

  /// The function that holds the instruction at `offset` from the text's start.
  package func function(at offset: UInt32) -> Function? {
    guard offset < endOffset else { return nil }
    let next = firstIndex(behind: offset)
    return next > 0 ? function(index: next - 1) : nil
  }

  /// The bytes from a function's entry to the next function's; nil where the table breaks off.
  func size(of function: Function) -> Int? {
    let next = firstIndex(behind: function.entryOffset)
    return file.load(at: functions + next * 8, as: UInt32.self).map {
      Int($0) - Int(function.entryOffset)
    }
  }

  /// The index of the first function that begins after `offset`. The entry behind the last function's is
  /// the end of the text.
  private func firstIndex(behind offset: UInt32) -> Int {
    (0..<functionCount).partitioningIndex {
      (file.load(at: functions + $0 * 8, as: UInt32.self) ?? .max) > offset
    }
  }

  /// The function at `index`, in the order of addresses.
  package func function(index: Int) -> Function? {
    guard index >= 0, index < functionCount,
      let relative = file.load(at: functions + index * 8 + 4, as: UInt32.self)
    else { return nil }
    let record = functions + Int(relative)
    // go1.18 and go1.19 lack the start line, so what follows lies 4 bytes earlier.
    let tail = record + shape.functionSize - 4
    guard let entry = file.load(at: record, as: UInt32.self),
      let name = file.load(at: record + 4, as: Int32.self),
      // Then the size of the arguments.
      let deferReturn = file.load(at: record + 12, as: UInt32.self),
      let sp = file.load(at: record + 16, as: UInt32.self),
      let fileTable = file.load(at: record + 20, as: UInt32.self),
      let line = file.load(at: record + 24, as: UInt32.self),
      let dataCount = file.load(at: record + 28, as: UInt32.self),
      let unit = file.load(at: record + 32, as: UInt32.self),
      let id = file.load(at: tail, as: UInt8.self),
      let flags = file.load(at: tail + 1, as: UInt8.self),
      let functionDataCount = file.load(at: tail + 3, as: UInt8.self)
    else { return nil }
    return Function(
      entryOffset: entry, record: record, nameOffset: name, spTable: sp, fileTable: fileTable,
      lineTable: line, dataCount: dataCount, unit: unit, id: id, flags: flags,
      deferReturn: deferReturn, functionDataCount: functionDataCount)
  }

  /// The linker's name of a function.
  package func name(at offset: Int32) -> String {
    guard offset >= 0 else { return "" }
    return text(at: names + Int(offset))
  }

  private func text(at start: Int) -> String {
    // Instantiated generic names run to kilobytes.
    guard let end = file.endOfCString(at: start, limit: 1 << 20),
      let bytes = file.bytes(at: start, count: end - start)
    else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The frame's size, without the return address, at `offset` from the text's start.
  package func stackDelta(_ function: Function, at offset: UInt32) -> Int32? {
    value(function.spTable, function, at: offset)
  }

  /// The line at `offset`.
  package func line(_ function: Function, at offset: UInt32) -> Int32 {
    value(function.lineTable, function, at: offset) ?? 0
  }

  /// The file at `offset`, as the table spells it.
  package func file(_ function: Function, at offset: UInt32) -> String {
    guard let index = value(function.fileTable, function, at: offset) else { return "?" }
    return file(function, index: index)
  }

  private func file(_ function: Function, index: Int32) -> String {
    guard index >= 0,
      let name = file.load(at: units + (Int(function.unit) + Int(index)) * 4, as: UInt32.self),
      name != .max
    else { return "?" }
    return text(at: files + Int(name))
  }

  /// The value of a PCDATA table at `offset`; -1 where the function has none.
  package func data(_ table: Data, _ function: Function, at offset: UInt32) -> Int32 {
    guard table.rawValue < function.dataCount,
      let start = file.load(
        at: function.record + shape.functionSize + Int(table.rawValue) * 4, as: UInt32.self)
    else { return -1 }
    return value(start, function, at: offset) ?? -1
  }

  /// The distance of a FUNCDATA table from the module's `gofunc`; nil where the function has none.
  package func functionData(_ table: FunctionData, _ function: Function) -> UInt32? {
    guard table.rawValue < function.functionDataCount, function.dataCount < 1 << 16,
      let distance = file.load(
        at: function.record + shape.functionSize + Int(function.dataCount) * 4
          + Int(table.rawValue) * 4, as: UInt32.self), distance != .max
    else { return nil }
    return distance
  }

  /// Runs a program of deltas up to `target` (runtime/symtab.go pcvalue).
  private func value(_ table: UInt32, _ function: Function, at target: UInt32) -> Int32? {
    guard table != 0 else { return nil }
    var position = values + Int(table)
    var pc = UInt64(function.entryOffset)
    var value: Int32 = -1
    var isFirst = true
    while let delta = variableLength(&position) {
      if delta == 0 && !isFirst { return nil }
      isFirst = false
      value &+= Int32(bitPattern: delta & 1 != 0 ? ~(delta >> 1) : delta >> 1)
      guard let advance = variableLength(&position) else { return nil }
      pc += UInt64(advance) * quantum
      if UInt64(target) < pc { return value }
      if pc > UInt64(UInt32.max) { return nil }
    }
    return nil
  }

  /// A stretch of a function's code over which a PCDATA table has one value.
  struct Run {
    /// Offsets from the text's start.
    let start: UInt32
    let end: UInt32
    let value: Int32
  }

  /// The values of a PCDATA table over a whole function, in order; cut short at damage.
  func runs(_ table: Data, _ function: Function) -> [Run] {
    guard table.rawValue < function.dataCount,
      let start = file.load(
        at: function.record + shape.functionSize + Int(table.rawValue) * 4, as: UInt32.self),
      start != 0
    else { return [] }
    var runs: [Run] = []
    var position = values + Int(start)
    var pc = UInt64(function.entryOffset)
    var value: Int32 = -1
    while let delta = variableLength(&position), delta != 0 || runs.isEmpty {
      value &+= Int32(bitPattern: delta & 1 != 0 ? ~(delta >> 1) : delta >> 1)
      guard let advance = variableLength(&position) else { break }
      let end = pc + UInt64(advance) * quantum
      guard end <= UInt64(UInt32.max), runs.count < 1 << 16 else { break }
      runs.append(Run(start: UInt32(pc), end: UInt32(end), value: value))
      pc = end
    }
    return runs
  }

  private func variableLength(_ position: inout Int) -> UInt32? {
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while let byte = file.load(at: position, as: UInt8.self) {
      position += 1
      value |= UInt32(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
      if shift > 28 { return nil }
    }
    return nil
  }

  /// A call that the compiler inlined.
  package struct InlinedCall: Sendable {
    package let id: UInt8
    package let nameOffset: Int32
    /// The distance of the call's place in the parent from the function's entry.
    package let parentOffset: UInt32
  }

  /// The inlined call at `index` of the inline tree whose bytes begin at `tree` in `source`.
  package func inlinedCall(
    _ function: Function, tree: Int, in source: MappedFile, index: Int32
  ) -> InlinedCall? {
    guard index >= 0, index < 1 << 20 else { return nil }
    let record = tree + Int(index) * shape.inlineSize
    guard let name = source.load(at: record + shape.inlineName, as: Int32.self),
      let parent = source.load(at: record + shape.inlineParent, as: UInt32.self),
      let id = source.load(at: record + shape.inlineID, as: UInt8.self)
    else { return nil }
    return InlinedCall(id: id, nameOffset: name, parentOffset: parent)
  }
}
