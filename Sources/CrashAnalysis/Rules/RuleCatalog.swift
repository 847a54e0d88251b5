// All rules, in order of precedence (Documentation/Classes.md).

/// The classes of deaths.
package enum RuleCatalog {
  /// The first rule that gives a verdict names the class.
  package static let all: [any DiagnosisRule] = [
    // The text of a throw or fatal error names it.
    ConcurrentMapAccess(), AllGoroutinesAsleep(), StackOverflow(), ThreadExhaustion(),
    OutOfMemory(), UnlockOfUnlocked(), Checkptr(), HeapCorruption(), CgoPointer(),
    // C code faulted or aborted.
    CgoAbort(), CgoFault(),
    // Panics.
    Repanic(), NegativeWaitGroup(), NilDereference(), Bounds(), NilMapWrite(), TypeAssertion(),
    ClosedChannel(), Division(), Conversion(),
    // Fatal faults in Go code, by signal and address, and those that SetPanicOnFault made panics.
    BusError(), IllegalInstruction(), InvalidAddress(),
    // All other panics.
    RuntimeError(), ExplicitPanic(),
    // All other throws.
    RuntimeThrow(),
    // Signals from outside.
    LockCycle(), LockContention(), GoroutineLeak(), Hang(), WatchdogQuit(), ExternalSignal(),
    // Nothing died, or nothing is known.
    NoCrash(), Unknown(),
  ]

  /// The rule of a class; nil for a name that is no class.
  package static func rule(_ id: String) -> (any DiagnosisRule)? {
    all.first { $0.id == id }
  }

  /// The verdict on `scene`, and what else is worth knowing. `isDoubtful`: the binary is from another
  /// build, and no name is reliable.
  static func judge(_ scene: CrashScene, isDoubtful: Bool) -> (Verdict, [Finding]) {
    let findings = all.map { ($0, $0.evaluate(scene)) }
    let notices = findings.flatMap { $0.1.filter { $0.role == .notice } }
    let base = scene.baseEvidence
    for (rule, found) in findings {
      guard let verdict = found.first(where: { $0.role == .verdict }) else { continue }
      var confidence = isDoubtful ? .guess : verdict.confidence
      // Without the functions on the stack, only the runtime's flags say how the program died. What the
      // kernel says about a signal is as certain as ever.
      if !scene.knowsFunctions || scene.facts.isPathOfText, confidence == .certain,
        !scene.isFromOutside
      {
        confidence = .likely
      }
      // The classes of signals from outside differ by what the goroutines were doing.
      if scene.isFromOutside, scene.lacksGoroutines, confidence != .guess, !(rule is LockCycle) {
        confidence = .guess
      }
      return (
        Verdict(
          rule: rule, title: verdict.summary, confidence: confidence,
          evidence: verdict.evidence + base, nextSteps: verdict.nextSteps,
          goroutines: verdict.goroutines, outsideReason: verdict.outsideReason,
          runbook: verdict.runbook, reasons: verdict.evidence,
          concernedCount: verdict.concernedCount, concernedSample: verdict.concernedSample),
        notices
      )
    }
    return (
      Verdict(
        rule: Unknown(), title: "the evidence fits no class", confidence: .guess, evidence: base),
      notices
    )
  }
}
