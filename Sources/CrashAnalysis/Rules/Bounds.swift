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
      .check(
        "index and length in the text: a length of 0 is an empty input, an index one too high a loop's end"
      ),
      .check("whether another goroutine shortens the slice meanwhile (`go test -race`)"),
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
