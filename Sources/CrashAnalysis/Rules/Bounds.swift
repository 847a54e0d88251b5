// An index or a slice expression was out of range.

struct Bounds: DiagnosisRule {
  let id = "bounds"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      An index, or a bound of a slice expression, lies outside the slice, array or string.
      """,
    detection: """
      The panic is the runtime's own, of type runtime.boundsError and of that text.
      """,
    runbook: [
      .check("is the length 0 (an empty input), or the index one too high (a loop's end)?"),
      .check("can another goroutine shorten the slice meanwhile? `go test -race` tells"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report, and the input that was being handled, if the log names it"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.runtimePanic("index out of range", "slice bounds out of range") else {
      return []
    }
    return verdict(panic.text, panic.confidence, scene.valueEvidence)
  }
}
