// A map was used by two goroutines at once.

struct ConcurrentMapAccess: DiagnosisRule {
  let id = "concurrent-map-access"
  let family = CrashFamily.concurrency
  let explanation = Explanation(
    meaning: """
      A map was written by one goroutine while another read or wrote it. Maps are not safe for \
      that.
      """,
    detection: """
      The text of the fatal error: the map's own check of its write flag.
      """,
    runbook: [
      .check("which map is it (BECAUSE), and which lock should have guarded it?"),
      .check("`go test -race` on that package names both places"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore goroutines {target} --status running"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.throwSays("concurrent map"), let text = scene.throwText else { return [] }
    return verdict(text, .certain, scene.sharedMap())
  }
}
