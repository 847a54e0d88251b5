// Layouts of the runtime's structures by release, for binaries without DWARF. Made from the DWARF of
// every toolchain by GenerateLayouts; never believed: StrippedFacts verifies them against the process.

internal import DebugInfo

/// One toolchain's layouts.
struct KnownLayout: Sendable {
  /// `go1.24.11`.
  let release: String
  /// GOARCH.
  let architecture: String
  /// The layouts, constants and sizes of variables.
  let facts: DebugFacts

  /// The layouts that may fit a program of `release`, the nearest first: those of its minor release
  /// by the distance of the patch number, then the neighbours.
  static func candidates(for release: String, architecture: String) -> [KnownLayout] {
    let wanted = number(release)
    return entries(architecture: architecture).map { ($0, number($0.0)) }
      .sorted { distance($0.1, wanted) < distance($1.1, wanted) }
      .prefix(6).map { entry, _ in
        KnownLayout(release: entry.0, architecture: architecture, facts: parse(entry.1))
      }
  }

  /// The layout of `release` itself; nil when the table lacks it. An experiment behind the number does
  /// not count.
  static func exact(_ release: String, architecture: String) -> KnownLayout? {
    let wanted = release.split(separator: " ").first.map(String.init) ?? release
    let head = Array("\(wanted) \(architecture)\n".utf8)
    // Every report asks for one entry: the table is neither copied nor taken apart for it.
    let table = generatedLayouts.utf8.span
    var start = 0
    while start + head.count < table.count {
      if head.indices.allSatisfy({ table[start + $0] == head[$0] }) {
        let lines = (start + head.count..<entryEnd(table, from: start)).map { table[$0] }
        return KnownLayout(release: wanted, architecture: architecture, facts: parse(lines[...]))
      }
      start = entryEnd(table, from: start) + 2
    }
    return nil
  }

  /// Where the entry that begins at `start` ends: at an empty line.
  private static func entryEnd(_ table: Swift.Span<UInt8>, from start: Int) -> Int {
    let newline = UInt8(ascii: "\n")
    // Of two newlines, every second byte is one.
    var place = start + 1
    while place < table.count {
      if table[place] == newline {
        if table[place - 1] == newline { return place - 1 }
        if place + 1 < table.count, table[place + 1] == newline { return place }
      }
      place += 2
    }
    return table.count
  }

  /// Minor and patch number; the newest for a version that is none, such as `devel`.
  private static func number(_ release: String) -> (minor: Int, patch: Int) {
    let words = release.split(separator: " ").first?.split(separator: ".") ?? []
    guard words.count >= 2, words[0] == "go1", let minor = Int(words[1].prefix { $0.isNumber })
    else { return (Int(Int32.max), 0) }
    return (minor, words.count > 2 ? Int(words[2].prefix { $0.isNumber }) ?? 0 : 0)
  }

  private static func distance(
    _ left: (minor: Int, patch: Int), _ right: (minor: Int, patch: Int)
  ) -> Int {
    let minors = min((left.minor - right.minor).magnitude, 1_000)
    let patches = min((left.patch - right.patch).magnitude, 9_999)
    return Int(minors * 10_000 + patches)
  }

  /// The releases of an architecture, each with its lines. Bytes, because text of this size costs more
  /// to split than the rest of a small report.
  private static func entries(architecture: String) -> [(String, ArraySlice<UInt8>)] {
    let table = Array(generatedLayouts.utf8)
    let newline = UInt8(ascii: "\n")
    var result: [(String, ArraySlice<UInt8>)] = []
    var start = 0
    while start < table.count, let headEnd = table[start...].firstIndex(of: newline) {
      // An entry ends at an empty line.
      var end = headEnd
      while end < table.count,
        table[end] != newline || end + 1 < table.count && table[end + 1] != newline
      {
        end += 1
      }
      let head = words(table[start..<headEnd])
      if head.count == 2, head[1].elementsEqual(architecture.utf8) {
        result.append((text(head[0]), table[headEnd..<end]))
      }
      start = end + 2
    }
    return result
  }

  /// The tables of wait reasons that releases have, each by number. A program's is known by the lengths
  /// of its strings.
  static let waitReasonNames: [[String]] = generatedWaitReasons.split(separator: "\n\n").map {
    $0.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0 == "-" ? "" : String($0)
    }
  }

  private static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split(separator: UInt8(ascii: " "))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Lines of `T name size`, `F path offset size` (of the type before), `C name value`, `V name size`.
  private static func parse(_ lines: ArraySlice<UInt8>) -> DebugFacts {
    var facts = DebugFacts()
    var type: String?
    var size = 0
    var members: [String: Field] = [:]
    func finish() {
      if let type { facts.types[type] = TypeLayout(size: size, members: members) }
    }
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      let words = words(line)
      guard words.count >= 3, let value = Int(text(words[2])) else { continue }
      let name = text(words[1])
      switch words[0].first {
      case UInt8(ascii: "T"):
        finish()
        (type, size, members) = (name, value, [:])
      case UInt8(ascii: "F") where words.count == 4:
        members[name] = Field(offset: value, size: Int(text(words[3])) ?? 0)
      case UInt8(ascii: "C"): facts.constants[name] = Int64(value)
      case UInt8(ascii: "V"): facts.variables[name] = Variable(address: 0, size: value)
      default: break
      }
    }
    finish()
    return facts
  }
}
