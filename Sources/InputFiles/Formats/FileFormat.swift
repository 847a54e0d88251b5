// Tells what a file is by its first bytes. Names and suffixes are never looked at.

/// A compression that is expanded.
enum Codec: String, CaseIterable, Sendable {
  /// Zstandard, what systemd-coredump writes.
  case zstd
  /// DEFLATE in a gzip frame.
  case gzip
  /// LZMA2 in an xz frame.
  case xz
  /// LZ4 frames, what systemd-coredump wrote before zstd.
  case lz4
  /// Burrows and Wheeler's transform.
  case bzip2
}

/// What the first bytes of a file say it is.
enum FileFormat: Equatable, Sendable {
  /// An ELF file with a whole header.
  case elf(ELFHeader)
  /// A compressed stream.
  case compressed(Codec)
  /// A tar archive.
  case tar
  /// A zip archive.
  case zip
  /// A report of Apport, with a core in it.
  case apport
  /// Anything else, with what it looks like, as in "a text file".
  case foreign(String)

  /// The bytes that recognizing looks at: one tar header.
  static let sampleSize = 512

  /// Recognizes a file by its first `sampleSize` bytes, or by all it has.
  init(recognizing bytes: [UInt8]) {
    if let header = ELFHeader(bytes) {
      self = .elf(header)
    } else if let codec = Codec(recognizing: bytes) {
      self = .compressed(codec)
    } else if bytes.starts(with: "PK\u{3}\u{4}".utf8) || bytes.starts(with: "PK\u{5}\u{6}".utf8) {
      self = .zip
    } else if isTarHeader(bytes) {
      self = .tar
    } else if bytes.starts(with: "ProblemType: ".utf8) {
      self = .apport
    } else {
      self = .foreign(describeForeign(bytes))
    }
  }
}

extension Codec {
  /// Recognizes a compressed stream by its magic number.
  init?(recognizing bytes: [UInt8]) {
    func starts(_ magic: [UInt8]) -> Bool { bytes.starts(with: magic) }
    if starts([0x28, 0xb5, 0x2f, 0xfd]) || isSkippableFrame(bytes) {
      self = .zstd
    } else if starts([0x1f, 0x8b, 0x08]) {
      self = .gzip
    } else if starts([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
      self = .xz
    } else if starts([0x04, 0x22, 0x4d, 0x18]) || starts([0x02, 0x21, 0x4c, 0x18]) {
      self = .lz4
    } else if isBzip2(bytes) {
      self = .bzip2
    } else {
      return nil
    }
  }
}

/// Whether the file starts with a skippable frame. zstd and lz4 share these numbers
/// (RFC 8878 §3.1.2); pzstd puts one before every frame, lz4's tools write none.
private func isSkippableFrame(_ bytes: [UInt8]) -> Bool {
  bytes.count >= 8 && bytes[0] & 0xf0 == 0x50 && bytes[1...3] == [0x2a, 0x4d, 0x18]
}

/// Whether this is a bzip2 stream: "BZh", the level, and the number of a block (pi) or of the end
/// (its root), because three letters alone could begin a text.
private func isBzip2(_ bytes: [UInt8]) -> Bool {
  guard bytes.count >= 10, bytes.starts(with: "BZh".utf8), (0x31...0x39).contains(bytes[3]) else {
    return false
  }
  return bytes[4..<10] == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
    || bytes[4..<10] == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
}

/// Whether a block is the header of a tar member: its check sum, octal digits at 148, is the sum
/// of all bytes with the check sum itself taken as blanks (POSIX.1-1988, ustar; v7 has no magic).
private func isTarHeader(_ bytes: [UInt8]) -> Bool {
  guard bytes.count >= 512, bytes[0] != 0 else { return false }
  let digits = bytes[148..<156].drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
  guard !digits.isEmpty else { return false }
  let expected = digits.reduce(0) { $0 << 3 | Int($1 & 7) }
  let sum = bytes[..<512].reduce(0) { $0 + Int($1) }
  let field = bytes[148..<156].reduce(0) { $0 + Int($1) }
  return sum - field + 8 * 0x20 == expected
}
