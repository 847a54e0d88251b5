// A WaitGroup was told Done too often, or used again too early.

struct NegativeWaitGroup: DiagnosisRule {
  let id = "negative-waitgroup"
  let family = CrashFamily.concurrency
  let explanation = Explanation(
    meaning: """
      A sync.WaitGroup was told Done more often than Add, or Add while others were in Wait.
      """,
    detection: """
      The panic has one of the texts of sync.(*WaitGroup).Add and Wait.
      """,
    runbook: [
      .check("does `Done` run twice on one path: deferred and explicit, or in an error branch?"),
      .check("is `Add` called inside the goroutine instead of before it?"),
      .check("is the WaitGroup used for the next round before all Waits have returned?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore goroutines {target} --group"),
      .attach("the text report with `--all`"),
    ])

  /// sync/waitgroup.go, go1.19 to go1.27.
  private static let texts: Set<String> = [
    "sync: negative WaitGroup counter",
    "sync: WaitGroup misuse: Add called concurrently with Wait",
    "sync: WaitGroup is reused before previous Wait has returned",
  ]

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.onlyPanic, Self.texts.contains(panic.text) else { return [] }
    return verdict(panic.text, panic.confidence, scene.misusedSyncObject())
  }
}
