// The result of walking a thread's stack with its frames of C.

internal import ElfCore

/// A thread's stack with its C frames.
package struct JoinedStack: Sendable {
  package var trace = StackTrace()
  /// The signals that were being handled on the same stack, the latest first. `after` is the number of
  /// frames of `trace` in front of the interrupted one.
  package var signals: [(after: Int, frame: SignalFrame)] = []
  /// Whether there is any C frame.
  package var hasNativeFrames = false

  /// The rest of the stack after its first `count` frames.
  package func dropping(_ count: Int) -> JoinedStack {
    var rest = self
    rest.trace.frames.removeFirst(min(count, rest.trace.frames.count))
    rest.trace.gaps = trace.gaps.filter { $0.after >= count }.map { ($0.after - count, $0.reason) }
    rest.signals = signals.filter { $0.after > count }.map { ($0.after - count, $0.frame) }
    if trace.omittedAfter >= count {
      rest.trace.omittedAfter -= count
    } else {
      rest.trace.omitted = 0
      rest.trace.omittedLogical = 0
      rest.trace.omittedAfter = 0
    }
    return rest
  }
}
