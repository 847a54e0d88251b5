// The evidence fits no other class.

internal import ElfCore
internal import GoRuntime

struct Unknown: DiagnosisRule {
  let id = "unknown"
  let family = CrashFamily.other
  let explanation = Explanation(
    meaning: """
      The evidence fits no class, or too much of it is lost.
      """,
    detection: """
      No other rule holds.
      """,
    runbook: [
      .check("what stands under LIMITS? a cut core or a wrong binary loses evidence"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the core and the binary"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if let words = scene.otherRuntimeWords {
      var findings = verdict(words, .likely, checks: Self.checksOfOtherRuntimes)
      findings[0].nextSteps = ["gocore inspect {core} {runtime}"]
      return findings
    }
    switch scene.facts.path {
    case .runtimeThrow:
      guard scene.isFaultThrow else {
        return verdict("the runtime gave up; its text is lost", .guess)
      }
      guard let signal = scene.facts.signal else {
        return verdict("a fault; which signal it was is lost", .guess)
      }
      return verdict("\(signal.name) at \(signal.pc?.description ?? "?")", .likely)
    case .panic:
      return verdict(
        scene.facts.panics.isEmpty || scene.knowsFunctions
          ? "a panic whose record is lost" : "a panic; what it says is in the binary", .guess)
    case .signal:
      guard let signal = scene.facts.signal else {
        return verdict("a fatal signal whose record is lost", .guess)
      }
      if let call = signal.systemCall { return refused(call, signal) }
      if let words = breakpoint(scene, signal) {
        return verdict(words, .likely, checks: Self.checksOfBreakpoints)
      }
      return verdict("\(signal.name) at \(signal.pc?.description ?? "?")", .likely)
    case .lost:
      guard let signal = scene.facts.signal else {
        return verdict("how the process ended is lost", .guess, remains(scene))
      }
      return verdict("\(signal.name); what the program died of is lost", .guess, remains(scene))
    case .none:
      guard let signal = scene.facts.signal else { return [] }
      return verdict("\(signal.name); the runtime left no trace of dying", .guess)
    }
  }

  /// What is left of a death whose reason is lost.
  private func remains(_ scene: CrashScene) -> [Evidence] {
    var evidence: [Evidence] = []
    if let goroutine = scene.facts.crashedGoroutine {
      evidence.append(
        Evidence(
          "its thread was at work for goroutine \(goroutine.id): \(scene.doing(goroutine))",
          address: goroutine.address.rawValue))
      if let fault = try? EffectiveSignal(of: goroutine, in: scene.process, frame: nil) {
        let address = fault.address.map { " addr=\($0)" } ?? ""
        evidence.append(
          Evidence(
            "the last fault noted for that goroutine was \(fault.name) code=\(fault.code)\(address)"
              + " pc=\(fault.pc?.description ?? "?")", address: goroutine.address.rawValue))
      }
    }
    return evidence
      + scene.facts.diagnostics.map { Evidence("the runtime printed: \($0)") }
  }

  // MARK: - System calls that were refused

  private func refused(_ call: SystemCall, _ signal: EffectiveSignal) -> [Finding] {
    // SYS_SECCOMP (asm-generic/siginfo.h).
    let reason = signal.code == 1 ? "forbidden by seccomp" : "refused (code \(signal.code))"
    return verdict(
      "system call \(call.words) \(reason)", .certain,
      checks: [
        "who forbids it: the container's seccomp profile, SystemCallFilter=, the program itself?",
        "which part of the program makes the call (WHERE), and can it do without it?",
      ])
  }

  private static let checksOfOtherRuntimes = [
    "the Go runtime that died: it is the one looked at where its file is named beside the core"
  ]

  // MARK: - Breakpoints

  private static let checksOfBreakpoints = [
    "who put it there: runtime.Breakpoint, an assertion in assembly, a debugger that is gone?"
  ]

  /// `breakpoint instruction in runtime.breakpoint, called by main.check`.
  private func breakpoint(_ scene: CrashScene, _ signal: EffectiveSignal) -> String? {
    guard signal.number == 5, let trap = scene.trapWords(signal),
      let index = scene.stack.frames.firstIndex(where: { $0.frame.pc == signal.pc })
    else { return nil }
    let words = "\(trap) in \(scene.stack.frames[index].function)"
    guard scene.stack.frames[index].name.isOfRuntime,
      let caller = scene.stack.frames[index...].first(where: {
        !$0.name.isOfRuntime && !$0.isNative
      })
    else { return words }
    return words + ", called by \(caller.function)"
  }
}
