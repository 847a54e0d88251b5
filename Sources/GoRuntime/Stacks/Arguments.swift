// The argument words of a frame: as numbers, and as the runtime prints them (runtime/traceback.go
// printArgs).

internal import ElfCore

/// Reads the arguments of frames. One for each task: it remembers functions.
package struct ArgumentReader {
  private var memory: MemoryReader
  private let program: GoProgram
  private let architecture: Architecture
  private let livenessAtOutermost: Bool
  /// What is printed for each code point, as places in `pieces`: the same for every frame there. By the
  /// number of the point; nil for one that has not been met.
  private var layouts: [Range<Int>?] = []
  private var pieces: [Piece] = []
  private var texts: [UInt8] = []

  /// A piece of a frame's arguments: punctuation, then a word of the frame's.
  private struct Piece {
    /// Where the punctuation stands in `texts`.
    let text: Range<Int>
    /// The word's distance from the first argument and its size, in bytes; the size is 0 where no word
    /// follows.
    let offset: Int
    let size: Int
    /// Whether the word may be dead.
    var isDoubtful = false
    /// Whether the text ends in what stands for words that the compiler left out.
    var isElided = false
  }

  /// A function's FUNCDATA_ArgInfo, and which of its slots may be dead at a program counter.
  private struct Stream {
    /// The encoded layout; empty when there is none.
    var layout: [UInt8] = []
    /// The first tracked offset; 0xff when all are live.
    var firstTracked: UInt8 = 0xff
    /// The liveness bitmap; empty when all are live.
    var live: [UInt8] = []

    /// Whether the tracked slot of that number may be dead.
    func isDoubtful(_ slot: Int) -> Bool {
      !live.isEmpty && (slot / 8 >= live.count || live[slot / 8] & (1 << (slot % 8)) == 0)
    }
  }

  private enum Code {
    static let end: UInt8 = 0xff
    static let startAggregate: UInt8 = 0xfe
    static let endAggregate: UInt8 = 0xfd
    static let more: UInt8 = 0xfc
    static let offsetTooLarge: UInt8 = 0xfb
  }

  package init(_ program: GoProgram) {
    self.program = program
    memory = program.process.memory.reader()
    architecture = program.process.architecture
    livenessAtOutermost =
      TracebackConventions.matching(program.process.build).argumentLivenessAtOutermostCall
  }

  /// The arguments of `frame` in order, those of aggregates one by one. nil for a word that may be dead
  /// or that cannot be read, and in place of those that the compiler left out.
  package mutating func words(of frame: RawFrame) -> [UInt64?] {
    let base = frame.framePointer &+ architecture.argumentsOffset
    return layout(at: frame.point).compactMap { index -> UInt64?? in
      let piece = pieces[index]
      if piece.isElided || piece.isDoubtful { return .some(nil) }
      guard piece.size > 0 else { return nil }
      return .some(try? memory.integer(base &+ piece.offset, size: piece.size))
    }
  }

  /// Appends the arguments of `frame` as the runtime prints them, without parentheses.
  package mutating func print(_ frame: RawFrame, to text: inout [UInt8]) {
    let base = frame.framePointer &+ architecture.argumentsOffset
    for index in layout(at: frame.point) {
      let piece = pieces[index]
      for place in piece.text { text.append(texts[place]) }
      if piece.size > 0 { appendWord(at: base &+ piece.offset, size: piece.size, to: &text) }
    }
  }

  private mutating func appendWord(at address: Address, size: Int, to text: inout [UInt8]) {
    do throws(MemoryError) {
      text.appendHexadecimal(try memory.integer(address, size: size))
    } catch {
      text.append(0x3f)
    }
  }

  private mutating func layout(at point: Int32) -> Range<Int> {
    let number = Int(point)
    if layouts.indices.contains(number), let known = layouts[number] { return known }
    guard number >= 0 else { return 0..<0 }
    while layouts.count <= number { layouts.append(nil) }
    let first = pieces.count
    addPieces(of: stream(program[point]))
    layouts[number] = first..<pieces.count
    return first..<pieces.count
  }

  /// Turns an encoded layout into pieces.
  private mutating func addPieces(of stream: Stream) {
    var start = texts.count
    var isFirst = true
    var slot = 0
    var index = 0
    while index < stream.layout.count, stream.layout[index] != Code.end {
      let code = stream.layout[index]
      index += 1
      if code != Code.endAggregate, !isFirst { texts += [0x2c, 0x20] }
      isFirst = code == Code.startAggregate
      switch code {
      case Code.startAggregate: texts.append(0x7b)
      case Code.endAggregate: texts.append(0x7d)
      case Code.more, Code.offsetTooLarge:
        texts += code == Code.more ? [0x2e, 0x2e, 0x2e] : [0x5f]
        pieces.append(Piece(text: start..<texts.count, offset: 0, size: 0, isElided: true))
        start = texts.count
      default:
        guard index < stream.layout.count else { break }
        let isTracked = code >= stream.firstTracked
        let isDoubtful = isTracked && stream.isDoubtful(slot)
        pieces.append(
          Piece(
            text: start..<texts.count, offset: Int(code), size: Int(stream.layout[index]),
            isDoubtful: isDoubtful))
        index += 1
        start = texts.count
        if isDoubtful { texts.append(0x3f) }
        if isTracked { slot += 1 }
      }
    }
    if start < texts.count {
      pieces.append(Piece(text: start..<texts.count, offset: 0, size: 0))
    }
  }

  private func stream(_ point: CodePoint) -> Stream {
    var stream = Stream()
    guard program.modules.indices.contains(Int(point.module)) else { return stream }
    let module = program.modules[Int(point.module)]
    guard let functionData = module.functionDataBase else {
      stream.layout = [Code.more, Code.end]
      return stream
    }
    guard let info = module.table.functionData(.argumentInfo, point.function),
      let bytes = module.functionDataFile.bytes(at: functionData + Int(info), count: 256)
    else { return stream }
    stream.layout = bytes.firstIndex(of: Code.end).map { Array(bytes[...$0]) } ?? []
    guard let live = module.table.functionData(.argumentLiveness, point.function) else {
      return stream
    }
    let place = livenessAtOutermost ? program.symbolizer.outermostOffset(point) : point.symbolOffset
    let index = module.table.data(.argumentLiveness, point.function, at: place)
    let base = functionData + Int(live)
    guard let first = module.functionDataFile.load(at: base, as: UInt8.self) else { return stream }
    stream.firstTracked = first
    if index > 0 {
      stream.live = module.functionDataFile.bytes(at: base + Int(index), count: 32) ?? []
    }
    return stream
  }
}
