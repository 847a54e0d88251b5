// What the commands `goroutines` and `threads` answer for a program.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
package import Loading
package import Reporting

/// Which goroutines are asked for, and in which way they are to be shown.
package struct GoroutineQuery: Sendable {
  /// Their ids; where there are none, all of them.
  package var ids: [UInt64]
  /// Statuses or wait reasons in the target's own words; where there are none, any.
  package var statuses: [String]
  /// Parts of the names of functions on the stack; where there are none, any.
  package var functions: [String]
  /// Those with the same stack together.
  package var isGrouped = false
  /// Each in full.
  package var isInFull = false
  /// As the runtime prints them.
  package var isTraceback = false

  package init(ids: [UInt64] = [], statuses: [String] = [], functions: [String] = []) {
    self.ids = ids
    self.statuses = statuses
    self.functions = functions
  }
}

extension ProgramInspection {
  /// The goroutines that `query` asks for.
  package func answer(_ query: GoroutineQuery) throws(LoadingError) -> GoroutineAnswer {
    // Without functions a traceback would be empty, and no function would be found.
    if query.isTraceback || !query.functions.isEmpty { try requireFunctions() }
    begin(.goroutines)
    let filter = GoroutineFilter(
      analyzer.program, ids: query.ids, statuses: query.statuses, functions: query.functions)
    let goroutines = goroutines(filter)
    let groups = query.isGrouped ? groups(filter) : nil
    var answer = GoroutineAnswer(
      goroutines, traceback: traceback(filter), limits: limits, architecture: architecture,
      showsValues: showsValues)
    answer.filter = filter
    answer.groups = groups
    answer.isInFull = query.isInFull
    return answer
  }

  /// The operating system's threads. `keepsAllFrames`: long stacks in full.
  package func threadAnswer(keepsAllFrames: Bool) -> ThreadAnswer {
    begin(.threads)
    let threads = threads(keepsAllFrames: keepsAllFrames)
    return ThreadAnswer(threads, limits: limits, architecture: architecture)
  }

  /// Makes sure that functions are known; the error says which binary would give them.
  private func requireFunctions() throws(LoadingError) {
    if loaded.process.modules.isEmpty, loaded.process.executable.isOfCore {
      throw .missingBinary(missingBinary)
    }
  }

  private func goroutines(_ filter: GoroutineFilter) -> GoroutineList {
    // Only stacks of threads have frames of C; walked now, `limits` says which libraries are missing.
    _ = threads()
    return analyzer.goroutines(crash, where: filter.isActive ? { filter.includes($0) } : nil)
  }

  private func groups(_ filter: GoroutineFilter) -> (list: GroupList, summary: GoroutineSummary) {
    let summary = summary(filter.isActive ? { filter.includes($0) } : nil)
    return (analyzer.groups(of: summary), summary)
  }

  private func traceback(_ filter: GoroutineFilter) -> Traceback {
    analyzer.traceback(crash, where: filter.isActive ? { filter.includes($0) } : nil)
  }
}
