// runtime.printBacklog: the last 512 bytes that the runtime printed before it began to die. It keeps them for
// core dumps, and the text of a throw is among them.
//
// Source: runtime/print.go gwrite and recordForPanic.

internal import ElfCore
internal import GoRuntime

/// What the runtime last printed.
struct PrintBacklog {
  /// The text, oldest first.
  let text: String

  init?(_ process: GoProcess) {
    guard let text = (try? Self.byVariable(process)) ?? Self.bySearch(process) else { return nil }
    self.text = text
  }

  private static func byVariable(_ process: GoProcess) throws(RecordError) -> String? {
    let ring = process.variable(.printBacklog)
    guard let size = ring.size, size > 0, size <= 1 << 16 else { return nil }
    let bytes = try ring.bytes(size)
    let next = try process.variable(.printBacklogIndex).word()
    let position = next < UInt64(size) ? Int(next) : 0
    var ordered = (bytes[position...] + bytes[..<position]).filter { $0 != 0 }
    // Where the ring is full its oldest line lacks its beginning.
    if ordered.count == size, let end = ordered.firstIndex(of: 0x0a) {
      ordered.removeFirst(end + 1)
    }
    guard !ordered.isEmpty else { return nil }
    return String(decoding: ordered, as: UTF8.self)
  }

  /// The buffer's size in every release (runtime/print.go).
  private static let usualSize = 512

  /// Finds the buffer by its contents where no symbol leads to it: no other text in the zero-initialised
  /// data contains `fatal error: `. The buffer is assumed not to have wrapped around; it wraps only if the
  /// program prints a lot with the built-in `print`.
  private static func bySearch(_ process: GoProcess) -> String? {
    let needle = Array(marker.utf8)
    for range in process.zeroInitialised {
      for part in process.memory.dumpedParts(of: range) {
        var start = part.start
        while start < part.end {
          let wanted = min(1 << 16, Int(clamping: part.end.rawValue - start.rawValue))
          let (bytes, _) = process.memory.readablePrefix(at: start, count: wanted)
          if let offset = firstOffset(of: needle, in: bytes) {
            return text(around: start &+ offset, process)
          }
          guard bytes.count == wanted, wanted > needle.count else { break }
          // The blocks overlap, as the text may straddle two of them.
          start = start &+ (wanted - needle.count)
          if start &+ needle.count >= part.end { break }
        }
      }
    }
    return nil
  }

  private static func firstOffset(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    for offset in 0...bytes.count - needle.count
    where bytes[offset] == needle[0] && bytes[offset..<offset + needle.count].elementsEqual(needle)
    {
      return offset
    }
    return nil
  }

  /// The text around `address`, up to the zero bytes on either side.
  private static func text(around address: Address, _ process: GoProcess) -> String? {
    let before =
      process.memory.bytesIfThere(at: address &- usualSize, count: usualSize) ?? []
    let (after, _) = process.memory.readablePrefix(at: address, count: usualSize)
    let head = before.suffix(from: before.lastIndex(of: 0).map { $0 + 1 } ?? 0)
    return String(decoding: head + after.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static let marker = "fatal error: "

  /// What follows the last `fatal error: `, to the end of its line; nil where that end is lost.
  var throwText: String? {
    guard let start = text.ranges(of: Self.marker).last?.upperBound,
      let end = text[start...].firstIndex(of: "\n"), end > start
    else { return nil }
    return String(text[start..<end])
  }

  /// What the runtime said before that line: addresses, limits, spans.
  var diagnostics: [String] {
    guard let end = text.ranges(of: Self.marker).last?.upperBound else { return [] }
    return Self.statements(text[..<end].split(separator: "\n").dropLast())
  }

  /// The last that the runtime said, whatever it died of.
  var lastLines: [String] { Self.statements(text.split(separator: "\n")).suffix(3) }

  /// The lines that say something, without the texts of throws. Dumps of objects have a line for each word
  /// (runtime/mbitmap.go badPointer, runtime/mgcmark.go gcDumpObject, runtime/mgcsweep.go reportZombies).
  private static func statements(_ lines: some Sequence<Substring>) -> [String] {
    lines.filter { line in !dumpMarks.contains { line.hasPrefix($0) } }.map(String.init)
  }

  private static let dumpMarks = [" ", "\t", "*(", "0x", "00", "object=", "base=", "obj=", marker]
}
