// A signal from outside ended the program.

internal import ElfCore

struct ExternalSignal: DiagnosisRule {
  let id = "external-signal"
  let family = CrashFamily.external
  let signatureBasis = SignatureBasis.largestGroup
  let explanation = Explanation(
    meaning: """
      Another process, or the terminal, sent the signal. The goroutine that it interrupted is \
      not at fault.
      """,
    detection: """
      The siginfo of the signal names a sender other than the process, or the kernel on behalf \
      of a terminal.
      """,
    runbook: [
      .check(
        "which process the sender was: the pid may be gone, the audit log or the supervisor's log names it"
      ),
      .check(
        "why: an operator, an orchestrator's time limit, a script; Go's own output prints the sender's pid as `addr=`"
      ),
      .run("gocore goroutines {target} --group"),
      .attach("the report and the log of the host for that minute"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.facts.path == .signal, let signal = scene.facts.signal else { return [] }
    if scene.isFromOutside {
      return verdict(
        "\(signal.name) \(scene.senderWords(signal))", .certain, scene.senderEvidence(signal))
        + stillness(scene)
    }
    // The path is a signal only if it is not the one that the runtime raises itself in the end.
    guard signal.sender != nil, !scene.isInForeignCode, !scene.isInOtherRuntime else { return [] }
    return verdict("\(signal.name) that the program sent itself", .likely)
  }
}
