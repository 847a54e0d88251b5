// A type assertion that does not hold.

struct TypeAssertion: DiagnosisRule {
  let id = "type-assertion"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      A type assertion without `, ok` met a value of another type, or nil.
      """,
    detection: """
      The panic is a runtime.TypeAssertionError.
      """,
    runbook: [
      .check("which type was there, and which was asked for? both stand in the text"),
      .check("who put the value there: a context value, a decoder, a container of `any`?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.runtimePanic("interface conversion") else { return [] }
    return verdict(panic.text, panic.confidence, scene.valueEvidence)
  }
}
