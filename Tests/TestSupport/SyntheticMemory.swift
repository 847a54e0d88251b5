// Memory that a test draws word by word: areas at addresses of its choice, and a place that hands
// out room in them.

import ElfCore

/// Areas of memory with their bytes.
package struct SyntheticMemory: Sendable {
  /// A run of addresses.
  private struct Area: Sendable {
    let start: UInt64
    var bytes: [UInt8]
    let flags: UInt32
    /// The next address that `allocate` gives.
    var next: UInt64
    var end: UInt64 { start + UInt64(bytes.count) }
  }

  /// Bytes in a word.
  package let wordSize: Int
  private var areas: [Area] = []

  package init(wordSize: Int) {
    self.wordSize = wordSize
  }

  /// Adds an area of zero bytes. `flags` as in a program header.
  package mutating func map(_ start: UInt64, size: Int, flags: UInt32 = 6) {
    areas.append(
      Area(start: start, bytes: [UInt8](repeating: 0, count: size), flags: flags, next: start))
  }

  /// Takes the area at `start` away: its addresses are then not mapped.
  package mutating func unmap(_ start: UInt64) { areas.removeAll { $0.start == start } }

  /// Room in the area that begins at `start`, aligned to 16 bytes.
  package mutating func allocate(in start: UInt64, size: Int) -> UInt64 {
    guard let index = areas.firstIndex(where: { $0.start == start }) else {
      preconditionFailure("no area at \(start)")
    }
    let place = areas[index].next
    areas[index].next = (place + UInt64(size) + 15) & ~15
    precondition(areas[index].next <= areas[index].end, "the area at \(start) is full")
    return place
  }

  /// Writes bytes.
  package mutating func write(_ bytes: [UInt8], at address: UInt64) {
    guard
      let index = areas.firstIndex(where: {
        $0.start <= address && address + UInt64(bytes.count) <= $0.end
      })
    else { preconditionFailure("nothing is mapped at \(address)") }
    let offset = Int(address - areas[index].start)
    areas[index].bytes.replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  /// Writes an integer of `size` bytes.
  package mutating func write(_ value: UInt64, at address: UInt64, size: Int) {
    var out = ByteWriter()
    out.put(value, size: size)
    write(out.bytes, at: address)
  }

  /// Writes a word.
  package mutating func word(_ value: UInt64, at address: UInt64) {
    write(value, at: address, size: wordSize)
  }

  /// Writes words one after the other.
  package mutating func words(_ values: [UInt64], at address: UInt64) {
    for (index, value) in values.enumerated() {
      word(value, at: address + UInt64(index * wordSize))
    }
  }

  /// The word that was written at an address.
  package func word(at address: UInt64) -> UInt64 {
    guard let area = areas.first(where: { $0.start <= address && address < $0.end }) else {
      preconditionFailure("nothing is mapped at \(address)")
    }
    let offset = Int(address - area.start)
    return area.bytes[offset..<offset + wordSize].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Places bytes in the area that begins at `start`, and gives their address.
  package mutating func place(_ bytes: [UInt8], in start: UInt64) -> UInt64 {
    let address = allocate(in: start, size: max(1, bytes.count))
    write(bytes, at: address)
    return address
  }

  /// Places a Go string header and its bytes, and gives the header's address.
  package mutating func goString(_ text: String, in start: UInt64) -> UInt64 {
    let header = allocate(in: start, size: 2 * wordSize)
    writeGoString(text, at: header, bytesIn: start)
    return header
  }

  /// Writes a Go string header at `address` and its bytes somewhere in the area at `start`.
  package mutating func writeGoString(_ text: String, at address: UInt64, bytesIn start: UInt64) {
    let data = place(Array(text.utf8), in: start)
    words([data, UInt64(text.utf8.count)], at: address)
  }

  /// The areas as PT_LOAD segments, in the order of their addresses.
  package var segments: [ELFWriter.Segment] {
    areas.sorted { $0.start < $1.start }.map {
      .load($0.start, $0.bytes, flags: $0.flags)
    }
  }
}
