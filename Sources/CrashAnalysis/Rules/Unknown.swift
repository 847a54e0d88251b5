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
      .check("what stands under LIMITS: a truncated core or a wrong binary loses evidence"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the core and the binary"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if let words = scene.otherRuntimeWords { return verdict(words, .likely) }
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
            "the last fault of that goroutine: \(fault.name) code=\(fault.code)\(address)"
              + " pc=\(fault.pc?.description ?? "?")", address: goroutine.address.rawValue))
      }
    }
    return evidence
      + scene.facts.diagnostics.map { Evidence("the runtime printed: \($0)") }
  }
}
