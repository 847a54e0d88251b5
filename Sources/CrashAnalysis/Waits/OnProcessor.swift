// What a program did when it was killed from outside or dumped alive: which goroutines computed, and what
// most of the others waited for.

internal import ElfCore
package import GoRuntime

/// A goroutine on a thread, and how its registers are known.
package struct RunningGoroutine: Sendable {
  package let goroutine: Goroutine
  package let thread: ThreadState
}

extension CrashScene {
  /// The goroutines that threads were running, in the order of the threads.
  package var goroutinesOnProcessors: [RunningGoroutine] {
    process.threads.compactMap { thread in
      guard let machine = thread.machine,
        let goroutine = try? process.goroutine(at: machine.currentGoroutine),
        goroutine.state == .running
      else { return nil }
      return RunningGoroutine(goroutine: goroutine, thread: thread)
    }
  }

  /// The goroutines that a signal made stop in the middle of their work, and that have not gone on: when
  /// the program dies, the runtime stops so what was running.
  package var preemptedGoroutines: [Goroutine] {
    guard process.facts[.gAsyncSafePoint] != nil,
      summary.groups.contains(where: { $0.state == .runnable })
    else { return [] }
    var found: [Goroutine] = []
    _ = process.forEachGoroutine { goroutine in
      guard goroutine.state == .runnable, found.count < 100,
        (try? process.record(at: goroutine.address)[.gAsyncSafePoint].flag()) == true
      else { return }
      found.append(goroutine)
    }
    return found
  }

  /// Where such a goroutine was: `goroutine 41 on thread 8512: main.spin (spin.go:3), pc 0x48, registers
  /// of its signal frame`.
  func evidence(of running: RunningGoroutine) -> Evidence {
    let pc = running.thread.registers.programCounter(process.architecture)
    var text = "goroutine \(running.goroutine.id) on thread \(running.thread.thread.id): "
    text += place(of: running.goroutine)
    if let pc { text += ", pc \(pc)" }
    text += ", registers of the \(running.thread.source.name)"
    return Evidence(text, address: pc?.rawValue)
  }
}

extension DiagnosisRule {
  /// What the goroutines were doing, for deaths that are no goroutine's fault.
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
          "goroutine \($0.id) was preempted in \(scene.place(of: $0)), its registers are on its stack",
          address: $0.address.rawValue)
      }
    return [
      notice(
        "goroutine \(first.id) was computing: \(scene.place(of: first))"
          + (others > 0 ? ", and \(others) more" : ""), .certain, evidence,
        nextSteps: ["gocore goroutines {target} --id \(first.id)"])
    ]
  }

  /// The largest groups of blocked goroutines.
  private func blocked(_ scene: CrashScene) -> [Finding] {
    // Smaller groups stand in the list of groups.
    let groups = scene.summary.groups.filter {
      !$0.isSystem && $0.state == .waiting && $0.count >= 10
    }
    guard let first = groups.first else { return [] }
    return [
      notice(
        "\(first.count) of \(scene.summary.total) goroutines are blocked alike: "
          + "\(first.waitReason ?? first.status) in \(scene.place(of: first.stack))", .certain,
        groups.prefix(4).map {
          Evidence("\($0.count) × \($0.waitReason ?? $0.status) in \(scene.place(of: $0.stack))")
        })
    ]
  }
}
