// An integer division by zero.

struct Division: DiagnosisRule {
  let id = "division"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      The program divided an integer by zero.
      """,
    detection: """
      The panic is the runtime's own, of that text; the processor raised SIGFPE or the \
      compiler's check found it.
      """,
    runbook: [
      .check("where does the divisor come from: a count of nothing, a setting, a parsed field?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.runtimePanic("divide by zero", "integer overflow") else { return [] }
    return verdict(panic.text, panic.confidence)
  }
}
