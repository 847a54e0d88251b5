// Bytes drawn one field after the other, in either byte order.

/// Collects the bytes of headers and notes.
package struct ByteWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []
  /// Bytes in a word of the target.
  package let wordSize: Int
  private let isBigEndian: Bool

  package init(wordSize: Int = 8, isBigEndian: Bool = false) {
    self.wordSize = wordSize
    self.isBigEndian = isBigEndian
  }

  /// The number of bytes so far.
  package var count: Int { bytes.count }

  /// Appends the low `size` bytes of `value`.
  package mutating func put(_ value: UInt64, size: Int) {
    let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    bytes += isBigEndian ? little.reversed() : little
  }

  /// Appends an integer of its own width.
  package mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    put(UInt64(truncatingIfNeeded: value), size: MemoryLayout<Value>.size)
  }

  /// Appends a word of the target.
  package mutating func word(_ value: UInt64) { put(value, size: wordSize) }

  /// Appends bytes as they are.
  package mutating func raw(_ more: some Sequence<UInt8>) { bytes += more }

  /// Appends a text and its zero byte.
  package mutating func cString(_ text: String) {
    bytes += Array(text.utf8)
    bytes.append(0)
  }

  /// Appends a text cut or padded with zeros to `size` bytes.
  package mutating func fixedText(_ text: String, size: Int) {
    let part = Array(text.utf8.prefix(size))
    bytes += part + [UInt8](repeating: 0, count: size - part.count)
  }

  /// Appends zero bytes up to `offset`.
  package mutating func pad(to offset: Int) {
    if bytes.count < offset { bytes += [UInt8](repeating: 0, count: offset - bytes.count) }
  }

  /// Appends zero bytes to a multiple of `step`.
  package mutating func align(_ step: Int) { pad(to: (bytes.count + step - 1) / step * step) }

  /// Appends an unsigned number of variable length (LEB128).
  package mutating func variableLength(_ value: UInt32) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension Array where Element == UInt8 {
  /// Overwrites `size` bytes at `offset` with a little-endian number.
  package mutating func overwrite(_ value: UInt64, at offset: Int, size: Int) {
    for index in 0..<size {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8))
    }
  }
}
