// The counter of a WaitGroup went below zero.

struct NegativeWaitGroup: DiagnosisRule {
  let id = "negative-waitgroup"
  let family = CrashFamily.concurrency
  let explanation = Explanation(
    meaning: """
      A sync.WaitGroup was told Done more often than Add.
      """,
    detection: """
      The panic has the text that sync.(*WaitGroup).Add gives it.
      """,
    runbook: [
      .check("whether `Done` runs twice on one path: deferred and explicit, or in an error branch"),
      .check("whether `Add` is called inside the goroutine instead of before it"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore goroutines {target} --group"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.onlyPanic, panic.text == "sync: negative WaitGroup counter" else {
      return []
    }
    return verdict(panic.text, .certain, scene.misusedSyncObject())
  }
}
