// Which goroutines a list shows: by id, by status or wait reason, by the functions on the stack.

package import GoRuntime

/// Goroutines that were asked for. A class, for it remembers which code matches and counts what it let
/// through.
package final class GoroutineFilter {
  private let program: GoProgram
  private var unwinder: Unwinder
  private let ids: Set<UInt64>
  private let statuses: Set<String>
  private let functions: [String]
  /// Whether a code point's functions match, looked up once each.
  private var matches: [Int32: Bool] = [:]
  /// How many goroutines were let through.
  package private(set) var matchCount = 0

  /// An empty list takes every goroutine. `statuses` are statuses or wait reasons in the target's own
  /// words, `functions` are parts of names.
  package init(
    _ program: GoProgram, ids: [UInt64] = [], statuses: [String] = [], functions: [String] = []
  ) {
    self.program = program
    unwinder = program.unwinder()
    self.ids = Set(ids)
    self.statuses = Set(statuses)
    self.functions = functions
  }

  /// Whether anything is filtered.
  package var isActive: Bool { !ids.isEmpty || !statuses.isEmpty || !functions.isEmpty }

  /// Whether nothing was let through, of what was asked about so far, for the sake of what is filtered.
  package var matchesNothing: Bool { isActive && matchCount == 0 }

  /// Whether a goroutine is asked for.
  package func includes(_ goroutine: Goroutine) -> Bool {
    if !ids.isEmpty, !ids.contains(goroutine.id) { return false }
    if !statuses.isEmpty {
      guard
        statuses.contains(program.process.status(of: goroutine))
          || program.process.waitReason(of: goroutine).map(statuses.contains) == true
          || goroutine.state.isWaiting && statuses.contains("waiting")
      else { return false }
    }
    guard functions.isEmpty || hasFunction(goroutine) else { return false }
    matchCount += 1
    return true
  }

  private func hasFunction(_ goroutine: Goroutine) -> Bool {
    guard let start = program.stackStart(of: goroutine) else { return false }
    return unwinder.walk(from: start).frames.contains { frame in
      if let known = matches[frame.point] { return known }
      let found = program.frames(at: frame.point).contains {
        let name = program.functionName($0)
        return functions.contains { name.contains($0) }
      }
      matches[frame.point] = found
      return found
    }
  }
}
