// What is known of a goroutine beside its stack: status, wait reason, time waited, bubble.

internal import ElfCore

extension GoProcess {
  /// The status under the runtime's own name for it, such as `running` or `waiting`.
  package func status(of goroutine: Goroutine) -> String {
    names.status(goroutine, scanBit: facts[.scan])
  }

  /// Whether the runtime has a status or a wait reason of that name.
  package func knowsStatus(_ name: String) -> Bool { names.isKnown(name) }

  /// Why it waits, where it does.
  package func waitReason(of goroutine: Goroutine) -> String? {
    guard goroutine.state.isWaiting else { return nil }
    return names.waitReason(goroutine.waitReason)
  }

  /// What it was doing: why it waits, or else its status, and whether it leaked.
  package func activity(of goroutine: Goroutine) -> String {
    goroutine.state.activity(status(of: goroutine), waitReason(of: goroutine))
  }

  /// How long it has waited at least, in whole minutes; nil when no collection saw it waiting.
  package func waitMinutes(of goroutine: Goroutine) -> UInt64? {
    waitSeconds(of: goroutine).map { $0 / 60 }
  }

  /// The same in seconds.
  package func waitSeconds(of goroutine: Goroutine) -> UInt64? {
    guard goroutine.state.isWaiting || goroutine.state == .syscall, goroutine.waitSince != 0,
      let now = clock, now >= goroutine.waitSince
    else { return nil }
    return (now - goroutine.waitSince) / 1_000_000_000
  }

  /// The id of its synctest bubble: the bubble's own, or in go1.24 its root goroutine's.
  package func bubbleID(of goroutine: Goroutine) -> UInt64? { try? readBubbleID(of: goroutine) }

  private func readBubbleID(of goroutine: Goroutine) throws(RecordError) -> UInt64? {
    guard let bubble = try record(at: goroutine.address)[ifPresent: .gBubble]?.target() else {
      return nil
    }
    if let id = bubble[ifPresent: .bubbleID] { return try id.load(as: UInt64.self) }
    return try bubble[.bubbleRoot].target()?[.gID].load(as: UInt64.self)
  }

  /// Whether a signal has preempted it at a point that is none of the compiler's.
  package func isAtAsyncSafePoint(_ goroutine: Goroutine) -> Bool {
    (try? record(at: goroutine.address)[.gAsyncSafePoint].flag()) ?? false
  }
}
