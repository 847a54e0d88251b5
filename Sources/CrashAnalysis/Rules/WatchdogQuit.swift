// A watchdog or supervisor ended the program.

internal import ElfCore
internal import GoRuntime

struct WatchdogQuit: DiagnosisRule {
  let id = "watchdog-quit"
  let family = CrashFamily.external
  let signatureBasis = SignatureBasis.subject
  let subject = ReportSubject.standstill
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
    guard scene.isFromOutside, let signal = scene.facts.signal,
      let sender = sender(of: signal, scene)
    else {
      return []
    }
    return verdict(
      "\(signal.name) from \(sender.words)", .likely,
      [Evidence(sender.reason)] + scene.senderEvidence(signal),
      checks: [
        "what hung or was slow? STUCK and GROUPS say who waits for what",
        signal.sender?.processID == 1
          ? "what does the journal say? `journalctl -u UNIT` has `Watchdog timeout` where it was that"
          : "which time limit does the parent have: `timeout`, `go test -timeout`, its own?",
      ])
  }

  private static let checksOfTests = [
    "who should have woken the test under STACK?",
    "is it slow rather than stuck? what was running tells (`go test -timeout` sets the limit)",
  ]

  /// The senders that watch over a program.
  private enum Sender {
    case systemd
    case parent(EffectiveSignal.Sender)

    /// Who it is, and what the signal means.
    var words: String {
      switch self {
      case .systemd: "systemd (pid 1), whose watchdog got no sign of life"
      case .parent(let sender):
        "its parent (pid \(sender.processID), uid \(sender.userID)), as at a time limit"
      }
    }

    var reason: String {
      switch self {
      case .systemd:
        "pid 1 of uid 0 is systemd, which sends this when a unit missed its WatchdogSec="
      case .parent:
        "the sender is the parent, and supervisors and go test send SIGQUIT when time is up"
      }
    }
  }

  private func sender(of signal: EffectiveSignal, _ scene: CrashScene) -> Sender? {
    guard let sender = signal.sender, [3, 6].contains(signal.number) else { return nil }
    if sender.processID == 1, sender.userID == 0 { return .systemd }
    let isParent = sender.processID == scene.process.image.process?.parentID
    return signal.number == 3 && sender.processID != 0 && isParent ? .parent(sender) : nil
  }
}
