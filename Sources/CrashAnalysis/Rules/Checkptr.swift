// The checks of unsafe pointers found a bad conversion.

struct Checkptr: DiagnosisRule {
  let id = "checkptr"
  let family = CrashFamily.memoryCorruption
  let explanation = Explanation(
    meaning: """
      A conversion of unsafe.Pointer breaks the rules that the compiler relies on. The checks \
      were built in (`-race` or `-d=checkptr`).
      """,
    detection: """
      The text of the throw begins with `checkptr:`.
      """,
    runbook: [
      .check("does the conversion at WHERE keep the rules in the documentation of unsafe.Pointer?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.throwSays("checkptr"), let text = scene.throwText else { return [] }
    return verdict(text, .certain, scene.heapEvidence)
  }
}
