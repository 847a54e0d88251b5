// Layouts of the runtime's structures by release, for binaries without DWARF. Made from the DWARF of
// every toolchain by `make layouts`; never believed: StrippedFacts verifies them against the core.

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
    return entries(architecture: architecture).first { $0.0 == wanted }.map { entry in
      KnownLayout(release: entry.0, architecture: architecture, facts: parse(entry.1))
    }
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
    let minors = (left.minor - right.minor).magnitude
    return Int(min(minors, 1_000)) * 10_000 + Int((left.patch - right.patch).magnitude)
  }

  /// The releases of an architecture, each with its text.
  private static func entries(architecture: String) -> [(String, Substring)] {
    var result: [(String, Substring)] = []
    for entry in generatedLayouts.split(separator: "\n\n") {
      guard let end = entry.firstIndex(of: "\n") else { continue }
      let head = entry[..<end].split(separator: " ")
      guard head.count == 2, head[1] == architecture else { continue }
      result.append((String(head[0]), entry[end...]))
    }
    return result
  }

  /// The tables of wait reasons that releases have, each by number. Which one is a program's, its own
  /// table's lengths tell.
  static let waitReasonNames: [[String]] = generatedWaitReasons.split(separator: "\n\n").map {
    $0.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0 == "-" ? "" : String($0)
    }
  }

  /// Lines of `T name size`, `F path offset size` (of the type before), `C name value`, `V name size`.
  private static func parse(_ text: Substring) -> DebugFacts {
    var facts = DebugFacts()
    var type: String?
    var size = 0
    var members: [String: Field] = [:]
    func finish() {
      if let type { facts.types[type] = TypeLayout(size: size, members: members) }
    }
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 3, let value = Int(words[2]) else { continue }
      let name = String(words[1])
      switch words[0] {
      case "T":
        finish()
        (type, size, members) = (name, value, [:])
      case "F" where words.count == 4:
        members[name] = Field(offset: value, size: Int(words[3]) ?? 0)
      case "C": facts.constants[name] = Int64(value)
      case "V": facts.variables[name] = Variable(address: 0, size: value)
      default: break
      }
    }
    finish()
    return facts
  }
}
