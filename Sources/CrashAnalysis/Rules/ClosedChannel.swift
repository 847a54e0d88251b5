// Misuse of a closed or nil channel.

struct ClosedChannel: DiagnosisRule {
  let id = "closed-channel"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      The program sent on a closed channel, closed one twice, or closed a nil one.
      """,
    detection: """
      The panic is the runtime's own, of one of these texts.
      """,
    runbook: [
      .check("who closes the channel? only its one sender, or the last of several, may"),
      .check("who else uses it? look for its functions in the groups"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore goroutines {target} --group"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.runtimePanic("closed channel", "close of nil channel") else {
      return []
    }
    return verdict(panic.text, panic.confidence, scene.misusedChannel())
  }
}
