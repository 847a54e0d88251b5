// Which goroutines a list shows.

internal import ElfCore
package import GoRuntime

/// Goroutines that were asked for. A class, for it remembers which code matches and counts what it let
/// through.
package final class GoroutineFilter {
  private let program: GoProgram
  private let conditions: GoroutineConditions
  private let ids: Set<UInt64>
  private let statuses: Set<String>
  private var unwinder: Unwinder
  private var systemGoroutines: SystemGoroutines
  private lazy var waits = WaitReader(program)
  /// Whether a code point's functions match, looked up once each.
  private var matches: [Int32: Bool] = [:]
  /// The same for the places of `go` statements.
  private var creators: [Address: Bool] = [:]
  /// What the goroutines are to wait for.
  private lazy var wantedWaits = WantedWaits(conditions.objects, of: program)
  /// How many goroutines were let through.
  package private(set) var matchCount = 0
  /// How many were not because it is unknown how long they have waited.
  package var unknownWaits: Int { waitingUnknown.count }
  private var waitingUnknown: Set<UInt64> = []

  package init(_ program: GoProgram, _ conditions: GoroutineConditions) {
    self.program = program
    self.conditions = conditions
    ids = Set(conditions.ids)
    statuses = Set(conditions.statuses)
    unwinder = program.unwinder()
    systemGoroutines = SystemGoroutines(program)
  }

  /// Whether anything is filtered.
  package var isActive: Bool { conditions.isActive }

  /// Whether nothing was let through, of what was asked about so far, for the sake of what is filtered.
  package var matchesNothing: Bool { isActive && matchCount == 0 }

  /// Whether a goroutine is asked for. What costs little is looked at first.
  package func includes(_ goroutine: Goroutine) -> Bool {
    guard ids.isEmpty || ids.contains(goroutine.id), statuses.isEmpty || hasStatus(goroutine),
      conditions.creators.isEmpty || isCreated(goroutine),
      conditions.labels.isEmpty || hasLabel(goroutine)
    else { return false }
    if let isSystem = conditions.isSystem, systemGoroutines.contains(goroutine) != isSystem {
      return false
    }
    guard conditions.functions.isEmpty || hasFunction(goroutine),
      conditions.objects.isEmpty || waitsForObject(goroutine), hasWaited(goroutine)
    else { return false }
    matchCount += 1
    return true
  }

  private func hasStatus(_ goroutine: Goroutine) -> Bool {
    statuses.contains(program.process.status(of: goroutine))
      || program.process.waitReason(of: goroutine).map(statuses.contains) == true
      || goroutine.state.isWaiting && statuses.contains("waiting")
  }

  private func isCreated(_ goroutine: Goroutine) -> Bool {
    if let known = creators[goroutine.creatorPC] { return known }
    let name = program.location(of: goroutine.creatorPC, isExact: false)?.name
    let found = name.map { name in conditions.creators.contains { name.contains($0) } } ?? false
    creators[goroutine.creatorPC] = found
    return found
  }

  private func hasLabel(_ goroutine: Goroutine) -> Bool {
    let labels = program.process.labels(of: goroutine) ?? []
    return conditions.labels.contains { wanted in
      labels.contains { $0.key == wanted.key && (wanted.value ?? $0.value) == $0.value }
    }
  }

  private func hasWaited(_ goroutine: Goroutine) -> Bool {
    guard let least = conditions.leastWait else { return true }
    guard let seconds = program.process.waitSeconds(of: goroutine) else {
      if goroutine.state.isWaiting || goroutine.state == .syscall {
        waitingUnknown.insert(goroutine.id)
      }
      return false
    }
    return seconds >= least
  }

  private func hasFunction(_ goroutine: Goroutine) -> Bool {
    guard let start = program.stackStart(of: goroutine) else { return false }
    return unwinder.walk(from: start).frames.contains { frame in
      if let known = matches[frame.point] { return known }
      let found = program.frames(at: frame.point).contains {
        let name = program.functionName($0)
        return conditions.functions.contains { name.contains($0) }
      }
      matches[frame.point] = found
      return found
    }
  }

  private func waitsForObject(_ goroutine: Goroutine) -> Bool {
    guard goroutine.state.isWaiting || goroutine.state == .syscall,
      let start = program.stackStart(of: goroutine)
    else { return false }
    return waits.waits(of: goroutine, stack: unwinder.walk(from: start))
      .contains(where: wantedWaits.contains)
  }
}
