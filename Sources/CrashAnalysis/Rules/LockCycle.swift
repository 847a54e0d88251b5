// Goroutines wait for each other's locks.

internal import ElfCore
internal import GoRuntime

struct LockCycle: DiagnosisRule {
  let id = "lock-cycle"
  let family = CrashFamily.schedulerDeadlock
  let signatureBasis = SignatureBasis.cycle
  let subject = ReportSubject.standstill
  let explanation = Explanation(
    meaning: """
      Goroutines wait in a circle, each for a lock that the next one holds; or one waits for a \
      lock that it holds itself. None of them will ever go on, nor who waits for their locks.
      """,
    detection: """
      The runtime does not record who holds a lock. A holder is inferred from a deferred Unlock \
      that is still pending, or from a frame that stands between Lock and Unlock: likely where its \
      code tells which lock that is and every way there takes it, else a guess; then the circle is \
      searched for.
      """,
    runbook: [
      .check("in which order do the functions of these stacks take their locks?"),
      .check("of one goroutine: does a method that locks call another that locks, too?"),
      .run("gocore goroutines {target} --group"),
      .attach("the stacks of the goroutines of the circle"),
    ])

  private static let noticeLimit = 3

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.isHangSuspect else { return [] }
    return scene.locks.cycles.prefix(Self.noticeLimit).enumerated().map { number, cycle in
      finding(cycle, isVerdict: number == 0 && scene.isFromOutside, scene)
    }
  }

  private func finding(_ cycle: WaitCycle, isVerdict: Bool, _ scene: CrashScene) -> Finding {
    var evidence: [Evidence] = []
    for step in cycle.steps {
      let goroutine = step.waiter.goroutine
      evidence.append(
        Evidence(
          "goroutine \(goroutine.id) waits to \(step.waiter.use.operation.rawValue) "
            + "\(step.object.kind.rawValue) \(step.object.address) in \(scene.place(of: goroutine))",
          address: step.object.address.rawValue))
      evidence.append(step.reason)
    }
    let ids = cycle.steps.map { "\($0.waiter.goroutine.id)" }
    let objects = cycle.steps.map { "\($0.object.kind.rawValue) \($0.object.address)" }
    let summary =
      cycle.steps.count == 1
      ? "goroutine \(ids[0]) waits for \(objects[0]) that it holds itself"
      : "goroutines \(Self.list(ids)) wait for each other's locks"
    return Finding(
      ruleID: id, role: isVerdict ? .verdict : .notice, confidence: cycle.confidence,
      summary: summary, evidence: evidence,
      nextSteps: [
        "gocore goroutines {target} " + ids.prefix(8).map { "--id \($0)" }.joined(separator: " ")
      ], goroutines: cycle.steps.map(\.waiter.goroutine), isOfStandstill: true,
      runbook: [
        .check(
          cycle.steps.count == 1
            ? "does a method that locks call another that locks, too?"
            : "in which order do the functions of these stacks take their locks?")
      ])
  }

  /// `1, 2 and 3`; of a long list the first ones.
  private static func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    if words.count > 6 {
      return words.prefix(5).joined(separator: ", ") + " and \(words.count - 5) more"
    }
    return words.dropLast().joined(separator: ", ") + " and \(words[words.count - 1])"
  }
}
