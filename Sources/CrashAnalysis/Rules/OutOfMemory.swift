// The runtime got no more memory from the system.

internal import ElfCore
internal import GoRuntime

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
      .check("how much was asked for? one huge size is a wrong length, many small ones are a leak"),
      .check(
        "what limits the process: `ulimit -v`, LimitAS=, the host? GOMEMLIMIT is a goal, no limit"
      ),
      .check(
        "how many mappings has it? the kernel allows 65,530 (vm.max_map_count), and refuses memory beyond them"
      ),
      .check("this was a refusal: a kill by the kernel's OOM killer leaves no core"),
      .run("gocore goroutines {target} --id {goroutine}"),
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
      evidence.append(Evidence("GOMEMLIMIT was \(limit) bytes"))
    }
    if let mapped = details.memoryUse?.mapped {
      evidence.append(Evidence("the runtime had mapped \(mapped) bytes"))
    }
    if let inUse = details.memoryUse?.inUse {
      evidence.append(Evidence("\(inUse) bytes were in use in the heap"))
    }
    var reasons: [String] = []
    let mappings = scene.process.image.mappings.count
    if mappings >= Self.mappingLimit {
      reasons.append("\(mappings) mappings, which is the kernel's limit (vm.max_map_count)")
      evidence.append(Evidence("the process had \(mappings) mappings of memory"))
    }
    if let allocation = details.allocation, let size = allocation.size {
      let type = allocation.type.map { " of \($0)" } ?? ""
      reasons.append("\(allocation.entry) asked for \(size) bytes\(type)")
    }
    let words = reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; ")
    return verdict(text + words, .certain, evidence)
  }

  /// From how many mappings on their number is to blame. The kernel's default limit is 65,530; some are
  /// joined in a core, or left out.
  private static let mappingLimit = 65_400
}
