// What batch and its workers say to each other: frames of a length and fields, each checked.

internal import InputFiles

/// Writes the fields of a frame.
struct FrameWriter {
  /// The frame so far, with room for its length.
  private(set) var bytes: [UInt8] = [0, 0, 0, 0]

  /// Adds a number.
  mutating func put(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  /// Adds a number.
  mutating func put(_ value: Int64) { put(UInt64(bitPattern: value)) }

  /// Adds bytes.
  mutating func put(_ value: [UInt8]) {
    put(UInt64(value.count))
    bytes += value
  }

  /// Adds a text.
  mutating func put(_ value: String) { put(Array(value.utf8)) }

  /// Adds something that may be absent.
  mutating func put<Value>(optional value: Value?, _ body: (inout FrameWriter, Value) -> Void) {
    put(value == nil ? UInt64(0) : 1)
    if let value { body(&self, value) }
  }

  /// The frame with its length.
  consuming func finished() -> [UInt8] {
    let length = UInt32(clamping: bytes.count - 4)
    for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> UInt32(index * 8)) }
    return bytes
  }
}

/// A frame is not what it should be.
struct FrameError: Error {}

/// Reads the fields of a frame.
struct FrameReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// The longest frame: no report comes near it.
  static let limit = 1 << 29

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Where the frame at `start` lies in `buffer`, without its length; nil when it is not all there.
  static func next(in buffer: [UInt8], at start: Int) throws(FrameError) -> Range<Int>? {
    guard buffer.count - start >= 4 else { return nil }
    let length = (0..<4).reduce(0) { $0 | Int(buffer[start + $1]) << ($1 * 8) }
    guard length <= limit else { throw FrameError() }
    guard buffer.count - start - 4 >= length else { return nil }
    return start + 4..<start + 4 + length
  }

  /// The next number.
  mutating func number() throws(FrameError) -> UInt64 {
    guard bytes.endIndex - position >= 8 else { throw FrameError() }
    defer { position += 8 }
    return (0..<8).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64($1 * 8) }
  }

  /// The next number, signed.
  mutating func signed() throws(FrameError) -> Int64 { Int64(bitPattern: try number()) }

  /// The next bytes.
  mutating func data() throws(FrameError) -> [UInt8] {
    let count = try number()
    guard count <= UInt64(bytes.endIndex - position) else { throw FrameError() }
    defer { position += Int(count) }
    return Array(bytes[position..<position + Int(count)])
  }

  /// The next text.
  mutating func text() throws(FrameError) -> String { String(decoding: try data(), as: UTF8.self) }

  /// Something that may be absent.
  mutating func optional<Value>(
    _ body: (inout FrameReader) throws(FrameError) -> Value
  ) throws(FrameError) -> Value? {
    try number() == 0 ? nil : try body(&self)
  }
}

/// One file to be analysed.
struct WorkerJob {
  let number: UInt64
  /// The path as it was given, which is the path in the report, too.
  let path: String
  let metadata: CoreMetadata
  /// Which cores of an archive are not wanted, by name.
  var done: [String] = []

  /// The frame.
  var frame: [UInt8] {
    var frame = FrameWriter()
    frame.put(WorkerOrder.job.rawValue)
    frame.put(number)
    frame.put(path)
    frame.put(optional: metadata.time) { writer, time in
      writer.put(time.value)
      writer.put(time.source)
    }
    frame.put(optional: metadata.host) { $0.put($1) }
    frame.put(UInt64(done.count))
    for name in done { frame.put(name) }
    return frame.finished()
  }

  init(number: UInt64, path: String, metadata: CoreMetadata, done: [String] = []) {
    self.number = number
    self.path = path
    self.metadata = metadata
    self.done = done
  }

  init(_ frame: inout FrameReader) throws(FrameError) {
    number = try frame.number()
    path = try frame.text()
    var metadata = CoreMetadata()
    metadata.time = try frame.optional { (frame) throws(FrameError) in
      (value: try frame.signed(), source: try frame.text())
    }
    metadata.host = try frame.optional { (frame) throws(FrameError) in try frame.text() }
    self.metadata = metadata
    for _ in 0..<(try frame.number()) { done.append(try frame.text()) }
  }
}

/// What a worker is told.
enum WorkerOrder: UInt64 {
  /// The binaries that are known, by build ID.
  case binaries
  /// A file to be analysed.
  case job
}

/// What a worker says.
enum WorkerAnswer {
  /// It begins with a core: what is known of it should the worker not survive it.
  case begun(CoreStart)
  /// A core is done.
  case done(CoreResult)
  /// A file is done: how many cores it held.
  case ended(job: UInt64, cores: UInt64, isGone: Bool)
  /// It is there, and has read the debug information of so many binaries.
  case ready(readings: UInt64)
}

/// A core whose analysis begins.
struct CoreStart {
  var job: UInt64
  /// Its name in an archive.
  var member: String?
  var contentHash: String?
  /// The members of `core` in the report of a failure, as JSON.
  var core: [UInt8] = []
}

/// A core whose analysis has ended.
struct CoreResult {
  var job: UInt64
  var member: String?
  var contentHash: String?
  var binaryStamp = ""
  var status = ""
  var exitCode: Int32 = 0
  var report: [UInt8] = []
}

extension WorkerAnswer {
  /// The frame.
  var frame: [UInt8] {
    var frame = FrameWriter()
    switch self {
    case .begun(let start):
      frame.put(UInt64(0))
      frame.put(start.job)
      frame.put(optional: start.member) { $0.put($1) }
      frame.put(optional: start.contentHash) { $0.put($1) }
      frame.put(start.core)
    case .done(let result):
      frame.put(UInt64(1))
      frame.put(result.job)
      frame.put(optional: result.member) { $0.put($1) }
      frame.put(optional: result.contentHash) { $0.put($1) }
      frame.put(result.binaryStamp)
      frame.put(result.status)
      frame.put(Int64(result.exitCode))
      frame.put(result.report)
    case .ended(let job, let cores, let isGone):
      frame.put(UInt64(2))
      frame.put(job)
      frame.put(cores)
      frame.put(isGone ? UInt64(1) : 0)
    case .ready(let count):
      frame.put(UInt64(3))
      frame.put(count)
    }
    return frame.finished()
  }

  init(_ bytes: ArraySlice<UInt8>) throws(FrameError) {
    var frame = FrameReader(bytes)
    switch try frame.number() {
    case 0:
      var start = CoreStart(job: try frame.number())
      start.member = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      start.contentHash = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      start.core = try frame.data()
      self = .begun(start)
    case 1:
      var result = CoreResult(job: try frame.number())
      result.member = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      result.contentHash = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      result.binaryStamp = try frame.text()
      result.status = try frame.text()
      result.exitCode = Int32(truncatingIfNeeded: try frame.signed())
      result.report = try frame.data()
      self = .done(result)
    case 2:
      self = .ended(
        job: try frame.number(), cores: try frame.number(), isGone: try frame.number() != 0)
    case 3: self = .ready(readings: try frame.number())
    default: throw FrameError()
    }
  }
}
