// The crashed thread's stack with its frames of C.

internal import ElfCore
internal import GoRuntime

extension CrashLocator {
  /// Whether C code may be on a stack: the walk came to code that is not Go's, or to a call from C.
  func mayHoldNativeFrames(_ stack: StackTrace) -> Bool {
    switch stack.end {
    case .unknownFunction, .unnamedCode, .stackPointerWritten: return true
    default:
      return stack.frames.contains {
        let special = program[$0.point].special
        return special == .cgocallback || special == .sigtramp || special == .sigreturn
      }
    }
  }

  /// Walks the thread's stack once more, with the frames of C. A thread of C's own handles a fault on
  /// its own stack: the signal frame that is found there is returned.
  mutating func joinNativeFrames(
    of thread: ThreadState, _ facts: inout CrashFacts
  ) -> SignalFrame? {
    guard var unwinder = program.joinedUnwinder(),
      var joined = unwinder.walk(thread),
      joined.hasNativeFrames || !joined.signals.isEmpty || !joined.trace.gaps.isEmpty
    else { return nil }
    var interrupted: SignalFrame?
    // The first of several signals is the outermost; what follows is the handling of it.
    if facts.path == .signal, thread.signalFrames.isEmpty,
      let signal = joined.signals.last(where: { $0.frame.information?.dumpsCore == true })
    {
      interrupted = signal.frame
      joined = joined.dropping(signal.after)
      facts.signal =
        EffectiveSignal(
          signal.frame, processID: program.process.image.process?.processID,
          architecture: program.process.architecture) ?? facts.signal
      // The runtime lent the thread a goroutine to handle the signal on.
      if !joined.trace.frames.contains(where: { !$0.isOnSystemStack }) { facts.goroutine = nil }
    }
    // A thread of C's keeps the goroutine that it was lent, also where no call of Go is under way.
    if facts.path == .signal, isOnlyNative(joined) { facts.goroutine = nil }
    facts.joined = joined
    for gap in joined.trace.gaps {
      // These are told on their own.
      if case .missingLibrary = gap.reason { continue }
      if gap.reason == .overwritten { continue }
      let problem = "frames of C are missing from the stack: \(gap.reason.reason)"
      if !facts.problems.contains(problem) { facts.problems.append(problem) }
    }
    return interrupted
  }

  /// Whether a stack is complete and has nothing but C.
  private func isOnlyNative(_ joined: JoinedStack) -> Bool {
    joined.trace.end == .outermost && joined.trace.gaps.isEmpty && joined.trace.omitted == 0
      && joined.trace.frames.allSatisfy { program.library(at: $0.point)?.isEmpty == false }
  }
}
