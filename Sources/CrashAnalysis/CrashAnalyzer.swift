// The whole analysis of one core: what `inspect` shows and `batch` stores.

internal import ElfCore
package import GoRuntime

/// What was found out about one core.
package struct Diagnosis: Sendable {
  package let facts: CrashFacts
  package let verdict: Verdict
  /// What else the rules found, in their order.
  package let findings: [Finding]
  /// The crashed thread's frames, innermost first, those on the system stack included.
  package let stack: StackDescription
  /// The frame of `stack` in which the trouble began, and the innermost frame of the program.
  package let programFrame: Int?
  package let innermostProgramFrame: Int?
  /// The frame of the logger or helper that panicked for the program; nil where there is none.
  package let adapterFrame: Int?
  package let summary: GoroutineSummary
  /// What all occurrences of this crash have in common.
  package let signature: Signature
  package let details: CrashDetails
  /// The fault that killed the program; nil for other deaths.
  package let fault: Fault?
  /// The damage that the runtime found in the heap; nil if it found none.
  package let heapDamage: HeapDamage?
  /// The finalizer or cleanup function that the thread ran; nil for others.
  package let runtimeWork: RuntimeWork?
  /// What could not be found out about waiting goroutines.
  package let waitProblems: [String]
  /// How many `go` statements were not searched for abandoned goroutines, and why; nil if none was left out.
  package let unsearched: (sites: Int, why: String)?
  /// What hung, for a death that no goroutine caused; nil for others.
  package let standstill: Standstill?

  /// The goroutines whose stacks a report shows in place of the crashed one's; empty for most deaths.
  package var subjects: [Goroutine] {
    verdict.goroutines.isEmpty ? standstill?.goroutines ?? [] : verdict.goroutines
  }

  /// The frame of the runtime that gave up, for a stack without frames of the program: the caller of
  /// throw, or the interrupted function.
  package var runtimeFrame: Int? {
    let start = stack.frames.lastIndex {
      ["runtime.throw", "runtime.fatal", "runtime.gopanic", "runtime.sigpanic"].contains(
        $0.name.text)
    }
    let index = start.map { $0 + 1 } ?? 0
    return index < stack.frames.count ? index : nil
  }
}

/// Analyses Go programs. Not `Sendable`: it holds a program, which remembers.
package struct CrashAnalyzer {
  package let program: GoProgram
  package var process: GoProcess { program.process }
  private let lists: SignatureLists
  /// How many threads may work at once.
  private let threads: Int
  private let searchBudget: UInt64

  /// `lists`: which functions say nothing about where the trouble began. `threads`: how many threads may
  /// work at once. `searchBudget`: how many bytes of memory may be searched for what leads to a channel.
  package init(
    _ program: GoProgram, lists: SignatureLists = .standard, threads: Int = 1,
    searchBudget: UInt64 = PartnerSearch.usualBudget
  ) {
    self.program = program
    self.searchBudget = searchBudget
    self.threads = threads
    self.lists = lists
  }

  /// The facts of the death alone, without a look at the other goroutines.
  package func crashFacts() -> CrashFacts {
    var locator = CrashLocator(program)
    return locator.locate()
  }

  /// The whole diagnosis. `isDoubtful`: the binary is from another build, so every claim is a guess.
  package func diagnose(isDoubtful: Bool = false) -> Diagnosis {
    let facts = crashFacts()
    let walked: (goroutine: Address, stack: StackTrace)? =
      facts.stack.profile == nil
      ? nil : facts.goroutine.map { ($0.address, facts.stack.onUserStack) }
    var grouper = GoroutineGrouper(program, walked: walked)
    let summary = grouper.summarize(threads: threads)
    var describer = FrameDescriber(program)
    let stack = describer.describe(facts.joined?.trace ?? facts.stack)
    let scene = CrashScene(
      program, facts: facts, stack: stack, summary: summary, threads: threads,
      searchBudget: searchBudget)
    let (verdict, findings) = RuleCatalog.judge(scene, isDoubtful: isDoubtful)
    var subject = SignatureSubject(program, lists: lists)
    var input = subject.input(
      rule: verdict.rule, goroutines: verdict.goroutines, facts: facts, stack: stack,
      summary: summary, crowd: { scene.crowd(ofAtLeast: $0) })
    if let reason = verdict.outsideReason {
      input.frames = []
      input.message = reason
    }
    let standstill = scene.standstill(verdict, findings)
    let hasFrame = verdict.outsideReason == nil
    return Diagnosis(
      facts: facts, verdict: verdict, findings: findings, stack: stack,
      programFrame: hasFrame
        ? stack.damagedFrameIndex(facts)
          ?? stack.programFrameIndex(lists, message: facts.message) : nil,
      innermostProgramFrame: hasFrame ? stack.innermostProgramFrameIndex(lists) : nil,
      adapterFrame: hasFrame
        ? stack.adapterFrameIndex(lists, message: facts.message) : nil,
      summary: summary, signature: Signature(input, lists: lists), details: scene.details,
      fault: scene.fault, heapDamage: scene.heapDamage, runtimeWork: scene.runtimeWork,
      waitProblems: scene.waitProblems, unsearched: scene.unsearched, standstill: standstill)
  }
}
