// The program called panic.

struct ExplicitPanic: DiagnosisRule {
  let id = "explicit-panic"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      The program, or a library that it uses, called panic with a value of its own.
      """,
    detection: """
      The panic's value is not of the runtime's types.
      """,
    runbook: [
      .check("is it a check for the impossible, or an error that ought to have been returned?"),
      .check("what made it happen? the text and the type of the value say (SAYS, VALUE)"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.onlyPanic, !scene.isTestTimeout else { return [] }
    return verdict("panic: \(panic.text)", panic.confidence, scene.valueEvidence)
  }
}
