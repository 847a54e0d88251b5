// A lock was unlocked while it was not locked.

struct UnlockOfUnlocked: DiagnosisRule {
  let id = "unlock-of-unlocked"
  let family = CrashFamily.concurrency
  let explanation = Explanation(
    meaning: """
      A sync.Mutex or sync.RWMutex was unlocked more often than locked, or copied while \
      locked.
      """,
    detection: """
      The text of the fatal error that package sync gives.
      """,
    runbook: [
      .check(
        "does `Unlock` run twice on one path: deferred and explicit, or after a recovered panic?"
      ),
      .check("is the struct with the lock copied? `go vet` tells"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore goroutines {target} --group"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.throwSays("nlock of unlocked"), let text = scene.throwText else { return [] }
    return verdict(text, .certain, scene.misusedSyncObject())
  }
}
