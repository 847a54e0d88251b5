// Checked little-endian fields of a byte array: notes, ELF headers in memory, build information.

extension Array where Element == UInt8 {
  /// The unsigned integer of `size` bytes at `offset`; nil when it is not wholly inside.
  package func field(at offset: Int, size: Int) -> UInt64? {
    guard offset >= 0, size > 0, size <= 8, offset <= count - size else { return nil }
    var value: UInt64 = 0
    for index in stride(from: size - 1, through: 0, by: -1) {
      value = value << 8 | UInt64(self[offset + index])
    }
    return value
  }

  /// The signed 32-bit integer at `offset`.
  package func int32(at offset: Int) -> Int32? {
    field(at: offset, size: 4).map { Int32(truncatingIfNeeded: $0) }
  }

  /// The text from `offset` to the next zero byte or `limit` bytes on; invalid UTF-8 is replaced.
  package func text(at offset: Int, limit: Int) -> String? {
    guard offset >= 0, offset <= count else { return nil }
    let end = Swift.min(count, offset + Swift.min(limit, count))
    return String(decoding: self[offset..<end].prefix { $0 != 0 }, as: UTF8.self)
  }
}
