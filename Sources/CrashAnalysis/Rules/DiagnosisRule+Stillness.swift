// What a program was doing when it was killed from outside or dumped alive, for the rules of such deaths:
// which goroutines computed, and what most of the others waited for.

internal import ElfCore
internal import GoRuntime

extension DiagnosisRule {
  /// What the goroutines were doing, for deaths that none of them caused.
  func stillness(_ scene: CrashScene) -> [Finding] { computing(scene) + blocked(scene) }

  /// The goroutines that were computing.
  private func computing(_ scene: CrashScene) -> [Finding] {
    let running = scene.goroutinesOnProcessors
    let preempted = scene.preemptedGoroutines
    guard let first = running.first?.goroutine ?? preempted.first else { return [] }
    let others = running.count + preempted.count - 1
    let evidence =
      running.prefix(16).map { scene.evidence(of: $0) }
      + preempted.prefix(16).map {
        Evidence(
          "goroutine \($0.id) was computing in \(scene.place(of: $0)) when it was preempted",
          address: $0.address.rawValue)
      }
    return [
      notice(
        "goroutine \(first.id) was computing: \(scene.place(of: first))"
          + (others > 0 ? ", and \(others) more" : ""), .certain, evidence,
        nextSteps: ["gocore goroutines {target} --id \(first.id)"], isOfStandstill: true)
    ]
  }

  /// The largest groups of blocked goroutines.
  private func blocked(_ scene: CrashScene) -> [Finding] {
    // Smaller groups are in the list of groups.
    let groups = scene.summary.groups.filter {
      !$0.isSystem && $0.state.isWaiting && $0.count >= 10 && !scene.isIdle($0)
    }
    guard let first = groups.first else { return [] }
    return [
      notice(
        "\(first.count) of \(scene.summary.total) goroutines are blocked alike: "
          + "\(first.activity) in \(scene.place(of: first.stack))", .certain,
        groups.prefix(4).map {
          Evidence("\($0.count) × \($0.activity) in \(scene.place(of: $0.stack))")
        }, isOfStandstill: true)
    ]
  }
}
