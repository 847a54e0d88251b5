// The program ran out of threads.

struct ThreadExhaustion: DiagnosisRule {
  let id = "thread-exhaustion"
  let family = CrashFamily.resourceExhaustion
  let explanation = Explanation(
    meaning: """
      The program reached its limit of threads (10,000 by default), or the system refused \
      another one.
      """,
    detection: """
      The text of the throw, or the runtime's diagnosis before it.
      """,
    runbook: [
      .check("what the threads do: blocking system calls, cgo calls or file I/O without bound"),
      .check("limits of the host: `ulimit -u`, pids.max of the control group, kernel.threads-max"),
      .run("gocore threads {target}"),
      .run("gocore goroutines {target} --group"),
      .attach("the report and the list of threads"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let text = scene.throwText, !scene.isFaultThrow,
      text.containsBytes("thread exhaustion") || text.containsBytes("newosproc")
        || scene.facts.diagnostics.contains(where: { $0.containsBytes("-thread limit") })
    else { return [] }
    guard let use = scene.details.threadUse else { return verdict(text, .certain) }
    let limit = use.limit.map { " of at most \($0)" } ?? ""
    let holder = use.holders.first.map { ", \($0.count) in \($0.status) of \($0.function)" } ?? ""
    return verdict("\(text): \(use.machines) threads\(limit)\(holder)", .certain)
  }
}
