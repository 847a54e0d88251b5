// A fault in C code.

internal import ElfCore

struct CgoFault: DiagnosisRule {
  let id = "cgo-fault"
  let family = CrashFamily.cgo
  let explanation = Explanation(
    meaning: """
      C code that the program called, or a thread of its own, used memory that it may not, or did what \
      the processor refuses, such as dividing by zero.
      """,
    detection: """
      The processor raised the signal while the thread was in C code, or C code jumped astray.
      """,
    runbook: [
      .check("what did the Go function pass to C (STACK), and who frees it?"),
      .check("does C keep Go memory after the call has returned?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the report, the core, the C libraries with their debug information"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.isInForeignCode, let signal = scene.facts.signal, signal.number != 6,
      signal.systemCall == nil, let pc = signal.pc
    else { return [] }
    let place = scene.nativeDeath.map { ": \($0.words(isAbort: false))" } ?? " at \(pc)"
    if let overflow = scene.nativeStackOverflow {
      return verdict(
        "\(signal.name) in C code: stack overflow"
          + (scene.nativeDeath.map { " in \($0.words(isAbort: false))" } ?? ""), .likely,
        scene.faultEvidence, checks: Self.checksOfOverflows)
        + [notice(overflow.words, .likely)]
    }
    if let words = signal.arithmeticWords(divisor: scene.fault?.divisor) {
      return verdict(
        "\(words) in C code\(place)", .likely, scene.faultEvidence, checks: Self.checksOfNumbers)
    }
    if let words = scene.trapWords(signal) {
      return verdict("\(words) in C code\(place)", .likely, checks: Self.checksOfTraps)
    }
    if signal.sender != nil {
      let place = scene.nativeDeath.map { ": \($0.words(isAbort: true))" } ?? place
      return verdict(
        "\(signal.name) raised by C code\(place)", .likely, checks: Self.checksOfRaisedSignals)
    }
    return verdict("\(signal.name) in C code" + place, .likely)
  }

  private static let checksOfTraps = [
    """
    what the C function asserts there: abort-like macros, __builtin_trap, code that the compiler holds \
    unreachable, -fsanitize-trap, a breakpoint that was left in
    """
  ]
  private static let checksOfRaisedSignals = [
    "why the C function raises that signal: an assertion, a debugger's hook, a handler that passes it on"
  ]

  private static let checksOfNumbers = [
    "which value divides in the innermost C frame, and what did the caller pass for it?",
    "in C nothing checks a divisor, and INT_MIN / -1 faults as a division by zero does",
  ]

  private static let checksOfOverflows = [
    "is it a recursion without end, or are there large arrays on the stack?",
    "how large is the stack? `ulimit -s` of the main thread, pthread_create's attribute of others",
  ]
}
