// Copies of a binary as they are shipped: without symbols and DWARF, or without section headers at
// all. Made here and not by strip, so that the tests need no binutils for every architecture.

import Foundation

/// What a copy is left without.
enum Stripping: String, CaseIterable, Sendable {
  /// What `strip` removes: symbol tables, DWARF, and their section headers. The copy has what the
  /// loader maps, and the headers of the sections in there.
  case symbols
  /// The section headers, too: what `sstrip` and packers leave.
  case sectionHeaders

  /// A copy of an ELF file without that.
  func copy(of original: [UInt8]) -> [UInt8] {
    let source = ELFBytes(original)
    var copy = ELFBytes(Array(original.prefix(source.endOfSegments)))
    guard self == .symbols else {
      copy.place(sectionHeaders: [], names: [])
      return copy.bytes
    }
    var names: [UInt8] = [0]
    var headers: [[UInt8]] = []
    let mapped = source.sectionHeaders.filter { source.isMapped($0) || source.isNull($0) }
    for var header in mapped {
      let name = source.name(of: header)
      source.set(UInt64(names.count), 4, at: 0, of: &header)
      names += name + [0]
      headers.append(header)
    }
    copy.place(sectionHeaders: headers, names: names)
    return copy.bytes
  }
}

/// The bytes of a little-endian ELF file, 32 or 64 bit, that is known to be well-formed.
private struct ELFBytes {
  private(set) var bytes: [UInt8]
  private let isWide: Bool
  private var word: Int { isWide ? 8 : 4 }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    isWide = bytes[4] == 2
  }

  private func number(_ size: Int, at offset: Int) -> UInt64 {
    bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func number(_ size: Int, at offset: Int, of header: [UInt8]) -> Int {
    Int(header[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }

  func set(_ value: UInt64, _ size: Int, at offset: Int, of header: inout [UInt8]) {
    for index in 0..<size {
      header[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  /// Where the last byte of a loaded segment lies in the file.
  var endOfSegments: Int {
    let table = Int(number(word, at: isWide ? 32 : 28))
    let size = Int(number(2, at: isWide ? 54 : 42))
    let count = Int(number(2, at: isWide ? 56 : 44))
    return (0..<count).map { table + $0 * size }.filter { number(4, at: $0) == 1 }.map {
      Int(number(word, at: $0 + (isWide ? 8 : 4)) + number(word, at: $0 + (isWide ? 32 : 16)))
    }.max() ?? 0
  }

  /// The section headers, as they are in the file.
  var sectionHeaders: [[UInt8]] {
    let table = Int(number(word, at: isWide ? 40 : 32))
    let size = Int(number(2, at: isWide ? 58 : 46))
    let count = Int(number(2, at: isWide ? 60 : 48))
    return (0..<count).map { Array(bytes[table + $0 * size..<table + ($0 + 1) * size]) }
  }

  /// Whether a section is in memory (SHF_ALLOC).
  func isMapped(_ header: [UInt8]) -> Bool { number(word, at: 8, of: header) & 2 != 0 }

  /// Whether a section header is the first, empty one.
  func isNull(_ header: [UInt8]) -> Bool { number(4, at: 4, of: header) == 0 }

  /// The name of a section.
  func name(of header: [UInt8]) -> ArraySlice<UInt8> {
    let names = sectionHeaders[Int(number(2, at: isWide ? 62 : 50))]
    let start = number(word, at: isWide ? 24 : 16, of: names) + number(4, at: 0, of: header)
    return bytes[start...].prefix { $0 != 0 }
  }

  /// Puts section headers and their names at the end; with none, there is no table.
  mutating func place(sectionHeaders headers: [[UInt8]], names: [UInt8]) {
    let size = isWide ? 64 : 40
    var headers = headers
    var start = 0
    if !headers.isEmpty {
      var own = [UInt8](repeating: 0, count: size)
      set(UInt64(names.count), 4, at: 0, of: &own)
      set(3, 4, at: 4, of: &own)
      set(UInt64(bytes.count), word, at: isWide ? 24 : 16, of: &own)
      let names = names + Array(".shstrtab".utf8) + [0]
      set(UInt64(names.count), word, at: isWide ? 32 : 20, of: &own)
      headers.append(own)
      bytes += names
      bytes += [UInt8](repeating: 0, count: -bytes.count & 7)
      start = bytes.count
      bytes += headers.joined()
    }
    set(UInt64(start), word, at: isWide ? 40 : 32, of: &bytes)
    set(UInt64(size), 2, at: isWide ? 58 : 46, of: &bytes)
    set(UInt64(headers.count), 2, at: isWide ? 60 : 48, of: &bytes)
    set(UInt64(max(0, headers.count - 1)), 2, at: isWide ? 62 : 50, of: &bytes)
  }
}
