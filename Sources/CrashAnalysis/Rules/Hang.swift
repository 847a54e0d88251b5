// The program as a whole stood still.

internal import ElfCore
internal import GoRuntime

struct Hang: DiagnosisRule {
  let id = "hang"
  let family = CrashFamily.schedulerDeadlock
  let explanation = Explanation(
    meaning: """
      Nothing of the program could go on: the world was being stopped and a goroutine did not heed \
      it, or all goroutines wait and nothing is left that could wake one.
      """,
    detection: """
      A thread stands in runtime.stopTheWorldWithSema when the signal comes; or no goroutine of the \
      program's runs, sleeps, waits for I/O or for a system call, and no timer is set.
      """,
    runbook: [
      .check("a loop without calls, a long cgo call or a page fault on slow storage in what ran"),
      .check("what the largest groups wait for, and who ought to wake them"),
      .run("gocore threads {target}"),
      .run("gocore goroutines {target} --group"),
      .attach("the text report with `--all`"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard scene.isFromOutside || scene.facts.path == .none && scene.isHangSuspect else { return [] }
    guard let (summary, confidence, evidence, goroutines) = stopping(scene) ?? asleep(scene) else {
      return []
    }
    return [
      Finding(
        ruleID: id, role: scene.isFromOutside ? .verdict : .notice, confidence: confidence,
        summary: summary, evidence: evidence,
        nextSteps: goroutines.prefix(3).map { "gocore goroutines {target} --id \($0.id)" },
        goroutines: Array(goroutines.prefix(3)))
    ]
  }

  private typealias Conclusion = (String, Confidence, [Evidence], [Goroutine])

  /// Whether the world was being stopped, and for whom it waited.
  private func stopping(_ scene: CrashScene) -> Conclusion? {
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
      Evidence("thread \(waiter.thread.id) is in runtime.stopTheWorldWithSema")
    ]
    evidence += busy.prefix(4).map { scene.evidence(of: $0) }
    let culprit = busy.first.map {
      "goroutine \($0.goroutine.id) did not stop: \(scene.place(of: $0.goroutine))"
    }
    return (
      "the world was being stopped; \(culprit ?? "what it waited for is not seen")",
      busy.isEmpty ? .guess : .likely, evidence, busy.map(\.goroutine)
    )
  }

  /// Whether nothing but goroutines of the runtime's own could ever run again.
  private func asleep(_ scene: CrashScene) -> Conclusion? {
    let own = scene.summary.groups.filter { !$0.isSystem }
    guard !own.isEmpty, scene.summary.unreadable == 0,
      own.allSatisfy({ $0.state == .waiting && Self.endless.contains($0.waitReason ?? "") }),
      scene.process.pendingTimers == 0, scene.process.machines.allSatisfy({ !$0.isInC })
    else { return nil }
    return (
      "all \(own.reduce(0) { $0 + $1.count }) goroutines wait, and nothing is left to wake one",
      .likely,
      own.prefix(3).map {
        Evidence("\($0.count) × \($0.waitReason ?? "?") in \(scene.place(of: $0.stack))")
      }, []
    )
  }

  /// Waits that only another goroutine, or a timer, can end.
  private static let endless: Set<String> = [
    "chan receive", "chan send", "select", "chan receive (nil chan)", "chan send (nil chan)",
    "select (no cases)", "sync.Mutex.Lock", "sync.RWMutex.Lock", "sync.RWMutex.RLock",
    "sync.WaitGroup.Wait", "sync.Cond.Wait", "semacquire",
  ]
}

/// The names of the functions on threads' stacks.
private struct ThreadStacks {
  private let process: GoProcess
  private let symbolizer: Symbolizer
  private var unwinder: Unwinder

  init(_ scene: CrashScene) {
    process = scene.process
    symbolizer = scene.symbolizer
    unwinder = Unwinder(
      architecture: process.core.architecture, symbolizer: symbolizer, memory: process.memory)
  }

  mutating func functions(of thread: ThreadState) -> [String] {
    guard let start = process.stackStart(of: thread) else { return [] }
    return unwinder.walk(from: start).frames.prefix(64).compactMap {
      symbolizer.frames[symbolizer.points[Int($0.point)].frames].last
    }.map { symbolizer.functionName($0) }
  }
}
