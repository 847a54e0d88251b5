// C code called abort.

internal import ElfCore
internal import GoRuntime

struct CgoAbort: DiagnosisRule {
  let id = "cgo-abort"
  let family = CrashFamily.cgo
  let explanation = Explanation(
    meaning: """
      C code that the program called ended it: abort, a failed assertion, an uncaught C++ \
      exception, or a check of the C library's heap.
      """,
    detection: """
      The fatal SIGABRT was raised by the process itself while its thread was in C code.
      """,
    runbook: [
      .check("what does standard error say? assert, glibc and C++ print their reason there"),
      .check("what did the Go function pass to C (STACK), and who frees it?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the report, standard error, the versions of the C libraries"),
    ])

  private static let checksOfReasons = [
    "which C function found it (STACK)? what it complains of may have happened earlier",
    "what did the Go function pass to C, and who frees it?",
  ]

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.isInForeignCode, scene.facts.signal?.number == 6 else { return [] }
    let place = scene.nativeDeath.map { ": \($0.words(isAbort: true))" } ?? ""
    guard let reason = scene.nativeAbort else {
      return verdict("abort in C code" + place, isCallerLost(scene) ? .guess : .likely)
    }
    return verdict(
      "abort in C code\(place): \(reason.words)", .likely, [reason.evidence],
      checks: Self.checksOfReasons)
  }

  /// Whether the stack behind the abort is lost: then it may have been the runtime's own code in C that
  /// gave up, as it does where it gets no thread.
  private func isCallerLost(_ scene: CrashScene) -> Bool {
    switch scene.facts.joined?.trace.end {
    case .unreadable?: true
    default: false
    }
  }
}
