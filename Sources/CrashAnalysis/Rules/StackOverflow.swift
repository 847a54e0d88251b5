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
      .check("what ought to end the recursion? the functions that repeat stand under CYCLE"),
      .check("does a structure contain itself, or a String method print its own receiver?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.throwSays("stack overflow"), let text = scene.throwText else { return [] }
    guard let use = scene.details.stackUse else { return verdict(text, .certain) }
    let evidence = use.shares.map {
      Evidence(
        "\($0.function) has \($0.frames) frames, \($0.bytes) bytes of the stack", hasSection: true)
    }
    guard !use.cycle.isEmpty else {
      let largest = use.shares.first.map { ": most of it \($0.function)" } ?? ""
      return verdict(text + largest, .certain, evidence)
    }
    return verdict(
      "\(text): \(use.cycleText)", .certain,
      [Evidence("each turn takes \(use.bytesEachTurn) bytes of the stack", hasSection: true)]
        + evidence)
  }
}
