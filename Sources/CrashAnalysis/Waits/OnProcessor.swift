// Which goroutines were computing when the program was killed or dumped.

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
      guard let goroutine = process.goroutine(of: thread), goroutine.state == .running else {
        return nil
      }
      return RunningGoroutine(goroutine: goroutine, thread: thread)
    }
  }

  /// The goroutines that were preempted by a signal and have not resumed. A dying runtime preempts
  /// whatever is running.
  package var preemptedGoroutines: [Goroutine] {
    guard process.facts[.gAsyncSafePoint] != nil,
      summary.groups.contains(where: { $0.state == .runnable })
    else { return [] }
    var found: [Goroutine] = []
    _ = process.forEachGoroutine { goroutine in
      guard goroutine.state == .runnable, found.count < 100,
        process.isAtAsyncSafePoint(goroutine)
      else { return }
      found.append(goroutine)
    }
    return found
  }

  /// Where a running goroutine was: `goroutine 41 was running on thread 8512, in main.spin (spin.go:3)`.
  func evidence(of running: RunningGoroutine) -> Evidence {
    let pc = running.thread.registers.programCounter(process.architecture)
    return Evidence(
      "goroutine \(running.goroutine.id) was running on thread \(running.thread.thread.id), in "
        + place(of: running.goroutine), address: pc?.rawValue)
  }
}
