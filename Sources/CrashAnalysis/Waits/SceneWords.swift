// What rules say about goroutines other than the crashed one.

internal import ElfCore
package import GoRuntime

extension CrashScene {
  /// Whether the program may have hung: it was killed from outside, it was dumped alive, a test took too
  /// long, or the scheduler itself found all goroutines asleep.
  package var isHangSuspect: Bool {
    isFromOutside || isTestTimeout || facts.path == .none && facts.signal == nil
      || throwText.map { $0.containsBytes("all goroutines are asleep") } == true
  }

  /// The first goroutine of each group, in the order of the groups.
  func goroutines(of groups: [GoroutineGroup]) -> [Goroutine] {
    let ids = groups.compactMap(\.ids.first)
    let found = Dictionary(goroutines(withIDs: Set(ids)).map { ($0.id, $0) }) { _, last in last }
    return ids.compactMap { found[$0] }
  }

  /// The goroutines with these ids, in the order of `allgs`.
  func goroutines(withIDs ids: Set<UInt64>) -> [Goroutine] {
    var found: [Goroutine] = []
    _ = process.forEachGoroutine { goroutine in
      if ids.contains(goroutine.id) { found.append(goroutine) }
    }
    return found
  }

  /// Where a goroutine is in the program: `main.transfer (deadlocks.go:55)`.
  package func place(of goroutine: Goroutine) -> String {
    var stacks = StackReader(program)
    return place(of: stacks.stack(of: goroutine))
  }

  /// Where a stack is in the program.
  package func place(of trace: StackTrace) -> String {
    var describer = FrameDescriber(program)
    let stack = describer.describe(trace)
    guard let frame = stack.summaryFrame else { return "an unknown function" }
    return "\(frame.function) (\(frame.shortPlace))"
  }

  /// Whether goroutines of a group only wait for the next thing to do.
  func isIdle(_ group: GoroutineGroup) -> Bool {
    var describer = FrameDescriber(program)
    let frames = describer.describe(group.stack).frames.filter { !$0.isNative && !$0.isWrapper }
    return IdleRule.rule(for: group.activity, frames.map(\.name.text)) != nil
  }

  /// What a goroutine was doing: `blocked on chan send in main.serve (serve.go:12)`.
  package func doing(_ goroutine: Goroutine) -> String {
    let activity = process.activity(of: goroutine)
    let state = process.waitReason(of: goroutine) == nil ? activity : "blocked on \(activity)"
    return "\(state) in \(place(of: goroutine))"
  }

  /// For a SIGSEGV or SIGBUS that a process sent, the runtime prints the sender's pid as the address of a
  /// fault, since both share a place in `siginfo` (go1.20 and later).
  func senderEvidence(_ signal: EffectiveSignal) -> [Evidence] {
    guard let sender = signal.sender, sender.processID > 0, [7, 11].contains(signal.number) else {
      return []
    }
    return [
      Evidence(
        "addr=\(hexadecimal(UInt64(sender.processID))) in Go's own output is no address but the "
          + "sender's pid \(sender.processID)")
    ]
  }
}
