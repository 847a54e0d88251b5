// A binary taken apart as objcopy does it: one file without debug information, one with nothing else.

/// Makes the two halves of a 64-bit ELF file. Bytes stay where they are; section headers hide them.
package struct SplitBinary {
  private let bytes: [UInt8]
  private let sections: [Section]
  private let namesIndex: Int

  private struct Section {
    /// Where the header is in the file.
    let place: Int
    let name: String
    let isAllocated: Bool
    let isNote: Bool
  }

  /// Takes the whole binary; nil where it is none with section headers.
  package init?(_ bytes: [UInt8]) {
    func field(_ offset: Int, _ size: Int) -> Int? {
      guard offset + size <= bytes.count else { return nil }
      return (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) }
    }
    guard let start = field(40, 8), let count = field(60, 2), let namesIndex = field(62, 2),
      let names = field(start + namesIndex * 64 + 24, 8)
    else { return nil }
    self.bytes = bytes
    self.namesIndex = namesIndex
    sections = (0..<count).compactMap { index in
      let place = start + index * 64
      guard let name = field(place, 4), let type = field(place + 4, 4),
        let flags = field(place + 8, 8)
      else { return nil }
      return Section(
        place: place, name: Self.text(bytes, names + name), isAllocated: flags & 2 != 0,
        isNote: type == 7)
    }
  }

  private static func text(_ bytes: [UInt8], _ offset: Int) -> String {
    String(decoding: bytes[min(offset, bytes.count)...].prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func put(_ value: UInt64, size: Int, at place: Int, in bytes: inout [UInt8]) {
    for index in 0..<size { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (index * 8)) }
  }

  /// The file as with `--only-keep-debug`: code and data are described and are not there.
  package var debugFile: [UInt8] {
    var out = bytes
    for section in sections where section.isAllocated && !section.isNote {
      Self.put(8, size: 4, at: section.place + 4, in: &out)  // SHT_NOBITS
    }
    return out
  }

  /// The file as after `strip`, with a `.gnu_debuglink` where one is given.
  package func stripped(link: (name: String, checksum: UInt32)? = nil) -> [UInt8] {
    var out = bytes
    let hidden = sections.filter {
      $0.name.hasPrefix(".debug_") || $0.name == ".symtab" || $0.name == ".strtab"
    }
    for section in hidden { Self.put(0, size: 4, at: section.place + 4, in: &out) }  // SHT_NULL
    guard let link, let spare = hidden.first else { return out }
    var contents = ByteWriter()
    contents.cString(link.name)
    contents.align(4)
    contents.put(link.checksum)
    let place = sections[namesIndex].place
    let start = (0..<8).reduce(0) { $0 | Int(bytes[place + 24 + $1]) << ($1 * 8) }
    let size = (0..<8).reduce(0) { $0 | Int(bytes[place + 32 + $1]) << ($1 * 8) }
    var names = Array(bytes[start..<start + size])
    let name = names.count
    names += Array(".gnu_debuglink".utf8) + [0]
    func append(_ bytes: [UInt8], to header: Int) {
      Self.put(UInt64(out.count), size: 8, at: header + 24, in: &out)
      Self.put(UInt64(bytes.count), size: 8, at: header + 32, in: &out)
      out += bytes
    }
    append(names, to: place)
    Self.put(UInt64(name), size: 4, at: spare.place, in: &out)
    Self.put(1, size: 4, at: spare.place + 4, in: &out)  // SHT_PROGBITS
    Self.put(0, size: 8, at: spare.place + 8, in: &out)
    append(contents.bytes, to: spare.place)
    return out
  }

  /// CRC-32 as `.gnu_debuglink` has it, a bit at a time.
  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
