// A loaded program: its report, its threads, its goroutines.

internal import Basics
package import CrashAnalysis
package import ElfCore
internal import GoRuntime
package import Loading
package import Reporting

/// A program that is loaded, ready to be analysed. Not `Sendable`: it remembers what it looked up.
package final class ProgramInspection {
  package let loaded: LoadedProgram
  package let analyzer: CrashAnalyzer
  private let core: CoreInspection
  /// Who died, without a look at the other goroutines.
  private lazy var crash = analyzer.crashFacts()

  init(_ loaded: LoadedProgram, of core: CoreInspection) {
    self.loaded = loaded
    self.core = core
    analyzer = CrashAnalyzer(
      GoProgram(loaded.process, debugFiles: core.loader.sources.library.debugFiles),
      lists: core.options.lists, threads: core.options.threads ?? processorCount())
  }

  private var process: GoProcess { loaded.process }

  package var architecture: Architecture { process.architecture }

  /// What is missing of core and program, and of the stacks that were walked so far.
  package var limits: [Limit] { loaded.limits + analyzer.missingLibraries }

  /// The whole report.
  package func report() -> Report {
    core.begin(.analysis)
    let analysis = analyzer.analyze(isDoubtful: loaded.build.binary == .mismatched)
    core.begin(.report)
    var report = core.identity
    let ids = report.build.ids
    report.build = loaded.build
    if ids != BuildIDs() { report.build.ids = ids }
    report.process.uptimeSeconds = process.uptimeSeconds
    report.analysis = analysis
    report.known = core.options.known.map { known in
      known.issues.matches(analysis.diagnosis.traits, on: known.day)
    }
    report.setLimits(loaded.limits + analysis.limits)
    return report
  }

  /// Makes sure that functions are known; the error says which binary would give them.
  package func requireFunctions() throws(LoadingError) {
    if process.modules.isEmpty, process.executable.isOfCore {
      throw .missingBinary(core.loader.missingBinary)
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
    return analyzer.goroutines(crash) { filter.includes($0) }
  }

  /// The goroutines that `filter` takes, those with the same stack counted together.
  package func summary(_ filter: GoroutineFilter) -> GoroutineSummary {
    var grouper = GoroutineGrouper(analyzer.program)
    return filter.isActive
      ? grouper.summarize { filter.includes($0) }
      : grouper.summarize(threads: core.options.threads ?? processorCount())
  }

  /// The groups of `summary`, the largest first, to be described one at a time.
  package func groups(of summary: GoroutineSummary) -> GroupList { analyzer.groups(of: summary) }

  /// The runtime's own traceback of the goroutines that `filter` takes.
  package func traceback(_ filter: GoroutineFilter) -> Traceback {
    analyzer.traceback(crash, where: filter.isActive ? { filter.includes($0) } : nil)
  }
}
