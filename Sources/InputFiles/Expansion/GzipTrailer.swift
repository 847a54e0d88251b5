// The check sum of gzip, which libarchive (3.6 to 3.8: "XXX TODO" in its gzip filter) skips.
//
// A flipped bit in DEFLATE data often still decodes, to other bytes: without this check a damaged
// core would be analysed as if it were sound. The other codecs check theirs.

/// The eight bytes at the end of a gzip file (RFC 1952 §2.3.1).
struct GzipTrailer: Equatable {
  /// CRC-32 of the data.
  let checksum: UInt32
  /// The size of the data modulo 2³².
  let size: UInt32

  /// Reads the trailer of a file; nil when the file is too short or cannot be read.
  init?(of file: NamedFile) {
    guard file.status.size >= 18,
      let bytes = file.descriptor.bytes(count: 8, at: file.status.size - 8), bytes.count == 8
    else { return nil }
    checksum = bytes[0..<4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    size = bytes[4..<8].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// What comparing expanded data with a trailer says.
  enum Verdict: Equatable {
    /// It is what was compressed.
    case sound
    /// It is not.
    case damaged
    /// Its size is another one. The trailer is that of the last of several gzip streams in one
    /// file, which is allowed, or something was appended, or it is damage.
    case unclear
  }

  /// Compares expanded data, of which the size and the check sum are given, with this trailer.
  func verdict(size expandedSize: UInt64, checksum expandedChecksum: UInt32) -> Verdict {
    guard size == UInt32(truncatingIfNeeded: expandedSize) else { return .unclear }
    return checksum == expandedChecksum ? .sound : .damaged
  }
}

extension GzipTrailer.Verdict {
  /// What to tell the user, as in "core.gz: …"; nil for sound data.
  var problem: String? {
    switch self {
    case .sound: nil
    case .damaged: "is damaged (the check sum of gzip does not match): parts of it may be wrong"
    case .unclear:
      "may be damaged: the size that gzip noted at its end does not match (several gzip streams joined do that too)"
    }
  }
}

/// CRC-32 as gzip has it (RFC 1952 §8), eight bytes at a time.
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
