// A conversion of a slice to a longer array.

struct Conversion: DiagnosisRule {
  let id = "conversion"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      A slice was converted to an array, or a pointer to one, that is longer than the slice.
      """,
    detection: """
      The panic is the runtime's own, of that text.
      """,
    runbook: [
      .check("can the slice be shorter than the format promises? compare the lengths in the text"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.runtimePanic("cannot convert slice") else { return [] }
    return verdict(panic.text, panic.confidence, scene.valueEvidence)
  }
}
