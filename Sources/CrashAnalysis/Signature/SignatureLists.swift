// The lists that steer a signature, and with it what WHERE names: data, in Lists/*.txt, that users can
// replace.

/// Patterns of function names.
package struct NameList: Sendable {
  private let literals: Set<String>
  /// Patterns by the first byte of what they match.
  private let byFirstByte: [UInt8: [Glob]]
  /// Patterns that begin with a star.
  private let open: [Glob]
  /// How many patterns it has.
  package let count: Int

  /// From a text of one pattern a line; `#` begins a comment.
  package init(_ text: String) {
    var literals: Set<String> = []
    var byFirstByte: [UInt8: [Glob]] = [:]
    var open: [Glob] = []
    var count = 0
    for line in text.split(whereSeparator: \.isNewline) {
      let pattern = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      guard !pattern.isEmpty else { continue }
      count += 1
      let glob = Glob(String(pattern))
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

  /// The first line that is no single pattern, counted from 1; nil where all are.
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

/// The three lists (Documentation/Contract.md, Signature).
package struct SignatureLists: Sendable {
  /// What a list is of; its raw value names the file.
  package enum Kind: String, Sendable, CaseIterable {
    case sentinel, irrelevant, prefix
  }

  /// Where crashes surface.
  package private(set) var sentinel: NameList
  /// What everything passes through.
  package private(set) var irrelevant: NameList
  /// What says what was being done, but not by whom.
  package private(set) var prefix: NameList
  /// The lists that a user replaced.
  package private(set) var replaced: [Kind] = []

  /// The lists that gocore comes with.
  package static let standard = SignatureLists(
    sentinel: NameList(String(decoding: PackageResources.sentinel_txt, as: UTF8.self)),
    irrelevant: NameList(String(decoding: PackageResources.irrelevant_txt, as: UTF8.self)),
    prefix: NameList(String(decoding: PackageResources.prefix_txt, as: UTF8.self)))

  private init(sentinel: NameList, irrelevant: NameList, prefix: NameList) {
    self.sentinel = sentinel
    self.irrelevant = irrelevant
    self.prefix = prefix
  }

  /// Puts another list in the place of one.
  package mutating func replace(_ kind: Kind, with list: NameList) {
    switch kind {
    case .sentinel: sentinel = list
    case .irrelevant: irrelevant = list
    case .prefix: prefix = list
    }
    if !replaced.contains(kind) { replaced.append(kind) }
  }

  /// Whether a function says nothing about the program.
  package func isIrrelevant(_ name: FunctionName) -> Bool {
    name.package.isEmpty || irrelevant.contains(name.text)
  }
}

extension FunctionName {
  /// Whether it says nothing about the program, by the lists that gocore comes with.
  package var isIrrelevant: Bool { SignatureLists.standard.isIrrelevant(self) }
}
