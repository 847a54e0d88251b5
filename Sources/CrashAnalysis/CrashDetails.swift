// What can be told of a death beyond its facts: the panics' values, the deferred calls, and what an
// exhausted resource was used for. Each part is read only for the deaths that it explains.

package import GoRuntime

/// The details of a death.
package struct CrashDetails: Sendable {
  /// One for each of the facts' panics; nil where the value cannot be read.
  package var panicValues: [PanicValue?] = []
  /// One for each of the facts' panics: the deferred call that it was making.
  package var runningDefers: [RunningDefer?] = []
  /// The deferred calls that the crashed goroutine had still to make.
  package var pendingDefers = PendingDefers()
  /// Of a stack overflow.
  package var stackUse: StackUse?
  /// Of a death for want of memory.
  package var memoryUse: MemoryUse?
  package var allocation: Allocation?
  /// Of a death for want of threads.
  package var threadUse: ThreadUse?

  package init() {}

  /// What can be told of the death in `facts`; `stack` is its stack described.
  package init(
    _ program: GoProgram, facts: CrashFacts, stack: StackDescription,
    summary: GoroutineSummary
  ) {
    runningDefers = facts.panics.map { _ in nil }
    // What a signal from outside interrupted did not die of its own doing.
    if let goroutine = facts.crashedGoroutine, !facts.isFromOutside(program.process) {
      var defers = DeferReader(program)
      pendingDefers = defers.pending(of: goroutine, stack: facts.stack)
      let reader = RunningDeferReader(program: program, stack: facts.stack)
      runningDefers = facts.panics.enumerated().map { index, panic in
        // The newest made none, or it would not have been the last.
        index + 1 < facts.panics.count ? reader.call(by: panic, of: goroutine, &defers) : nil
      }
    }
    let values = PanicValueReader(process: program.process)
    panicValues = facts.panics.map { values?.value(of: $0) }
    guard facts.path == .runtimeThrow, let text = facts.throwText else { return }
    if text == "stack overflow" {
      stackUse = StackUse(
        of: facts.stack, in: program)
    }
    if text.containsBytes("out of memory") || text.containsBytes("cannot allocate") {
      memoryUse = MemoryUse(program.process)
      allocation = Allocation(stack, program)
    }
    if text.containsBytes("thread exhaustion") || text.containsBytes("newosproc") {
      threadUse = ThreadUse(program.process, facts, summary: summary) { trace in
        var describer = FrameDescriber(program)
        return describer.describe(trace)
      }
    }
  }
}
