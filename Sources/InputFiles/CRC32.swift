// The check sum that gzip and .gnu_debuglink share.

/// CRC-32 (RFC 1952 §8), eight bytes at a time.
struct CRC32 {
  /// The register, inverted.
  private var state: UInt32 = .max

  /// The check sum of all bytes so far.
  var value: UInt32 { ~state }

  /// Adds `bytes` to the check sum.
  mutating func update(_ bytes: Span<UInt8>) {
    let tables = CRC32.tables.span
    var crc = state
    var position = 0
    while position &+ 8 <= bytes.count {
      let low = crc ^ word(bytes, position)
      let high = word(bytes, position &+ 4)
      crc = 0
      for lane in 0..<4 {
        let shift = UInt32(lane &* 8)
        crc ^= tables[(7 &- lane) &* 256 &+ Int(low &>> shift & 0xff)]
        crc ^= tables[(3 &- lane) &* 256 &+ Int(high &>> shift & 0xff)]
      }
      position &+= 8
    }
    while position < bytes.count {
      crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[position])) & 0xff)]
      position &+= 1
    }
    state = crc
  }

  /// Four bytes as a number, least significant first.
  private func word(_ bytes: Span<UInt8>, _ position: Int) -> UInt32 {
    let low = UInt32(bytes[position]) | UInt32(bytes[position &+ 1]) &<< 8
    let high = UInt32(bytes[position &+ 2]) &<< 16 | UInt32(bytes[position &+ 3]) &<< 24
    return low | high
  }

  /// Table k, at k × 256, has the effect of a byte that k further bytes follow.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = []
    for byte in 0..<256 as Range<UInt32> {
      var crc = byte
      for _ in 0..<8 {
        crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1
      }
      tables.append(crc)
    }
    for index in 256..<2048 {
      let shorter = tables[index - 256]
      tables.append(shorter >> 8 ^ tables[Int(shorter & 0xff)])
    }
    return tables
  }()
}

extension OpenedFile {
  /// CRC-32 of the whole file, expanded; nil when it cannot be read.
  package func checksum() -> UInt32? {
    var sum = CRC32()
    var offset: UInt64 = 0
    while offset < size {
      guard let bytes = descriptor.bytes(count: 1 << 18, at: offset), !bytes.isEmpty else {
        return nil
      }
      sum.update(bytes.span)
      offset += UInt64(bytes.count)
    }
    return sum.value
  }
}
