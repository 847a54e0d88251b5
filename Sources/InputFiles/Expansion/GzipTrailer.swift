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
