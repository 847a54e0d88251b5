// How each release words a traceback. Neither the core nor the binary shows these differences, so they
// depend on the release; an unknown release counts as the newest.
//
// Source: runtime/traceback.go of go1.19 to go1.27.

/// What a release prints of a goroutine, and how.
package struct TracebackConventions: Sendable {
  /// How a long stack is shortened.
  package enum Elision: Sendable {
    /// The walk stops after 100 physical frames, and says so only if exactly 100 frames were printed.
    case firstHundred
    /// The innermost 50 and the outermost 50, inlined frames counted.
    case innermostAndOutermost
  }

  /// How labels are shown in the header.
  package enum Labels: Sendable {
    case hidden
    /// `{key: value}` behind the bracket.
    case afterStatus
  }

  /// The first minor release with these conventions.
  private let since: Int
  /// `gp=`, `m=` and `mp=` in the header.
  package let headerHasPointers: Bool
  package let elision: Elision
  package let labels: Labels
  /// Whether the `?` of an argument is judged at the outermost inlined call.
  package let argumentLivenessAtOutermostCall: Bool
  /// Whether floats are printed with the fewest digits that identify them, as since go1.26.
  package var floatsAreShortest: Bool { since >= 26 }
  /// Whether the line of a preempted function is that of the interrupted instruction, as since go1.21.
  /// Before, it was that of the instruction before, as for a function that makes a call.
  package var preemptionIsExact: Bool { !argumentLivenessAtOutermostCall }
  /// Whether the type arguments of a generic method and of its generic type are shortened separately.
  package let keepsMethodTypeArguments: Bool
  /// What the header calls a synctest bubble.
  package let bubbleWord: String
  /// Whether `(durable)` is printed even of a goroutine that is not waiting.
  package let durableAlways: Bool

  private static let releases: [TracebackConventions] = [
    TracebackConventions(
      since: 27, headerHasPointers: true, elision: .innermostAndOutermost, labels: .afterStatus,
      argumentLivenessAtOutermostCall: false, keepsMethodTypeArguments: true,
      bubbleWord: "bubble", durableAlways: false),
    TracebackConventions(
      since: 26, headerHasPointers: true, elision: .innermostAndOutermost, labels: .hidden,
      argumentLivenessAtOutermostCall: false, keepsMethodTypeArguments: false,
      bubbleWord: "bubble", durableAlways: false),
    TracebackConventions(
      since: 25, headerHasPointers: true, elision: .innermostAndOutermost, labels: .hidden,
      argumentLivenessAtOutermostCall: false, keepsMethodTypeArguments: false,
      bubbleWord: "bubble", durableAlways: true),
    TracebackConventions(
      since: 22, headerHasPointers: true, elision: .innermostAndOutermost, labels: .hidden,
      argumentLivenessAtOutermostCall: false, keepsMethodTypeArguments: false,
      bubbleWord: "group", durableAlways: false),
    TracebackConventions(
      since: 21, headerHasPointers: false, elision: .innermostAndOutermost, labels: .hidden,
      argumentLivenessAtOutermostCall: false, keepsMethodTypeArguments: false,
      bubbleWord: "group", durableAlways: false),
    TracebackConventions(
      since: 0, headerHasPointers: false, elision: .firstHundred, labels: .hidden,
      argumentLivenessAtOutermostCall: true, keepsMethodTypeArguments: false,
      bubbleWord: "group", durableAlways: false),
  ]

  /// The conventions of the release that `build` names.
  package static func matching(_ build: BuildInformation?) -> TracebackConventions {
    let minor = build?.minorRelease ?? Int.max
    return releases.first { $0.since <= minor } ?? releases[0]
  }

  /// A function's name as the runtime prints it: type arguments shortened, `panic` for gopanic.
  package func printedName(_ name: String) -> String {
    if name == "runtime.gopanic" { return "panic" }
    let bytes = Array(name.utf8)
    guard let open = bytes.firstIndex(of: 0x5b), let close = bytes.lastIndex(of: 0x5d),
      close > open
    else { return name }
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    if keepsMethodTypeArguments, bytes[open + 1..<close].contains(0x5b) {
      guard let (first, second) = Self.twoGroups(bytes, open, close) else { return name }
      if let second {
        return text(0..<open) + "[...]" + text(first + 1..<second) + "[...]"
          + text(close + 1..<bytes.count)
      }
    }
    return text(0..<open) + "[...]" + text(close + 1..<bytes.count)
  }

  /// The end of the first bracket group and the start of the second, nil for the second where there
  /// is only one; nil altogether for brackets that do not balance.
  private static func twoGroups(
    _ bytes: [UInt8], _ open: Int, _ close: Int
  ) -> (first: Int, second: Int?)? {
    var depth = 1
    var first = -1
    for index in open + 1..<close {
      if bytes[index] == 0x5b {
        depth += 1
        if depth == 1 { return first >= 0 ? (first, index) : nil }
      } else if bytes[index] == 0x5d {
        depth -= 1
        if depth < 0 { return nil }
        if depth == 0 { first = index }
      }
    }
    return depth == 1 && first < 0 ? (close, nil) : nil
  }
}
