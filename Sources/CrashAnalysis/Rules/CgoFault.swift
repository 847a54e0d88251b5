// A fault in C code.

internal import ElfCore

struct CgoFault: DiagnosisRule {
  let id = "cgo-fault"
  let family = CrashFamily.cgo
  let explanation = Explanation(
    meaning: """
      C code that the program called, or a thread of its own, used memory that it may not.
      """,
    detection: """
      The processor raised the signal while the thread was in C code.
      """,
    runbook: [
      .check(
        "the C frames and the Go function that called them: what was passed, and who frees it"),
      .check("Go memory that C kept after the call returned"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the report, the core, the C libraries with their debug information"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.isInForeignCode, let signal = scene.facts.signal, signal.number != 6,
      let pc = signal.pc
    else { return [] }
    let place = scene.nativeDeath.map { ": \($0.words(isAbort: false))" } ?? " at \(pc)"
    return verdict("\(signal.name) in C code" + place, .likely)
  }
}
