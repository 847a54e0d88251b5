// Many goroutines wait for one lock.

internal import ElfCore
internal import GoRuntime

struct LockContention: DiagnosisRule {
  let id = "lock-contention"
  let family = CrashFamily.schedulerDeadlock
  let isNoticeOnly = true
  let explanation = Explanation(
    meaning: """
      Goroutines wait for a lock. That is worth knowing whatever the program died of, and no death \
      of its own: the lock's holder may be slow, or may wait for something itself.
      """,
    detection: """
      Ten or more goroutines wait for one lock, or two or more in a program that may have hung. The \
      holder is inferred as for `lock-cycle`. It is only ever a notice.
      """,
    runbook: [
      .check("what does the holder wait for, and does it need the lock for that?"),
      .run("gocore goroutines {target} --group"),
      .attach("the stacks of the holder and of one that waits"),
    ])

  /// With this many waiters a lock is worth a notice, whatever the program died of.
  private static let crowd = 10
  private static let noticeLimit = 3

  func evaluate(_ scene: CrashScene) -> [Finding] {
    let isHang = scene.isHangSuspect
    guard isHang || scene.waits.semaphores.semaphores.contains(where: { $0.count >= Self.crowd })
    else { return [] }
    // For a test a single waiter is a crowd.
    let minimum = scene.isTestTimeout ? 1 : isHang ? 2 : Self.crowd
    return scene.locks.locks.prefix(Self.noticeLimit).filter { $0.waiterCount >= minimum }
      .map { notice($0, scene) }
  }

  private func notice(_ lock: ContestedLock, _ scene: CrashScene) -> Finding {
    let goroutines =
      lock.waiterCount == 1 ? "1 goroutine waits" : "\(lock.waiterCount) goroutines wait"
    var summary = "\(goroutines) for one \(lock.object.kind.rawValue) \(lock.object.address)"
    var steps: [String] = []
    if let holder = lock.holders.first {
      let word = holder.confidence == .guess ? "possible" : "likely"
      summary +=
        "; \(word) holder: goroutine \(holder.goroutine.id), \(scene.doing(holder.goroutine))"
      if lock.holders.count > 1 {
        let others = lock.hasMoreHolders ? "or more others" : "more"
        summary += ", and \(lock.holders.count - 1) \(others)"
      }
      steps = ["gocore goroutines {target} --id \(holder.goroutine.id)"]
    }
    var evidence = [
      Evidence(
        lock.object.state(in: scene.process.memory)?.sentence(lock.object.kind)
          ?? "the state of the lock cannot be read",
        address: lock.object.address.rawValue)
    ]
    evidence += lock.holders.prefix(4).map(\.evidence)
    return notice(
      summary, lock.holders.first?.confidence ?? .certain, evidence, nextSteps: steps,
      isOfStandstill: true)
  }
}
