// Go's checks of pointers passed to C found a forbidden one. The texts are those of runtime/cgocall.go in
// all releases, which changed after go1.20 and go1.25, and of runtime/cgocheck.go.

internal import ElfCore

struct CgoPointer: DiagnosisRule {
  let id = "cgo-pointer"
  let family = CrashFamily.cgo
  let explanation = Explanation(
    meaning: """
      A pointer to Go memory that itself holds pointers to Go memory was passed to C, or a \
      pointer to Go memory was returned to C or stored in C's memory.
      """,
    detection: """
      The panic or the throw has the text of the runtime's cgo check.
      """,
    runbook: [
      .check("does the C call at WHERE keep the rules for passing pointers (`go doc cmd/cgo`)?"),
      .check("would a runtime.Pinner help, or a cgo.Handle in place of the pointer?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if scene.throwSays("Go pointer stored into non-Go memory"), let text = scene.throwText {
      return verdict(text, .certain)
    }
    if let panic = scene.runtimePanic(
      "cgo argument has Go pointer", "argument of cgo function has Go pointer")
    {
      return verdict(panic.text, panic.confidence)
    }
    guard
      let panic = scene.runtimePanic(
        "cgo result has Go pointer", "cgo result is unpinned Go pointer",
        "called from cgo is unpinned Go")
    else { return [] }
    return verdict(panic.text, panic.confidence, exportedFunction(scene))
  }

  /// The function that returned the pointer. The wrapper that cgo generates for it checks the result
  /// (cmd/cgo/out.go).
  private func exportedFunction(_ scene: CrashScene) -> [Evidence] {
    let mark = "_cgoexp_"
    guard let frame = scene.stack.frames.first(where: { $0.name.text.hasPrefix(mark) }) else {
      return []
    }
    let name = frame.name.text.dropFirst(mark.count).drop { $0 != "_" }.dropFirst()
    return [
      Evidence("the exported Go function \(name) returned it", address: frame.entry.rawValue)
    ]
  }
}
