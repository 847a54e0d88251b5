// An error of the runtime that has no class of its own.

struct RuntimeError: DiagnosisRule {
  let id = "runtime-error"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      The runtime refused an operation, such as making a slice of a negative length, hashing a \
      value that has no hash, or panic(nil).
      """,
    detection: """
      The panic's value is of one of the runtime's error types and no other class has its \
      text.
      """,
    runbook: [
      .check("the text, which is the runtime's"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.onlyPanic, panic.isOfRuntime,
      panic.panic.type != nil || !scene.knowsFunctions
    else {
      return []
    }
    return verdict(panic.text, panic.confidence, scene.valueEvidence)
  }
}
