// A loaded program: its report, its threads, its goroutines.

package import CrashAnalysis
package import ElfCore
internal import GoRuntime
package import Loading
package import Reporting

/// A program that is loaded, ready to be analysed. Not `Sendable`: it remembers what it looked up.
package final class ProgramInspection {
  package let loaded: LoadedProgram
  package let analyzer: CrashAnalyzer
  private let identity: CoreIdentity
  private let missingBinary: MissingBinary
  private let begin: (InspectionPhase) -> Void
  /// Who died, without a look at the other goroutines.
  private(set) lazy var crash = analyzer.crashFacts()

  init(
    _ loaded: LoadedProgram, of identity: CoreIdentity, missingBinary: MissingBinary,
    debugFiles: DebugFiles = DebugFiles(), begin: @escaping (InspectionPhase) -> Void = { _ in }
  ) {
    self.loaded = loaded
    self.identity = identity
    self.missingBinary = missingBinary
    self.begin = begin
    analyzer = CrashAnalyzer(
      GoProgram(loaded.process, debugFiles: debugFiles), lists: identity.options.lists,
      threads: identity.options.threadCount)
  }

  private var process: GoProcess { loaded.process }

  package var architecture: Architecture { process.architecture }

  /// What is missing of core and program, and of the stacks that were walked so far.
  package var limits: [Limit] { loaded.limits + analyzer.missingLibraries }

  /// The whole report.
  package func report() -> Report { report(analyze()) }

  /// Everything that can be said of the program.
  func analyze() -> ProgramAnalysis {
    begin(.analysis)
    return analyzer.analyze(isDoubtful: loaded.build.binary == .mismatched)
  }

  /// The report that says what `analysis` found.
  func report(_ analysis: ProgramAnalysis) -> Report {
    begin(.report)
    var report = identity.report(loaded.limits)
    let ids = report.build.ids
    report.build = loaded.build
    if ids != BuildIDs() { report.build.ids = ids }
    report.process.uptimeSeconds = process.uptimeSeconds
    report.analysis = analysis
    report.known = identity.options.known.map { known in
      known.issues.matches(analysis.diagnosis.traits, on: known.day)
    }
    report.setLimits(loaded.limits + analysis.limits)
    return report
  }

  /// Makes sure that functions are known; the error says which binary would give them.
  package func requireFunctions() throws(LoadingError) {
    if process.modules.isEmpty, process.executable.isOfCore {
      throw .missingBinary(missingBinary)
    }
  }

  /// All threads. `keepsAllFrames`: long stacks in full.
  package func threads(keepsAllFrames: Bool = false) -> [ThreadDescription] {
    analyzer.threads(crash, keepsAllFrames: keepsAllFrames)
  }

  /// A filter of goroutines; an empty list takes all. `statuses` are statuses or wait reasons in the
  /// target's own words, `functions` are parts of names.
  package func filter(
    ids: [UInt64] = [], statuses: [String] = [], functions: [String] = []
  ) -> GoroutineFilter {
    GoroutineFilter(analyzer.program, ids: ids, statuses: statuses, functions: functions)
  }

  /// The goroutines that `filter` takes, to be described one at a time.
  package func goroutines(_ filter: GoroutineFilter) -> GoroutineList {
    // Only stacks of threads have frames of C; walked now, `limits` says which libraries are missing.
    _ = analyzer.threads(crash)
    return analyzer.goroutines(crash, where: filter.isActive ? { filter.includes($0) } : nil)
  }

  /// The goroutines that `filter` takes, those with the same stack counted together.
  package func summary(_ filter: GoroutineFilter) -> GoroutineSummary {
    var grouper = GoroutineGrouper(analyzer.program)
    return filter.isActive
      ? grouper.summarize { filter.includes($0) }
      : grouper.summarize(threads: identity.options.threadCount)
  }

  /// The groups of `summary`, the largest first, to be described one at a time.
  package func groups(of summary: GoroutineSummary) -> GroupList { analyzer.groups(of: summary) }

  /// The locks that goroutines wait for, and who probably holds them.
  func lockGraph() -> LockGraph {
    let threads = identity.options.threadCount
    var grouper = GoroutineGrouper(analyzer.program)
    return LockGraph(
      analyzer.program, waits: WaitReader(analyzer.program),
      summary: grouper.summarize(threads: threads), threads: threads)
  }

  /// The runtime's own traceback of the goroutines that `filter` takes.
  package func traceback(_ filter: GoroutineFilter) -> Traceback {
    analyzer.traceback(crash, where: filter.isActive ? { filter.includes($0) } : nil)
  }
}
