// The runtime gave up.

struct RuntimeThrow: DiagnosisRule {
  let id = "runtime-throw"
  let family = CrashFamily.other
  let explanation = Explanation(
    meaning: """
      The Go runtime found its own state wrong and ended the program; no other class has its \
      text.
      """,
    detection: """
      The text of the throw.
      """,
    runbook: [
      .check("the text against the issues of the Go project: https://go.dev/issue"),
      .check("code with package unsafe or cgo, and data races, before the runtime is blamed"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the core, the binary and the lines under SAYS"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let text = scene.throwText, !scene.isFaultThrow else { return [] }
    return verdict("fatal error: \(text)", .certain)
  }
}
