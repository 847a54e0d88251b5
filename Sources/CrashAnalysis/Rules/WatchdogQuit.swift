// A watchdog or supervisor ended the program.

internal import ElfCore
internal import GoRuntime

struct WatchdogQuit: DiagnosisRule {
  let id = "watchdog-quit"
  let family = CrashFamily.external
  let signatureBasis = SignatureBasis.subject
  let explanation = Explanation(
    meaning: """
      A supervisor that got no sign of life ended the program: systemd's WatchdogSec=, or a \
      parent process with a time limit such as `go test -timeout`. The program hung or was \
      slow; the signal is not the fault.
      """,
    detection: """
      SIGABRT or SIGQUIT from pid 1 of uid 0, or SIGQUIT from the parent process; or the panic of \
      package testing's own alarm, `test timed out after`.
      """,
    runbook: [
      .check("what hung or was slow? the largest groups, then what was running"),
      .check(
        "what does the supervisor's log say? `journalctl -u UNIT` names the watchdog's timeout"
      ),
      .run("gocore goroutines {target} --group"),
      .run("gocore goroutines {target} --status running"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if let timeout = scene.testTimeout {
      return verdict(
        timeout.title, .certain, timeout.evidence, checks: Self.checksOfTests,
        goroutines: timeout.goroutines)
    }
    guard scene.isFromOutside, let signal = scene.facts.signal, isWatchdog(signal, scene) else {
      return []
    }
    return verdict(
      "\(signal.name) \(scene.senderWords(signal))", .likely,
      reason(signal, scene) + scene.senderEvidence(signal),
      checks: [
        "what hung or was slow? who waits for what stands in NOTICE and GROUPS",
        signal.sender?.processID == 1
          ? "what does the journal say? `journalctl -u UNIT` has `Watchdog timeout` where it was that"
          : "which time limit does the parent have: `timeout`, `go test -timeout`, its own?",
      ])
  }

  private static let checksOfTests = [
    "who should have woken the test under STACK?",
    "is it slow rather than stuck? what was running tells (`go test -timeout` sets the limit)",
  ]

  /// Who the sender is that it is taken for a watchdog.
  private func reason(_ signal: EffectiveSignal, _ scene: CrashScene) -> [Evidence] {
    guard let sender = signal.sender else { return [] }
    return [
      Evidence(
        sender.processID == 1
          ? "the sender is pid 1 of root, the host's service manager"
          : "the sender, pid \(sender.processID), is the program's parent process")
    ]
  }

  private func isWatchdog(_ signal: EffectiveSignal, _ scene: CrashScene) -> Bool {
    guard let sender = signal.sender, [3, 6].contains(signal.number) else { return false }
    if sender.processID == 1, sender.userID == 0 { return true }
    return signal.number == 3 && sender.processID != 0
      && sender.processID == scene.process.image.process?.parentID
  }
}
