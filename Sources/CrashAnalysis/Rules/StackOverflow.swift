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
      The text of the throw. The calls that repeat and what each function takes of the stack are \
      counted over the whole of it.
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
    guard let use = scene.details.stackUse else { return verdict(text, .certain) }
    let evidence = use.shares.map {
      Evidence(
        "\($0.frames) frames and \($0.bytes) bytes of stack: \($0.function)", hasSection: true)
    }
    guard !use.cycle.isEmpty else {
      let largest = use.shares.first.map { ": most of it \($0.function)" } ?? ""
      return verdict(text + largest, .certain, evidence)
    }
    return verdict(
      "\(text): \(use.cycleText)", .certain,
      [Evidence("\(use.bytesEachTurn) bytes of stack each turn", hasSection: true)] + evidence)
  }
}
