// `go test -timeout`: package testing's alarm panics in a goroutine of its own, and the tests that took
// too long are elsewhere.
//
// Sources: testing/testing.go startAlarm and runningList, go1.19 to go1.27. Since go1.20 the text of the
// panic names the tests that were running.

internal import ElfCore
internal import GoRuntime

/// What ran when package testing's alarm went off.
struct TestTimeout {
  /// `test timed out after 10m0s: TestPublish/second`.
  let title: String
  let evidence: [Evidence]
  /// Goroutines in a test's own code, by the number of the goroutine.
  let goroutines: [Goroutine]
}

extension CrashScene {
  private static let alarm = "testing.(*M).startAlarm.func1"
  private static let text = "test timed out after "

  /// Whether package testing ended the program because its tests took too long.
  var isTestTimeout: Bool {
    facts.path == .panic && facts.panics.first?.text?.hasPrefix(Self.text) == true
      && stack.frames.contains { $0.name.text == Self.alarm }
  }

  /// The tests that took too long; nil for other deaths.
  var testTimeout: TestTimeout? {
    guard isTestTimeout, let text = facts.panics.first?.text else { return nil }
    let lines = text.split(separator: "\n")
    let names = Self.runningTests(lines)
    let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
    let running = runningTestGoroutines()
    return TestTimeout(
      title: String(lines.first ?? "") + (shown.isEmpty ? "" : ": " + shown),
      evidence: [Evidence("package testing's own alarm raised the panic")]
        + running.prefix(4).map {
          Evidence("goroutine \($0.id) runs a test: \(doing($0))", address: $0.address.rawValue)
        }, goroutines: running)
  }

  /// The names under `running tests:`, without those that only wait for a subtest.
  static func runningTests(_ lines: [Substring]) -> [String] {
    guard let start = lines.firstIndex(where: { $0.hasSuffix("running tests:") }) else { return [] }
    // `\t\tTestPublish/second (1s)`
    let names = lines[(start + 1)...].map { line in
      let name = line.drop { $0 == "\t" || $0 == " " }
      return String(name[..<(name.lastIndex(of: "(") ?? name.endIndex)]).filter { $0 != " " }
    }
    return names.filter { name in
      !name.isEmpty && !names.contains { $0.hasPrefix(name + "/") }
    }
  }

  /// What calls the function of a test, a benchmark or a fuzz target.
  private static let runners: Set<String> = [
    "testing.tRunner", "testing.(*B).runN", "testing.fRunner",
  ]
  /// Where a test waits for its subtests, or for its turn.
  private static let pauses: Set<String> = [
    "testing.(*T).Run", "testing.(*T).Parallel", "testing.(*B).Run", "testing.(*B).RunParallel",
    "testing.(*F).Fuzz",
  ]

  private func runningTestGoroutines() -> [Goroutine] {
    var describer = FrameDescriber(program)
    let ids = Set(
      summary.groups.filter { !$0.isSystem && Self.isOwnTest(describer.describe($0.stack)) }
        .flatMap(\.ids))
    return goroutines(withIDs: ids)
  }

  /// Whether a stack is in the code of a test, and not in package testing on behalf of one.
  private static func isOwnTest(_ stack: StackDescription) -> Bool {
    guard let runner = stack.frames.firstIndex(where: { runners.contains($0.name.text) }) else {
      return false
    }
    let inner = stack.frames[..<runner]
    return !inner.contains { pauses.contains($0.name.text) } && inner.contains { !$0.isStandard }
  }
}
