// Go's check of pointers passed to C found one that is forbidden.

struct CgoPointer: DiagnosisRule {
  let id = "cgo-pointer"
  let family = CrashFamily.cgo
  let explanation = Explanation(
    meaning: """
      A pointer to Go memory that itself holds pointers to Go memory was passed to C, or C \
      returned or kept one.
      """,
    detection: """
      The panic or the throw has the text of the runtime's cgo check.
      """,
    runbook: [
      .check(
        "the argument of the C call at WHERE against the rules for passing pointers (`go doc cmd/cgo`)"
      ),
      .check("runtime.Pinner, or a handle of runtime/cgo in place of the pointer"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if scene.throwSays("unpinned Go pointer"), let text = scene.throwText {
      return verdict(text, .certain)
    }
    guard let panic = scene.runtimePanic("cgo argument has Go pointer", "cgo result") else {
      return []
    }
    return verdict(panic.text, panic.confidence)
  }
}
