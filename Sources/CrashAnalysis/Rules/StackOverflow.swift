// A stack grew past its limit.

struct StackOverflow: DiagnosisRule {
  let id = "stack-overflow"
  let family = CrashFamily.resourceExhaustion
  let explanation = Explanation(
    meaning: """
      A goroutine's stack reached the limit (1 GB, 250 MB on 32-bit), nearly always by a \
      recursion without end.
      """,
    detection: """
      The text of the throw.
      """,
    runbook: [
      .check("the functions that repeat in the stack: what ought to end the recursion"),
      .check(
        "cyclic data: a structure that contains itself, a String method that prints its own receiver"
      ),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.throwSays("stack overflow"), let text = scene.throwText else { return [] }
    return verdict(text, .certain)
  }
}
