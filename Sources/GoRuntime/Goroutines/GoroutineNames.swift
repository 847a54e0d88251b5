// The runtime's own names of statuses and wait reasons, read from its memory, because four of eight
// releases renumbered them.

internal import ElfCore

/// Statuses and wait reasons by number, as this runtime spells them.
package struct GoroutineNames: Sendable {
  private let statuses: [String]
  private let waitReasons: [String]
  private let reasons: [WaitReason]

  init(_ runtime: RuntimeMemory) {
    statuses = Self.strings(.statuses, runtime)
    let known = runtime.facts.waitReasonNames
    waitReasons = Self.strings(.waitReasons, runtime).enumerated().map {
      $1.isEmpty && $0 < known.count ? known[$0] : $1
    }
    reasons = waitReasons.map(WaitReason.init(text:))
  }

  /// The strings of a table; one that cannot be read is empty.
  private static func strings(_ variable: RuntimeVariable, _ runtime: RuntimeMemory) -> [String] {
    let table = runtime.variable(variable)
    guard let start = try? table.address(), let size = table.size, size <= 1 << 16 else {
      return []
    }
    let stride = 2 * runtime.memory.pointerSize
    return (0..<size / stride).map { index in
      (try? runtime.place(at: start &+ index * stride).string(limit: 256)) ?? ""
    }
  }

  /// The name of the wait reason `number`; nil for 0, and if the table is lost.
  package func waitReason(_ number: UInt8) -> String? {
    guard number > 0, Int(number) < waitReasons.count, !waitReasons[Int(number)].isEmpty else {
      return nil
    }
    return waitReasons[Int(number)]
  }

  /// The wait reason `number`; `other` for 0, and where the table is lost.
  package func reason(_ number: UInt8) -> WaitReason {
    Int(number) < reasons.count ? reasons[Int(number)] : .other
  }

  /// Whether `text` is a status or a wait reason, whether or not a goroutine has it.
  package func isKnown(_ text: String) -> Bool {
    !text.isEmpty
      && (waitReasons.contains(text) || statuses.contains(text) || Self.usual.contains(text))
  }

  /// What statuses are called where the runtime's table is lost.
  private static let usual: Set<String> = [
    "idle", "runnable", "running", "syscall", "waiting", "dead", "copystack", "preempted", "leaked",
  ]

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
