// The system gave the runtime no more memory.

struct OutOfMemory: DiagnosisRule {
  let id = "out-of-memory"
  let family = CrashFamily.resourceExhaustion
  let explanation = Explanation(
    meaning: """
      The runtime asked the system for memory and got none: a limit of the process, its \
      address space, or the host.
      """,
    detection: """
      The text of the throw.
      """,
    runbook: [
      .check(
        "limits of the process: `ulimit -v`, systemd's LimitAS=, GOMEMLIMIT (which is a goal, not a limit)"
      ),
      .check(
        "the size that was asked for: one huge allocation is a wrong length, many small ones are a leak"
      ),
      .check("a kill by the kernel's OOM killer leaves no core: this was a refusal, not a kill"),
      .run("gocore goroutines {target} --group"),
      .attach("the report, the limits of the unit, a graph of the host's memory"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if scene.throwSays("newosproc") { return [] }
    guard scene.throwSays("out of memory", "cannot allocate"), let text = scene.throwText else {
      return []
    }
    return verdict(text, .certain)
  }
}
