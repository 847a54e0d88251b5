// runtime.printBacklog: the last 512 bytes that the runtime printed before it began to die, kept by
// the runtime for core dumps. A throw's text is in it.
//
// Source: runtime/print.go gwrite and recordForPanic.

internal import DebugInfo
internal import ElfCore
internal import GoRuntime

/// The runtime's last words before it died.
struct PrintBacklog {
  /// The text, oldest first.
  let text: String

  init?(_ process: GoProcess) {
    let bias = process.executable.loadBias
    guard let ring = process.facts[.printBacklog], let index = process.facts[.printBacklogIndex],
      let size = ring.size, size > 0, size <= 1 << 16,
      let bytes = try? process.memory.bytes(at: Address(ring.address &+ bias), count: size),
      let next = try? process.memory.word(Address(index.address &+ bias))
    else { return nil }
    let position = next < UInt64(size) ? Int(next) : 0
    let ordered = (bytes[position...] + bytes[..<position]).filter { $0 != 0 }
    guard !ordered.isEmpty else { return nil }
    text = String(decoding: ordered, as: UTF8.self)
  }

  private static let marker = "fatal error: "

  /// What follows the last `fatal error: `, to the end of its line.
  var throwText: String? {
    guard let range = Self.lastRange(of: Self.marker, in: text) else { return nil }
    let rest = text[range...]
    let line = rest.prefix { $0 != "\n" }
    return line.isEmpty ? nil : String(line)
  }

  /// The runtime's diagnostics before that line: addresses, limits, spans.
  var diagnostics: [String] {
    guard let end = Self.lastRange(of: Self.marker, in: text) else { return [] }
    let before = text[..<end].split(separator: "\n").dropLast()
    return before.filter { $0.hasPrefix("runtime:") || $0.hasPrefix("unexpected fault") }
      .map(String.init)
  }

  /// The index behind the last occurrence of `needle`.
  private static func lastRange(of needle: String, in text: String) -> String.Index? {
    var index = text.endIndex
    while index > text.startIndex {
      text.formIndex(before: &index)
      if text[index...].hasPrefix(needle) { return text.index(index, offsetBy: needle.count) }
    }
    return nil
  }
}
