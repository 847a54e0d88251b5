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
      .check("for a test: its stack, under STACK, and who ought to wake it"),
      .check("what the goroutines waited for: the largest groups, then the running ones"),
      .check("the supervisor's log: `journalctl -u UNIT` names the watchdog's timeout"),
      .run("gocore goroutines {target} --group"),
      .run("gocore goroutines {target} --status running"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if let timeout = scene.testTimeout {
      return verdict(timeout.title, .certain, timeout.evidence, goroutines: timeout.goroutines)
    }
    guard scene.isFromOutside, let signal = scene.facts.signal, isWatchdog(signal, scene) else {
      return []
    }
    return verdict(
      "\(signal.name) \(scene.senderWords(signal))", .likely, scene.senderEvidence(signal))
  }

  private func isWatchdog(_ signal: EffectiveSignal, _ scene: CrashScene) -> Bool {
    guard let sender = signal.sender, [3, 6].contains(signal.number) else { return false }
    if sender.processID == 1, sender.userID == 0 { return true }
    return signal.number == 3 && sender.processID != 0
      && sender.processID == scene.process.image.process?.parentID
  }
}
