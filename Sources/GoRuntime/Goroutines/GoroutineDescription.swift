// What is said of a goroutine beside its stack: status, wait reason, time waited, bubble, lock.

internal import ElfCore

/// The words about one goroutine.
package struct GoroutineDescription: Sendable {
  private let goroutine: Goroutine
  private let process: GoProcess

  package init(_ goroutine: Goroutine, _ process: GoProcess) {
    self.goroutine = goroutine
    self.process = process
  }

  /// The status by the target's own name, `running` or `waiting`.
  package var status: String { process.names.status(goroutine, scanBit: process.facts[.scan]) }

  /// Why it waits, where it does.
  package var waitReason: String? {
    guard goroutine.state == .waiting || goroutine.state == .leaked else { return nil }
    return process.names.waitReason(goroutine.waitReason)
  }

  /// How long it has waited at least, in whole minutes; nil when no collection saw it waiting.
  package var waitMinutes: UInt64? {
    guard goroutine.state == .waiting || goroutine.state == .syscall, goroutine.waitSince != 0,
      let now = process.clock, now >= goroutine.waitSince
    else { return nil }
    return (now - goroutine.waitSince) / 60_000_000_000
  }

  /// What stands between the brackets of a traceback's header.
  package func bracketText(_ conventions: TracebackConventions) -> String {
    var text = waitReason ?? status
    if goroutine.state == .leaked { text += " (leaked)" }
    if goroutine.isBeingScanned { text += " (scan)" }
    let bubble = bubbleID
    if bubble != nil, goroutine.state == .waiting || conventions.durableAlways,
      conventions.bubbleWord == "bubble",
      let reason = process.names.waitReason(goroutine.waitReason),
      TracebackConventions.idleInBubble.contains(reason), !text.hasSuffix("(durable)")
    {
      text += " (durable)"
    }
    if let minutes = waitMinutes, minutes >= 1 { text += ", \(minutes) minutes" }
    if !goroutine.lockedMachine.isNull { text += ", locked to thread" }
    if let bubble { text += ", synctest \(conventions.bubbleWord) \(bubble)" }
    return text
  }

  /// The id of its synctest bubble: the bubble's own, or in go1.24 its root goroutine's.
  package var bubbleID: UInt64? {
    guard let place = process.facts[.gBubble],
      let bubble = try? process.memory.pointer(goroutine.address &+ place.offset), !bubble.isNull
    else { return nil }
    if let id = process.facts[.bubbleID] {
      return try? process.memory.load(bubble &+ id.offset, as: UInt64.self)
    }
    guard let root = process.facts[.bubbleRoot], let id = process.facts[.gID],
      let address = try? process.memory.pointer(bubble &+ root.offset)
    else { return nil }
    return try? process.memory.load(address &+ id.offset, as: UInt64.self)
  }
}
