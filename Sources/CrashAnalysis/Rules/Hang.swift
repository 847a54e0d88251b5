// Nothing in the program could go on.

internal import ElfCore
internal import GoRuntime

struct Hang: DiagnosisRule {
  let id = "hang"
  let family = CrashFamily.schedulerDeadlock
  let signatureBasis = SignatureBasis.unstopped
  let subject = ReportSubject.standstill
  let explanation = Explanation(
    meaning: """
      Nothing of the program could go on: the world was being stopped and a goroutine did not heed \
      it, or all goroutines wait and nothing is left that could wake one.
      """,
    detection: """
      A thread stands in runtime.stopTheWorldWithSema when the signal comes; or no goroutine of the \
      program's runs, sleeps, waits for I/O, for a system call or for a signal, no timer is set, no \
      C code runs and no thread is C's own. The scheduler finds that itself, unless the program has \
      C code or asked for signals.
      """,
    runbook: [
      .check("what do the largest groups wait for, and who should have woken them?"),
      .check("what did not stop: assembly, asyncpreemptoff=1, a page fault on slow storage?"),
      .run("gocore goroutines {target} --group"),
      .run("gocore threads {target}"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.isFromOutside || scene.facts.path == .none && scene.isHangSuspect else { return [] }
    return (stopping(scene) ?? asleep(scene)).map { [$0] } ?? []
  }

  /// How many of the goroutines concerned the report shows.
  private static let shown = 3

  private func finding(
    _ summary: String, _ confidence: Confidence, _ evidence: [Evidence], _ goroutines: [Goroutine],
    isVerdict: Bool, isAsleep: Bool, nextSteps: [String] = []
  ) -> Finding {
    // What is said of the other way to hang does not fit.
    let checks = explanation.runbook.filter {
      if case .check = $0 { true } else { false }
    }
    let other = isAsleep ? checks.last : checks.first
    return Finding(
      ruleID: id, role: isVerdict ? .verdict : .notice, confidence: confidence, summary: summary,
      evidence: evidence, nextSteps: nextSteps, goroutines: Array(goroutines.prefix(Self.shown)),
      runbook: explanation.runbook.filter { $0 != other })
  }

  // MARK: - The world was being stopped

  /// Whether the world was being stopped, and for which goroutines that waited.
  private func stopping(_ scene: CrashScene) -> Finding? {
    let process = scene.process
    var threads = ThreadStacks(scene)
    guard
      let waiter = process.threads.first(where: {
        threads.functions(of: $0).contains("runtime.stopTheWorldWithSema")
      })
    else { return nil }
    let busy = scene.goroutinesOnProcessors.filter {
      $0.thread.thread.id != waiter.thread.id
    }
    var evidence = [
      Evidence(
        "thread \(waiter.thread.id) was stopping the world" + cause(waiter, scene)
          + " (runtime.stopTheWorldWithSema)")
    ]
    evidence += busy.prefix(4).map { scene.evidence(of: $0) }
    let culprit = busy.first.map {
      "goroutine \($0.goroutine.id) did not stop: \(scene.place(of: $0.goroutine))"
    }
    return finding(
      "the world was being stopped; \(culprit ?? "what it waited for is not seen")",
      busy.isEmpty ? .guess : .likely, evidence, busy.map(\.goroutine),
      isVerdict: scene.isFromOutside, isAsleep: false,
      nextSteps: busy.prefix(Self.shown).map {
        "gocore goroutines {target} --id \($0.goroutine.id)"
      })
  }

  /// On behalf of which goroutine a thread stops the world.
  private func cause(_ thread: ThreadState, _ scene: CrashScene) -> String {
    guard let goroutine = scene.process.goroutine(of: thread) else { return "" }
    return " for goroutine \(goroutine.id), in \(scene.place(of: goroutine))"
  }

  // MARK: - All goroutines wait

  /// Whether no goroutine but the runtime's own could ever run again. A program that waited for nothing
  /// but a signal may just have been idle, which is a notice and no verdict.
  private func asleep(_ scene: CrashScene) -> Finding? {
    let process = scene.process
    let all = scene.summary.groups.filter { !$0.isSystem }
    let own = all.filter { !Self.receivesSignals($0, scene) }
    guard !own.isEmpty, scene.summary.unreadable == 0, !scene.lacksGoroutines,
      own.allSatisfy(Self.isEndless),
      process.pendingTimers == 0, process.machines.allSatisfy({ !$0.isInC }),
      process.threads.allSatisfy({ $0.machine != nil })
    else { return nil }
    let samples = scene.goroutines(of: own)
    let awaitsSignal =
      own.count < all.count && samples.contains { Self.waitsForSignal($0, scene) }
    let total = own.reduce(0) { $0 + $1.count }
    let subject = total == 1 ? "the only goroutine waits" : "all \(total) goroutines wait"
    return finding(
      awaitsSignal
        ? "\(subject), and nothing but a signal could wake one"
        : "\(subject), and nothing is left to wake one",
      .likely,
      own.prefix(Self.shown).map {
        Evidence("\($0.count) × \($0.waitReason ?? "?") in \(scene.place(of: $0.stack))")
      }, awaitsSignal ? [] : samples, isVerdict: scene.isFromOutside && !awaitsSignal,
      isAsleep: true)
  }

  private static func isEndless(_ group: GoroutineGroup) -> Bool {
    group.state == .leaked || group.state.isWaiting && group.reason.needsAnotherGoroutine
  }

  /// Whether a group is the goroutine of os/signal, which the scheduler counts as in a system call until
  /// a signal comes (os/signal/signal_unix.go loop, runtime/sigqueue.go signal_recv).
  static func receivesSignals(_ group: GoroutineGroup, _ scene: CrashScene) -> Bool {
    scene.waits.innermostFunctions(group.stack).contains("os/signal.loop")
  }

  /// Whether a goroutine waits for a channel of signals, to which os/signal would send.
  private static func waitsForSignal(_ goroutine: Goroutine, _ scene: CrashScene) -> Bool {
    scene.waits.channelAddresses(of: goroutine).contains {
      (try? Channel(at: $0.channel, in: scene.process))?.elementType == "os.Signal"
    }
  }
}

/// The names of the functions on the stacks of threads.
private struct ThreadStacks {
  private let program: GoProgram
  private var unwinder: Unwinder

  init(_ scene: CrashScene) {
    program = scene.program
    unwinder = program.unwinder()
  }

  mutating func functions(of thread: ThreadState) -> [String] {
    guard let start = program.process.stackStart(of: thread) else { return [] }
    return unwinder.walk(from: start).frames.prefix(64).compactMap {
      program.functionName(of: $0)
    }
  }
}
