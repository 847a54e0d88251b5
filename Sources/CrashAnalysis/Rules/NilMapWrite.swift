// An assignment to an entry of a nil map.

struct NilMapWrite: DiagnosisRule {
  let id = "nil-map-write"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      The program assigned to an entry of a map that was never made.
      """,
    detection: """
      The panic is the runtime's own, of that text.
      """,
    runbook: [
      .check(
        "who left the map nil: a zero struct, a constructor, a JSON document without the field?"
      ),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.runtimePanic("nil map") else { return [] }
    return verdict(panic.text, panic.confidence)
  }
}
