// The runtime got no more memory from the system.

internal import Basics
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
      evidence.append(Evidence("GOMEMLIMIT was \(humanSize(limit))"))
    }
    if let mapped = details.memoryUse?.mapped {
      evidence.append(Evidence("the runtime had mapped \(humanSize(mapped))"))
    }
    if let inUse = details.memoryUse?.inUse {
      evidence.append(Evidence("\(humanSize(inUse)) were in use in the heap"))
    }
    var reasons: [String] = []
    let mappings = scene.process.image.mappings.count
    if mappings >= Self.mappingLimit {
      reasons.append("\(mappings) mappings, which is the kernel's limit (vm.max_map_count)")
      evidence.append(Evidence("the process had \(mappings) mappings of memory"))
    }
    if let wanted = details.allocation.flatMap(Self.wanted) { reasons.append(wanted) }
    if let inUse = details.memoryUse?.inUse { reasons.append("\(humanSize(inUse)) in use") }
    let words = reasons.isEmpty ? "" : ": " + reasons.joined(separator: ", ")
    return verdict(text + words, .certain, evidence)
  }

  /// `6.4 GB asked for []uint8`; nil where the size is lost.
  private static func wanted(_ allocation: Allocation) -> String? {
    guard let size = allocation.size else { return nil }
    let words = "\(humanSize(size)) asked for"
    guard let type = allocation.type else { return "\(words) by \(allocation.entry)" }
    return "\(words) \(allocation.isOfSlice ? "[]" : "")\(type)"
  }

  /// From how many mappings on their number is to blame. The kernel's default limit is 65,530; some are
  /// joined in a core, or left out.
  private static let mappingLimit = 65_400
}
