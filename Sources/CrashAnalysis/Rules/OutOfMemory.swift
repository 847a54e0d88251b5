// The runtime got no more memory from the system.

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
    let details = scene.details
    var evidence: [Evidence] = []
    if let limit = details.memoryUse?.memoryLimit {
      evidence.append(Evidence("GOMEMLIMIT: \(limit)"))
    }
    if let mapped = details.memoryUse?.mapped {
      evidence.append(Evidence("bytes that the runtime had mapped: \(mapped)"))
    }
    if let inUse = details.memoryUse?.inUse {
      evidence.append(Evidence("bytes in spans of the heap: \(inUse)"))
    }
    guard let allocation = details.allocation, let size = allocation.size else {
      return verdict(text, .certain, evidence)
    }
    let type = allocation.type.map { " of \($0)" } ?? ""
    return verdict(
      "\(text): \(allocation.entry) asked for \(size) bytes\(type)", .certain, evidence)
  }
}
