// Kinds of goroutines that only wait for the next thing to do, such as connections that are kept alive.
// They are data, in Signature/Lists/idle.txt.

/// What goroutines do that only wait for the next thing to do.
package struct IdleKind: Sendable, Hashable {
  /// What one of them is called.
  package let one: String
  /// What several are called; nil for a kind that most programs have one of.
  let many: String?

  /// `27 HTTP connections`, `main (select {})`.
  package func counted(_ count: Int) -> String {
    guard let many else { return count == 1 ? one : "\(count) × \(one)" }
    return "\(count) \(count == 1 ? one : many)"
  }
}

/// What tells a kind: a line of the list.
package struct IdleRule: Sendable {
  package let kind: IdleKind
  /// Whether such goroutines help others of the kind, and count only where there are no others.
  package let isHelper: Bool
  /// The runtime's text for what they wait for; nil for anything.
  private let activity: String?
  private let function: String
  /// The function that it called; nil for any.
  private let callee: String?

  /// The built-in rules.
  package static let all = rules(String(decoding: PackageResources.idle_txt, as: UTF8.self))

  /// Reads one rule a line; `#` begins a comment.
  package static func rules(_ text: String) -> [IdleRule] {
    // By bytes: every report reads the list, and to tell characters apart takes ten times as long.
    text.utf8.split { $0 >= 0x0a && $0 <= 0x0d }.compactMap { IdleRule($0) }
  }

  /// Nil for a line that is none.
  private init?(_ line: Substring.UTF8View) {
    guard line.first != UInt8(ascii: "#") else { return nil }
    isHelper = line.first == UInt8(ascii: "+")
    let parts = Self.parts(line.drop { $0 == UInt8(ascii: "+") }, ";")
    guard parts.count == 3 else { return nil }
    let names = Self.parts(parts[0].utf8, "|")
    guard let one = names.first else { return nil }
    kind = IdleKind(one: one, many: names.dropFirst().first)
    activity = parts[1] == "*" ? nil : parts[1]
    let functions = Self.parts(parts[2].utf8, "<")
    guard let function = functions.first else { return nil }
    self.function = function
    callee = functions.dropFirst().first
  }

  /// What stands between separators, without the spaces around it.
  private static func parts(
    _ text: some BidirectionalCollection<UInt8>, _ separator: Unicode.Scalar
  ) -> [String] {
    let space = UInt8(ascii: " ")
    return text.split(separator: UInt8(ascii: separator)).map { part in
      var part = part.drop { $0 == space }
      while part.last == space { part = part.dropLast() }
      return String(decoding: part, as: UTF8.self)
    }
  }

  /// Whether goroutines are of the kind that wait for `activity` and have the functions `names` on their
  /// stacks, innermost first.
  func matches(_ activity: String, _ names: [String]) -> Bool {
    if let wanted = self.activity, wanted != activity { return false }
    guard let index = names.firstIndex(of: function) else { return false }
    guard let callee else { return true }
    return index > 0 && names[index - 1] == callee
  }
}
