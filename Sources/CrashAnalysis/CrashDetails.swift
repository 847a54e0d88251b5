// Details of a death beyond its facts: the panics' values, the deferred calls, and what an exhausted
// resource was used for. Each part is read only for the deaths that it explains.

internal import ElfCore
package import GoRuntime

/// The details of a death.
package struct CrashDetails: Sendable {
  /// For each of the facts' panics its value; nil if that cannot be read.
  package var panicValues: [PanicValue?] = []
  /// For each of the facts' panics the deferred call that it was making.
  package var runningDefers: [RunningDefer?] = []
  /// The deferred calls that the crashed goroutine had yet to make.
  package var pendingDefers = PendingDefers()
  /// If a stack overflowed.
  package var stackUse: StackUse?
  /// If the program ran out of memory.
  package var memoryUse: MemoryUse?
  package var allocation: Allocation?
  /// If the program ran out of threads.
  package var threadUse: ThreadUse?
  /// What could not be read of these, in words.
  package private(set) var problems: [String] = []

  package init() {}

  /// The details of the death in `facts`, whose stack is described in `stack`.
  package init(
    _ program: GoProgram, facts: CrashFacts, stack: StackDescription,
    summary: GoroutineSummary
  ) {
    runningDefers = facts.panics.map { _ in nil }
    // A goroutine that a signal from outside interrupted did not cause the death.
    if let goroutine = facts.crashedGoroutine, !facts.isFromOutside(program.process) {
      var defers = DeferReader(program)
      pendingDefers = defers.pending(of: goroutine, stack: facts.stack)
      let reader = RunningDeferReader(program: program, stack: facts.stack)
      runningDefers = facts.panics.enumerated().map { index, panic in
        // The newest was making none: a panic in it would be newer.
        index + 1 < facts.panics.count ? reader.call(by: panic, of: goroutine, &defers) : nil
      }
    }
    let values = PanicValueReader(process: program.process)
    panicValues = facts.panics.map { values?.value(of: $0) }
    func threads() -> ThreadUse {
      ThreadUse(program.process, facts, summary: summary) { trace in
        var describer = FrameDescriber(program)
        return describer.describe(trace)
      }
    }
    if facts.path == .signal, stack.isOfRefusedThread { threadUse = threads() }
    guard facts.path == .runtimeThrow, let text = facts.throwText else { return }
    if text == "stack overflow" {
      stackUse = StackUse(
        of: facts.stack, in: program)
    }
    if text.containsBytes("out of memory") || text.containsBytes("cannot allocate") {
      do throws(RecordError) {
        memoryUse = try MemoryUse(program.process)
      } catch .unreadable(let error) {
        problems.append("the sizes of the heap are unknown: \(error.message)")
      } catch {
        // Not every layout has the pacer: its numbers are a help, and nothing is wrong without them.
      }
      allocation = Allocation(stack, program)
    }
    if text.containsBytes("thread exhaustion") || text.containsBytes("newosproc") {
      threadUse = threads()
    }
  }
}
