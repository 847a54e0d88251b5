// The frames that a batch and its workers exchange: a length, and fields that are checked when they are
// read.

/// Writes the fields of a frame, which are read in the same order.
package struct FrameWriter {
  /// The frame so far, with room for its length.
  private var bytes: [UInt8] = [0, 0, 0, 0]

  package init() {}

  /// Adds a number.
  package mutating func put(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  /// Adds a signed number.
  package mutating func put(_ value: Int64) { put(UInt64(bitPattern: value)) }

  /// Adds bytes.
  package mutating func put(_ value: [UInt8]) {
    put(UInt64(value.count))
    bytes += value
  }

  /// Adds a text.
  package mutating func put(_ value: String) { put(Array(value.utf8)) }

  /// Adds a yes or no.
  package mutating func put(_ value: Bool) { put(value ? UInt64(1) : 0) }

  /// Adds something that may be absent.
  package mutating func put<Value>(
    optional value: Value?, _ body: (inout FrameWriter, Value) -> Void
  ) {
    put(value != nil)
    if let value { body(&self, value) }
  }

  /// Adds a list.
  package mutating func put<Value>(
    list values: [Value], _ body: (inout FrameWriter, Value) -> Void
  ) {
    put(UInt64(values.count))
    for value in values { body(&self, value) }
  }

  /// The frame with its length.
  package consuming func finished() -> [UInt8] {
    let length = UInt32(clamping: bytes.count - 4)
    for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> UInt32(index * 8)) }
    return bytes
  }
}

/// A frame is not what it should be.
package struct FrameError: Error {}

/// Reads the fields of a frame.
package struct FrameReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// The longest frame in bytes: no report comes near it.
  package static let limit = 1 << 29

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Where the frame at `start` lies in `buffer`, without its length; nil when it is not all there.
  package static func next(in buffer: [UInt8], at start: Int) throws(FrameError) -> Range<Int>? {
    guard buffer.count - start >= 4 else { return nil }
    let length = (0..<4).reduce(0) { $0 | Int(buffer[start + $1]) << ($1 * 8) }
    guard length <= limit else { throw FrameError() }
    guard buffer.count - start - 4 >= length else { return nil }
    return start + 4..<start + 4 + length
  }

  /// The next number.
  package mutating func number() throws(FrameError) -> UInt64 {
    guard bytes.endIndex - position >= 8 else { throw FrameError() }
    defer { position += 8 }
    return (0..<8).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64($1 * 8) }
  }

  /// The next number, signed.
  package mutating func signed() throws(FrameError) -> Int64 { Int64(bitPattern: try number()) }

  /// The next bytes.
  package mutating func data() throws(FrameError) -> [UInt8] {
    let count = try number()
    guard count <= UInt64(bytes.endIndex - position) else { throw FrameError() }
    defer { position += Int(count) }
    return Array(bytes[position..<position + Int(count)])
  }

  /// The next text.
  package mutating func text() throws(FrameError) -> String {
    String(decoding: try data(), as: UTF8.self)
  }

  /// The next yes or no.
  package mutating func flag() throws(FrameError) -> Bool { try number() != 0 }

  /// Something that may be absent.
  package mutating func optional<Value>(
    _ body: (inout FrameReader) throws(FrameError) -> Value
  ) throws(FrameError) -> Value? {
    try flag() ? try body(&self) : nil
  }

  /// The next list.
  package mutating func list<Value>(
    _ body: (inout FrameReader) throws(FrameError) -> Value
  ) throws(FrameError) -> [Value] {
    var values: [Value] = []
    for _ in 0..<(try number()) { values.append(try body(&self)) }
    return values
  }

  /// The next list of texts.
  package mutating func texts() throws(FrameError) -> [String] {
    try list { (frame) throws(FrameError) in try frame.text() }
  }
}
