// The lists of functions that decide which frames a signature and WHERE name. They are data, in
// Lists/*.txt, and users can replace them.

internal import Basics

/// Patterns of function names.
package struct NameList: Sendable {
  private let literals: Set<String>
  /// Patterns by the first byte of what they match.
  private let byFirstByte: [UInt8: [Glob]]
  /// Patterns that begin with a star.
  private let open: [Glob]
  /// How many patterns it has.
  package let count: Int

  /// Reads one pattern a line; `#` begins a comment.
  package init(_ text: String) {
    var literals: Set<String> = []
    var byFirstByte: [UInt8: [Glob]] = [:]
    var open: [Glob] = []
    var count = 0
    // By bytes: every report reads the lists, and to tell characters apart takes ten times as long.
    for line in text.utf8.split(whereSeparator: Self.endsLine) {
      let bytes = line.prefix { $0 != UInt8(ascii: "#") }.filter {
        $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t")
      }
      var pattern = String(decoding: bytes, as: UTF8.self)
      if bytes.contains(where: { $0 >= 0x80 }) { pattern.removeAll(where: \.isWhitespace) }
      guard !pattern.isEmpty else { continue }
      count += 1
      let glob = Glob(pattern)
      if glob.isLiteral {
        literals.insert(glob.pattern)
      } else if let first = glob.literalPrefix.first {
        byFirstByte[first, default: []].append(glob)
      } else {
        open.append(glob)
      }
    }
    self.literals = literals
    self.byFirstByte = byFirstByte
    self.open = open
    self.count = count
  }

  /// Whether a byte is one of ASCII's that end a line.
  private static func endsLine(_ byte: UInt8) -> Bool { byte >= 0x0a && byte <= 0x0d }

  /// The first line that is not a single pattern, counted from 1; nil if there is none.
  package static func faultyLine(in text: String) -> Int? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.firstIndex { line in
      line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).count > 1
    }.map { $0 + 1 }
  }

  /// Whether a pattern matches `name`.
  package func contains(_ name: String) -> Bool {
    if literals.contains(name) { return true }
    if let first = name.utf8.first, let globs = byFirstByte[first],
      globs.contains(where: { $0.matches(name) })
    {
      return true
    }
    return open.contains { $0.matches(name) }
  }
}

/// The lists (Documentation/Contract.md, Signature).
package struct SignatureLists: Sendable {
  /// The kind of a list; its raw value names the file.
  package enum Kind: String, Sendable, CaseIterable {
    case sentinel, irrelevant, prefix, adapter, plumbing, foreign
  }

  /// Functions in which crashes surface.
  package private(set) var sentinel: NameList
  /// Functions that everything passes through.
  package private(set) var irrelevant: NameList
  /// Functions that say what was being done, but not by whom.
  package private(set) var prefix: NameList
  /// Functions whose purpose is to panic.
  package private(set) var adapter: NameList
  /// Functions that keep connections and the like alive.
  package private(set) var plumbing: NameList
  /// Functions of C in which deaths surface and threads begin.
  package private(set) var foreign: NameList
  /// The lists that a user replaced.
  package private(set) var replaced: [Kind] = []

  /// The built-in lists.
  package static let standard = SignatureLists(
    sentinel: NameList(String(decoding: PackageResources.sentinel_txt, as: UTF8.self)),
    irrelevant: NameList(String(decoding: PackageResources.irrelevant_txt, as: UTF8.self)),
    prefix: NameList(String(decoding: PackageResources.prefix_txt, as: UTF8.self)),
    adapter: NameList(String(decoding: PackageResources.adapter_txt, as: UTF8.self)),
    plumbing: NameList(String(decoding: PackageResources.plumbing_txt, as: UTF8.self)),
    foreign: NameList(String(decoding: PackageResources.foreign_txt, as: UTF8.self)))

  private init(
    sentinel: NameList, irrelevant: NameList, prefix: NameList, adapter: NameList,
    plumbing: NameList, foreign: NameList
  ) {
    self.sentinel = sentinel
    self.irrelevant = irrelevant
    self.prefix = prefix
    self.adapter = adapter
    self.plumbing = plumbing
    self.foreign = foreign
  }

  /// The built-in lists, except those for which `contents` has the user's own.
  package init(replacing contents: [Kind: [UInt8]]) {
    self = .standard
    for kind in Kind.allCases {
      guard let text = contents[kind] else { continue }
      replace(kind, with: NameList(String(decoding: text, as: UTF8.self)))
    }
  }

  /// A hash of a user's own lists, as eight hexadecimal digits.
  package static func digest(of contents: [Kind: [UInt8]]) -> String {
    var bytes: [UInt8] = []
    for kind in Kind.allCases {
      if let text = contents[kind] { bytes += Array(kind.rawValue.utf8) + text }
    }
    return SHA256.digest(of: bytes).prefix(4).hexadecimalDigits
  }

  /// Replaces one of the lists.
  package mutating func replace(_ kind: Kind, with list: NameList) {
    switch kind {
    case .sentinel: sentinel = list
    case .irrelevant: irrelevant = list
    case .prefix: prefix = list
    case .adapter: adapter = list
    case .plumbing: plumbing = list
    case .foreign: foreign = list
    }
    if !replaced.contains(kind) { replaced.append(kind) }
  }

  /// Whether a function says nothing about the program.
  package func isIrrelevant(_ name: FunctionName) -> Bool {
    name.package.isEmpty || irrelevant.contains(name.text)
  }
}

extension FunctionName {
  /// Whether it says nothing about the program according to the built-in lists.
  package var isIrrelevant: Bool { SignatureLists.standard.isIrrelevant(self) }
}
