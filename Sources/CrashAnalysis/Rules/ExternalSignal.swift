// A signal from outside ended the program.

internal import ElfCore
internal import GoRuntime

struct ExternalSignal: DiagnosisRule {
  let id = "external-signal"
  let family = CrashFamily.external
  let signatureBasis = SignatureBasis.largestGroup
  let subject = ReportSubject.standstill
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
        "who was the sender? its pid may be gone; the audit log or the supervisor's log names it"
      ),
      .check("why did it? an operator, an orchestrator's time limit, a script"),
      .run("gocore goroutines {target} --group"),
      .attach("the report and the log of the host for that minute"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.facts.path == .signal || scene.isFaultThrow, let signal = scene.facts.signal else {
      return []
    }
    if scene.isFromOutside {
      return verdict(
        "\(signal.name) \(scene.senderWords(signal))", .certain, scene.senderEvidence(signal),
        checks: Self.checks(signal)) + stillness(scene)
    }
    // The path is a signal only if it is not the one that the runtime raises itself in the end.
    guard signal.sender != nil, !scene.isInForeignCode, !scene.isInOtherRuntime else { return [] }
    if signal.isFromOutside(processID: scene.process.image.process?.processID) {
      return verdict(
        "\(signal.name) \(scene.senderWords(signal))", .likely, scene.senderEvidence(signal))
    }
    return verdict(
      "\(signal.name) that the program sent itself", .likely,
      checks: ["who raises it: syscall.Kill, os.Process.Signal, a C library's abort or raise?"])
  }

  private static func checks(_ signal: EffectiveSignal) -> [String] {
    let hang = "did it hang? who waits for what stands in NOTICE and GROUPS; the signal is no fault"
    guard let sender = signal.sender else { return [hang] }
    if sender.processID == 0 {
      return [
        hang,
        signal.number == 3
          ? "who sent it: Ctrl-\\ at its terminal, or from outside its container, the kubelet, docker kill?"
          : "who sent it from outside its container: the kubelet, docker kill, a shell on the host?",
      ]
    }
    return [
      hang,
      "who was pid \(sender.processID)? the audit log and the journal of that minute may name it",
    ]
  }
}
