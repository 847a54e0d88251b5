// What an analysis could not find out, as limits.

package import ElfCore
internal import GoRuntime

extension Diagnosis {
  /// What is missing of the diagnosis itself.
  package var limits: [Limit] {
    var limits = (facts.problems + details.problems).map { Limit(.crash, $0) }
    if facts.joined?.trace.gaps.contains(where: { $0.reason == .overwritten }) == true {
      limits.append(
        Limit(.overwritten, "frames of C between those of Go were overwritten in the crash"))
    }
    limits += waitProblems.map { Limit(.waits, $0) }
    if let unsearched {
      limits.append(
        Limit(
          .leaksUnsearched,
          "whether goroutines of \(unsearched.sites) `go` statements can never go on is unknown: "
            + unsearched.why))
    }
    if let problem = details.pendingDefers.problem { limits.append(Limit(.defers, problem)) }
    if summary.unreadable > 0 {
      limits.append(
        Limit(.unreadableGoroutines, "\(summary.unreadable) goroutines are unreadable"))
    }
    // Where the heap is damaged, damaged stacks are evidence.
    let damaged =
      verdict.rule is HeapCorruption
      ? summary.groups.reduce(0) { $0 + ($1.isDamaged ? $1.count : 0) } : 0
    if summary.incomplete > damaged {
      limits.append(
        Limit(
          .incompleteStacks, "the stacks of \(summary.incomplete - damaged) goroutines end early"))
    }
    if summary.waitTimeUnknown > 0, summary.waiting > 0 {
      let share = summary.waitTimeUnknown * 100 / summary.waiting
      limits.append(
        Limit(
          .waitTimes,
          "wait times unknown for \(share) % of those waiting (no GC since they parked)",
          // As in any program that is young: no time is shown, so none is missed.
          brief: summary.waitTimeUnknown == summary.waiting ? "" : nil))
    }
    return limits
  }
}

extension GoroutineGroup {
  /// Whether the stacks of parked goroutines cannot be walked to their ends though their memory is there.
  var isDamaged: Bool {
    guard state.isWaiting || state == .runnable else { return false }
    switch stack.end {
    case .corrupt, .unknownFunction: return true
    default: return false
    }
  }
}

extension CrashAnalyzer {
  /// The libraries of C that the stacks walked so far needed and that are not there.
  package var missingLibraries: [Limit] {
    (program.native?.problems ?? []).map {
      Limit(.missingLibrary, "frames of C are missing: \($0)")
    }
  }
}
