// The program ran out of threads.

internal import ElfCore
internal import GoRuntime

struct ThreadExhaustion: DiagnosisRule {
  let id = "thread-exhaustion"
  let family = CrashFamily.resourceExhaustion
  let explanation = Explanation(
    meaning: """
      The program reached its limit of threads (10,000 by default), or the system refused \
      another one.
      """,
    detection: """
      The text of the throw, or the runtime's diagnosis before it; of a program with C code that \
      runtime/cgo aborted, as it does when pthread_create fails.
      """,
    runbook: [
      .check("what do the threads do: system calls that block, cgo calls, file I/O without bound?"),
      .check("what limits them: `ulimit -u`, pids.max of the control group, kernel.threads-max?"),
      .run("gocore threads {target}"),
      .run("gocore goroutines {target} --group"),
      .attach("the report and the list of threads"),
    ])

  /// Where C code could not start a thread, that of those who occupy the others.
  var signatureBasis: SignatureBasis { .consumer }

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if scene.isInForeignCode, scene.facts.signal?.number == 6, scene.stack.isOfRefusedThread {
      return refusedInC(scene)
    }
    guard let text = scene.throwText, !scene.isFaultThrow,
      text.containsBytes("thread exhaustion") || text.containsBytes("newosproc")
        || scene.facts.diagnostics.contains(where: { $0.containsBytes("-thread limit") })
    else { return [] }
    guard let use = scene.details.threadUse else { return verdict(text, .certain) }
    let refused = use.isRefused ? ", the system refused another thread" : ""
    return verdict("\(text)\(refused): \(Self.words(use))", .certain)
  }

  /// The thread that asked was doing the runtime's work. Those that hold threads are the subject.
  private func refusedInC(_ scene: CrashScene) -> [Finding] {
    let text = "runtime/cgo: pthread_create failed"
    guard let use = scene.details.threadUse else { return verdict(text, .certain) }
    let holder = use.holders.first?.example.map { scene.goroutines(withIDs: [$0]) }
    return verdict("\(text): \(Self.words(use))", .certain, goroutines: holder ?? [])
  }

  private static func words(_ use: ThreadUse) -> String {
    let holder = use.holders.first.map { ", \($0.count) in \($0.status) of \($0.function)" } ?? ""
    let limit = use.isRefused ? nil : use.limit
    return "\(use.machines) threads\(limit.map { " of at most \($0)" } ?? "")\(holder)"
  }
}
