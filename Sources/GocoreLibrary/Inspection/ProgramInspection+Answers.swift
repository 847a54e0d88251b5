// What the commands `goroutines` and `threads` answer for a program.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
internal import Loading
package import Reporting

extension ProgramInspection {
  /// The goroutines that `query` asks for.
  ///
  /// - Throws: `LoadingError` where a binary is needed, `QueryRefusal` where the query names what is not.
  package func answer(_ query: GoroutineQuery) throws -> GoroutineAnswer {
    // Without functions a traceback would be empty, and no function would be found.
    if query.isTraceback || query.conditions.needsFunctions { try requireFunctions() }
    begin(.goroutines)
    try check(query)
    let filter = GoroutineFilter(analyzer.program, query.conditions)
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

  /// The operating system's threads; those of the numbers `ids`, where there are any. `keepsAllFrames`:
  /// long stacks in full.
  package func threadAnswer(
    ids: [Int32] = [], keepsAllFrames: Bool
  ) throws(QueryRefusal) -> ThreadAnswer {
    begin(.threads)
    var threads = threads(keepsAllFrames: keepsAllFrames)
    for id in ids where !threads.contains(where: { $0.id == id }) {
      throw .noThread(id, existing: threads.map(\.id).sorted())
    }
    if !ids.isEmpty { threads = threads.filter { ids.contains($0.id) } }
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
