// The program was alive when it was dumped.

struct NoCrash: DiagnosisRule {
  let id = "no-crash"
  let family = CrashFamily.other
  let signatureBasis = SignatureBasis.largestGroup
  let subject = ReportSubject.standstill
  let explanation = Explanation(
    meaning: """
      The core is a snapshot: no thread was dying and no fatal signal is noted.
      """,
    detection: """
      No signal, and no thread of the runtime's is marked as dying.
      """,
    runbook: [
      .check("if it was thought to hang: what do the goroutines wait for?"),
      .run("gocore goroutines {target} --group"),
      .run("gocore goroutines {target} --status running"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.facts.path == .none, scene.facts.signal == nil else { return [] }
    return verdict("the process was alive: no signal and no dying thread", .likely)
      + stillness(scene)
  }
}
