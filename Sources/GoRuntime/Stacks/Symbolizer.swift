// Looks up program counters: function, frame size, lines, inlined calls. Each distinct program counter is
// looked up once.

internal import DebugInfo
package import ElfCore

/// A function or an inlined call, as a traceback names it.
package struct LogicalFrame: Sendable {
  /// The index of the function's name in `Symbolizer.names`.
  package let name: Int32
  /// The index of the file in `Symbolizer.names`.
  package let file: Int32
  package let line: Int32
  package let isInlined: Bool
  /// Whether the compiler made it (a method wrapper, a `go` or `defer` wrapper).
  package let isWrapper: Bool
}

/// What is known of a program counter.
package struct CodePoint: Sendable {
  package let pc: Address
  /// The function's entry.
  package let entry: Address
  /// The frame's size without the return address.
  package let stackDelta: Int32
  package let special: SpecialFunction
  package let isTopFrame: Bool
  package let writesStackPointer: Bool
  package let module: Int32
  package let function: PCTable.Function
  /// The offset that decides the line: one less than that of a return address.
  package let symbolOffset: UInt32
  /// Where the symbolizer keeps its frames, innermost inlined call first, the function itself last.
  package let frames: Range<Int>

  /// A place that nothing is known about.
  static let unknown = CodePoint(
    pc: .null, entry: .null, stackDelta: 0, special: .none, isTopFrame: false,
    writesStackPointer: false, module: -1, function: .foreign, symbolOffset: 0, frames: 0..<0)
}

