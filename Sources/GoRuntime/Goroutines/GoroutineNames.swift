// The target's own names of statuses and wait reasons, read from its memory: they were renumbered in
// four of eight releases.

internal import ElfCore

/// Statuses and wait reasons by number, as the target spells them.
package struct GoroutineNames: Sendable {
  private let statuses: [String]
  private let waitReasons: [String]

  init(facts: RuntimeFacts, memory: AddressSpace, loadBias: UInt64) {
    statuses = Self.strings(.statuses, facts, memory, loadBias)
    let known = facts.waitReasonNames
    waitReasons = Self.strings(.waitReasons, facts, memory, loadBias).enumerated().map {
      $1.isEmpty && $0 < known.count ? known[$0] : $1
    }
  }

  private static func strings(
    _ variable: RuntimeVariable, _ facts: RuntimeFacts, _ memory: AddressSpace, _ bias: UInt64
  ) -> [String] {
    guard let place = facts[variable], let size = place.size, size <= 1 << 16 else { return [] }
    let start = Address(place.address &+ bias)
    return (0..<size / (2 * memory.pointerSize)).map { index in
      (try? memory.goString(at: start &+ index * 2 * memory.pointerSize, limit: 256)) ?? ""
    }
  }

  /// The name of the wait reason `number`; nil for 0, and where the table is lost.
  package func waitReason(_ number: UInt8) -> String? {
    guard number > 0, Int(number) < waitReasons.count, !waitReasons[Int(number)].isEmpty else {
      return nil
    }
    return waitReasons[Int(number)]
  }

  /// The name of a status.
  package func status(_ goroutine: Goroutine, scanBit: UInt32) -> String {
    let plain = goroutine.rawStatus & ~scanBit
    if Int(plain) < statuses.count, !statuses[Int(plain)].isEmpty { return statuses[Int(plain)] }
    return switch goroutine.state {
    case .idle: "idle"
    case .runnable: "runnable"
    case .running: "running"
    case .syscall: "syscall"
    case .waiting: "waiting"
    case .dead: "dead"
    case .copystack: "copystack"
    case .preempted: "preempted"
    case .leaked: "leaked"
    case .other: "???"
    }
  }
}
