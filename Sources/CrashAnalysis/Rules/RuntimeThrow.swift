// A fatal error of the runtime that has no class of its own.

struct RuntimeThrow: DiagnosisRule {
  let id = "runtime-throw"
  let family = CrashFamily.other
  let explanation = Explanation(
    meaning: """
      The Go runtime ended the program, as it found its own state wrong or was used as it must \
      not be; no other class has its text.
      """,
    detection: """
      The text of the throw.
      """,
    runbook: [
      .check("the text against the issues of the Go project: https://go.dev/issue"),
      .check(
        "a number of an error before it: 9, EBADF, means that somebody closed a descriptor of the runtime's"
      ),
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
