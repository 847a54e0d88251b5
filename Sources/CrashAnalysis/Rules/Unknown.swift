// The evidence fits no other class.

internal import ElfCore

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
    switch scene.facts.path {
    case .runtimeThrow:
      guard scene.isFaultThrow, let signal = scene.facts.signal else {
        return verdict("the runtime gave up; its text is lost", .guess)
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
    case .none:
      guard let signal = scene.facts.signal else { return [] }
      return verdict("\(signal.name); the runtime left no trace of dying", .guess)
    }
  }
}
