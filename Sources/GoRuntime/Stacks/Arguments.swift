// The argument words of a frame, as the runtime prints them (runtime/traceback.go printArgs).

internal import ElfCore

/// Prints the arguments of frames. One for each task.
package struct ArgumentPrinter {
  private var memory: MemoryReader
  private let program: GoProgram
  private let architecture: Architecture
  private let livenessAtOutermost: Bool
  /// The byte streams by code point: they are read for every frame of every goroutine.
  private var streams: [Int32: Stream] = [:]

  /// A function's FUNCDATA_ArgInfo, and which of its slots may be dead at a program counter.
  private struct Stream {
    /// The encoded layout; empty when there is none.
    var layout: [UInt8] = []
    /// The first tracked offset; 0xff when all are live.
    var firstTracked: UInt8 = 0xff
    /// The liveness bitmap; empty when all are live.
    var live: [UInt8] = []
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

  /// Appends the arguments of `frame`, without parentheses.
  package mutating func print(_ frame: RawFrame, to text: inout [UInt8]) {
    let stream: Stream
    if let known = streams[frame.point] {
      stream = known
    } else {
      stream = makeStream(program[frame.point])
      streams[frame.point] = stream
    }
    let base = frame.framePointer &+ architecture.argumentsOffset
    var isFirst = true
    var slot = 0
    var index = 0
    func comma(_ text: inout [UInt8]) {
      if !isFirst { text.append(contentsOf: [0x2c, 0x20]) }
    }
    while index < stream.layout.count {
      let code = stream.layout[index]
      index += 1
      switch code {
      case Code.end:
        return
      case Code.startAggregate:
        comma(&text)
        text.append(0x7b)
        isFirst = true
        continue
      case Code.endAggregate:
        text.append(0x7d)
      case Code.more:
        comma(&text)
        text.append(contentsOf: [0x2e, 0x2e, 0x2e])
      case Code.offsetTooLarge:
        comma(&text)
        text.append(0x5f)
      default:
        comma(&text)
        guard index < stream.layout.count else { return }
        let size = stream.layout[index]
        index += 1
        appendWord(at: base &+ Int(code), size: Int(size), to: &text)
        if !stream.live.isEmpty, code >= stream.firstTracked,
          slot / 8 >= stream.live.count || stream.live[slot / 8] & (1 << (slot % 8)) == 0
        {
          text.append(0x3f)
        }
        if code >= stream.firstTracked { slot += 1 }
      }
      isFirst = false
    }
  }

  private mutating func appendWord(at address: Address, size: Int, to text: inout [UInt8]) {
    do throws(MemoryError) {
      text.appendHexadecimal(try memory.integer(address, size: size))
    } catch {
      text.append(0x3f)
    }
  }

  private func makeStream(_ point: CodePoint) -> Stream {
    let module = program.modules[Int(point.module)]
    var stream = Stream()
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
