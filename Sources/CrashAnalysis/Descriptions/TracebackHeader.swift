// What a traceback's header says of a goroutine, word for word as the runtime prints it.
//
// Source: runtime/traceback.go goroutineheader, go1.19 to go1.27.

internal import ElfCore
package import GoRuntime

extension GoProcess {
  /// What stands between the brackets of the header: `chan receive, 3 minutes, locked to thread`.
  package func headerState(
    of goroutine: Goroutine, _ conventions: TracebackConventions
  ) -> String {
    var text = activity(of: goroutine)
    if goroutine.isBeingScanned { text += " (scan)" }
    let bubble = bubbleID(of: goroutine)
    if bubble != nil, goroutine.state == .waiting || conventions.durableAlways,
      conventions.bubbleWord == "bubble", names.reason(goroutine.waitReason).isIdleInBubble,
      !text.hasSuffix("(durable)")
    {
      text += " (durable)"
    }
    // The runtime does not tell how long one that leaked has waited.
    if goroutine.state != .leaked, let minutes = waitMinutes(of: goroutine), minutes >= 1 {
      text += ", \(minutes) minutes"
    }
    if !goroutine.lockedMachine.isNull { text += ", locked to thread" }
    if let bubble { text += ", synctest \(conventions.bubbleWord) \(bubble)" }
    return text
  }
}
