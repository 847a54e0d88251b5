// A loaded program: its report, its threads, its goroutines.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
internal import Loading
package import Reporting

/// A program that is loaded, ready to be analysed. Not `Sendable`: it remembers what it looked up.
package final class ProgramInspection {
  let loaded: LoadedProgram
  let analyzer: CrashAnalyzer
  private let identity: CoreIdentity
  let missingBinary: MissingBinary
  /// Called when a step begins.
  let begin: (InspectionPhase) -> Void
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

  var architecture: Architecture { process.architecture }
  /// Whether strings that are secrets by default are shown.
  var showsValues: Bool { identity.options.showsValues }

  /// What is missing of core and program, and of the stacks that were walked so far.
  var limits: [Limit] { loaded.limits + analyzer.missingLibraries }

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

  /// All threads. `keepsAllFrames`: long stacks in full.
  func threads(keepsAllFrames: Bool = false) -> [ThreadDescription] {
    analyzer.threads(crash, keepsAllFrames: keepsAllFrames)
  }

  /// The goroutines that are wanted, those with the same stack counted together; nil wants all.
  func summary(_ isWanted: ((GoRuntime.Goroutine) -> Bool)? = nil) -> GoroutineSummary {
    var grouper = GoroutineGrouper(analyzer.program)
    guard let isWanted else {
      return grouper.summarize(threads: identity.options.threadCount)
    }
    return grouper.summarize(where: isWanted)
  }

  /// The locks that goroutines wait for, and who probably holds them.
  func lockGraph() -> LockGraph {
    LockGraph(
      analyzer.program, waits: WaitReader(analyzer.program), summary: summary(),
      threads: identity.options.threadCount)
  }
}