/// Looks up program counters. Not `Sendable`: it has a cache, so make one for each task.
package final class Symbolizer {
  package let modules: [Module]
  /// Where Go code lies, including modules whose function table is missing.
  private let codeRanges: [AddressRange]
  /// Where the code of other Go runtimes lies.
  private let otherRuntimes: [AddressRange]
  private var points: [CodePoint] = []
  private var frames: [LogicalFrame] = []
  private var names: [String] = []
  private var nameIndex: [String: Int32] = [:]
  private var functionNames: [UInt64: Int32] = [:]
  private var known: [UInt64: Int32] = [:]
  private var recentKeys = [UInt64](repeating: .max, count: 4096)
  private var recentPoints = [Int32](repeating: -1, count: 4096)
  /// The highest funcID stands for wrappers in every release (internal/abi/symtab.go).
  private let wrapperID: UInt8

  /// The code that is not Go's; nil where it is not needed.
  package let native: NativeCode?
  /// Debug information that is open.
  package let debugFiles: DebugFiles
  private var nativePoints: [UInt64: Int32] = [:]
  /// The paths of the files that hold code of C's, by code point.
  private var libraries: [Int32: String] = [:]

  /// `codeRanges` are the ranges of Go code whose functions may be unknown.
  package init(
    modules: [Module], codeRanges: [AddressRange] = [], otherRuntimes: [AddressRange] = [],
    native: NativeCode? = nil, debugFiles: DebugFiles = DebugFiles()
  ) {
    self.modules = modules
    self.codeRanges = codeRanges
    self.otherRuntimes = otherRuntimes
    self.native = native
    self.debugFiles = debugFiles
    wrapperID = modules.first.map { Self.largestID($0.table) } ?? .max
  }

  private static func largestID(_ table: PCTable) -> UInt8 {
    var largest: UInt8 = 0
    // Any program of some size has wrappers; ids are small.
    for index in stride(from: 0, to: table.functionCount, by: 1) {
      guard let function = table.function(index: index) else { continue }
      largest = max(largest, function.id)
    }
    return largest
  }

  /// What is known of `pc`. `isExact`: it is an instruction's address, not a return address. Nil when
  /// it is no Go code.
  package func point(at pc: Address, isExact: Bool) -> Int32? {
    let key = pc.rawValue &<< 1 | (isExact ? 1 : 0)
    let slot = Int(truncatingIfNeeded: (key ^ key &>> 13) & 4095)
    if recentKeys[slot] == key {
      let index = recentPoints[slot]
      return index >= 0 ? index : nil
    }
    let index: Int32
    if let found = known[key] {
      index = found
    } else {
      index = resolve(pc, isExact: isExact) ?? -1
      known[key] = index
    }
    remember(index, of: key, slot)
    return index >= 0 ? index : nil
  }

  // The arrays that every frame of every goroutine looks into are taken out to be changed. An array that
  // is changed in its place would have each look at it checked at run time.

  private func remember(_ index: Int32, of key: UInt64, _ slot: Int) {
    var keys = recentKeys
    recentKeys = []
    keys[slot] = key
    recentKeys = keys
    var found = recentPoints
    recentPoints = []
    found[slot] = index
    recentPoints = found
  }

  private func add(_ point: CodePoint) -> Int32 {
    var all = points
    points = []
    all.append(point)
    points = all
    return Int32(all.count - 1)
  }

  /// What is known of `pc` in code that is not Go's. `isExact` as above.
  func nativePoint(at pc: Address, isExact: Bool) -> Int32? {
    guard let native else { return nil }
    let key = pc.rawValue &<< 1 | (isExact ? 1 : 0)
    if let known = nativePoints[key] { return known }
    let symbol = native.describe(pc, isExact: isExact)
    let first = frames.count
    for place in symbol.places {
      frames.append(
        LogicalFrame(
          name: intern(place.function), file: intern(place.file), line: place.line,
          isInlined: place.isInlined, isWrapper: false))
    }
    let index = add(
      CodePoint(
        pc: pc, entry: symbol.entry ?? pc, stackDelta: 0, special: .none, isTopFrame: false,
        writesStackPointer: false, module: -1, function: .foreign, symbolOffset: 0,
        frames: first..<frames.count))
    libraries[index] = symbol.library
    nativePoints[key] = index
    return index
  }

  /// What is known of a code point; `unknown` for an invalid index.
  package subscript(point: Int32) -> CodePoint {
    points.indices.contains(Int(point)) ? points[Int(point)] : .unknown
  }

  /// The frames of a code point, innermost inlined call first, the function itself last.
  package func frames(at point: Int32) -> ArraySlice<LogicalFrame> { frames[self[point].frames] }

  /// The path of the file that holds the code at a point; nil for Go's.
  package func library(at point: Int32) -> String? { libraries[point] }

  /// Whether `pc` lies in Go code.
  package func isCode(_ pc: Address) -> Bool {
    modules.contains { $0.textOffset(of: pc) != nil } || codeRanges.contains { $0.contains(pc) }
  }

  /// Whether `pc` lies in Go code that no function table at hand describes.
  package func isUnnamedCode(_ pc: Address) -> Bool {
    otherRuntimes.contains { $0.contains(pc) }
      || (codeRanges.contains { $0.contains(pc) }
        && !modules.contains { $0.textOffset(of: pc) != nil })
  }

  private func resolve(_ pc: Address, isExact: Bool) -> Int32? {
    for (index, module) in modules.enumerated() {
      guard let offset = module.textOffset(of: pc),
        let function = module.table.function(at: offset),
        let delta = module.table.stackDelta(function, at: offset)
      else { continue }
      let symbol = !isExact && offset > function.entryOffset ? offset - 1 : offset
      let name = self.name(of: function.nameOffset, module: index)
      let first = frames.count
      addFrames(function, module, index, symbol, functionName: name)
      return add(
        CodePoint(
          pc: pc, entry: module.address(ofText: function.entryOffset), stackDelta: delta,
          special: SpecialFunction(name: names[Int(name)]), isTopFrame: function.isTopFrame,
          writesStackPointer: function.writesStackPointer, module: Int32(index),
          function: function, symbolOffset: symbol, frames: first..<frames.count))
    }
    return nil
  }

  /// Adds the inlined calls at `symbol`, innermost first, and the function itself.
  private func addFrames(
    _ function: PCTable.Function, _ module: Module, _ moduleIndex: Int, _ symbol: UInt32,
    functionName: Int32
  ) {
    let table = module.table
    var place = symbol
    if let base = module.functionDataBase, let tree = table.functionData(.inlineTree, function) {
      var depth = 0
      while depth < 1_000 {
        let index = table.data(.inlineIndex, function, at: place)
        guard index >= 0,
          let call = table.inlinedCall(
            function, tree: base + Int(tree), in: module.functionDataFile, index: index)
        else { break }
        frames.append(
          LogicalFrame(
            name: name(of: call.nameOffset, module: moduleIndex),
            file: intern(table.file(function, at: place)), line: table.line(function, at: place),
            isInlined: true, isWrapper: call.id == wrapperID))
        let parent = function.entryOffset.addingReportingOverflow(call.parentOffset)
        guard !parent.overflow else { break }
        place = parent.partialValue
        depth += 1
      }
    }
    frames.append(
      LogicalFrame(
        name: functionName, file: intern(table.file(function, at: place)),
        line: table.line(function, at: place), isInlined: false,
        isWrapper: function.id == wrapperID))
  }

  /// The place of the outermost inlined call at `point`, or its own where nothing is inlined there.
  func outermostOffset(_ point: CodePoint) -> UInt32 {
    outermostCall(of: point, from: point.symbolOffset)?.place ?? point.symbolOffset
  }

  /// The outermost call that was inlined into the function of `point` at `offset` from its entry.
  func outermostInlined(in point: CodePoint, at offset: UInt32) -> String? {
    outermostCall(of: point, from: point.function.entryOffset &+ offset).map {
      names[Int(self.name(of: $0.name, module: Int(point.module)))]
    }
  }

  /// The outermost inlined call at a place of the function of `point`: where it stands, and its name.
  private func outermostCall(
    of point: CodePoint, from start: UInt32
  ) -> (place: UInt32, name: Int32)? {
    guard modules.indices.contains(Int(point.module)) else { return nil }
    let module = modules[Int(point.module)]
    guard let base = module.functionDataBase,
      let tree = module.table.functionData(.inlineTree, point.function)
    else { return nil }
    var outermost: (place: UInt32, name: Int32)?
    for _ in 0..<1_000 {
      let index = module.table.data(
        .inlineIndex, point.function, at: outermost?.place ?? start)
      guard index >= 0,
        let call = module.table.inlinedCall(
          point.function, tree: base + Int(tree), in: module.functionDataFile, index: index)
      else { break }
      outermost = (point.function.entryOffset &+ call.parentOffset, call.nameOffset)
    }
    return outermost
  }

  /// The size of a function's code in bytes; nil where its end is lost.
  func codeSize(of point: CodePoint) -> UInt64? {
    modules[Int(point.module)].table.size(of: point.function)
      .flatMap { UInt64(exactly: $0) }
  }

  private func name(of offset: Int32, module: Int) -> Int32 {
    let key = UInt64(module) << 32 | UInt64(UInt32(bitPattern: offset))
    if let index = functionNames[key] { return index }
    let index = intern(modules[module].table.name(at: offset))
    functionNames[key] = index
    return index
  }

  private func intern(_ text: String) -> Int32 {
    if let index = nameIndex[text] { return index }
    names.append(text)
    nameIndex[text] = Int32(names.count - 1)
    return Int32(names.count - 1)
  }

  /// The name of a frame's function, as the linker wrote it.
  package func functionName(_ frame: LogicalFrame) -> String { names[Int(frame.name)] }

  /// The name of the function whose activation a physical frame is.
  package func functionName(of frame: RawFrame) -> String? {
    frames(at: frame.point).last.map { functionName($0) }
  }

  /// The path of a frame's file, as the linker wrote it.
  package func fileName(_ frame: LogicalFrame) -> String { names[Int(frame.file)] }

  /// The function whose code `pc` follows, though no table may cover `pc` itself: the address behind
  /// a function's last instruction.
  package func function(at pc: Address) -> (name: String, entry: Address)? {
    for (index, module) in modules.enumerated() {
      guard let offset = module.textOffset(of: pc),
        let function = module.table.function(at: offset)
      else { continue }
      return (
        names[Int(name(of: function.nameOffset, module: index))],
        module.address(ofText: function.entryOffset)
      )
    }
    return nil
  }

  /// The code of the function that `pc` lies in.
  package func codeRange(at pc: Address) -> AddressRange? {
    for module in modules {
      guard let offset = module.textOffset(of: pc),
        let function = module.table.function(at: offset),
        let size = module.table.size(of: function)
      else { continue }
      let entry = module.address(ofText: function.entryOffset)
      return AddressRange(start: entry, end: entry &+ size)
    }
    return nil
  }

  /// The function, file and line of a program counter outside any stack: a creator's or a start
  /// function's. The runtime does not expand inlined calls here.
  package func location(
    of pc: Address, isExact: Bool
  ) -> (name: String, file: String, line: Int32, entry: Address)? {
    guard let index = point(at: pc, isExact: isExact) else { return nil }
    let point = self[index]
    let table = modules[Int(point.module)].table
    return (
      names[Int(name(of: point.function.nameOffset, module: Int(point.module)))],
      table.file(point.function, at: point.symbolOffset),
      table.line(point.function, at: point.symbolOffset), point.entry
    )
  }
}
