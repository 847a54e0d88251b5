// All goroutines wait, and nothing can wake one.

internal import GoRuntime

struct AllGoroutinesAsleep: DiagnosisRule {
  let id = "all-goroutines-asleep"
  let family = CrashFamily.schedulerDeadlock
  let signatureBasis = SignatureBasis.largestGroup
  let subject = ReportSubject.standstill
  let explanation = Explanation(
    meaning: """
      All goroutines wait for each other and no timer, signal or I/O can wake any.
      """,
    detection: """
      The text of the fatal error: the scheduler found no goroutine that could ever run. Or the \
      runtime's panic over a bubble of testing/synctest, in which it found the same.
      """,
    runbook: [
      .check("who should have woken them? start with the largest group"),
      .check("what does main wait for? often a channel or a WaitGroup that nobody serves any more"),
      .run("gocore goroutines {target} --group"),
      .run("gocore goroutines {target} --id 1"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if let panic = scene.runtimePanic("deadlock: "), panic.text.hasPrefix("deadlock: ") {
      return verdict(
        panic.text, panic.confidence, scene.valueEvidence, goroutines: blockedInBubble(scene))
    }
    guard scene.throwSays("all goroutines are asleep", "no goroutines (main called"),
      let text = scene.throwText
    else { return [] }
    return verdict(text, .certain, goroutines: subjects(scene))
  }

  /// The first goroutine of each of the largest groups that wait in a bubble, in the program's own code
  /// (runtime/runtime2.go waitReason: their reasons end so).
  private func blockedInBubble(_ scene: CrashScene) -> [Goroutine] {
    var describer = FrameDescriber(scene.program)
    let groups = scene.summary.groups.filter { group in
      group.waitReason?.hasSuffix("(durable)") == true
        && describer.describe(group.stack).frames.contains { !$0.isStandard }
    }
    return scene.goroutines(of: Array(groups.prefix(Self.shown)))
  }

  private static let shown = 3

  /// The goroutines to show, as none has crashed: those that wait for each other, or else the first of
  /// each of the largest groups.
  private func subjects(_ scene: CrashScene) -> [Goroutine] {
    if let cycle = scene.locks.cycles.first { return cycle.steps.map(\.waiter.goroutine) }
    let groups = scene.summary.groups.filter { !$0.isSystem && $0.state != .running }
    return scene.goroutines(of: Array(groups.prefix(Self.shown)))
  }
}
