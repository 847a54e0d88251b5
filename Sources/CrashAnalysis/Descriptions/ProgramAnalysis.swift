// What a report says of the Go program: described before a writer runs.

package import ElfCore
package import GoRuntime

/// The Go program's part of a report. All of it is data, but for the lists of goroutines and groups,
/// which describe their elements one at a time.
package struct ProgramAnalysis {
  package let diagnosis: Diagnosis
  /// How the program was built; nil where neither binary nor core tells.
  package let build: BuildInformation?
  package let architecture: Architecture
  /// Whether no binary was there, and the program is known from its pages in the core alone.
  package let isOfCore: Bool
  /// Whether every table that the binary would give was found.
  package let hasAllTables: Bool
  /// Whether a signal from another process or the terminal killed the program.
  package let isFromOutside: Bool
  /// The file of another Go runtime of the process, in whose code the fatal signal struck; nil for other deaths.
  package let fileOfDeadRuntime: String?
  package let threads: [ThreadDescription]
  /// The goroutine that died; nil where there is none.
  package let crashedGoroutine: GoroutineDescription?
  /// The first of the goroutines that the verdict, or what hung, is about, where they are others.
  package let subjects: [GoroutineDescription]
  package let groups: GroupList
  package let goroutines: GoroutineList
  package let traceback: Traceback
  /// What a cut core has lost; nil where it is whole.
  package let lost: LostParts?
  /// What is missing of the stacks and of the diagnosis.
  package let limits: [Limit]

  /// Goroutines of a verdict beyond these are only named.
  package static let subjectLimit = 6

  /// The thread that crashed; nil where none did.
  package var crashedThread: ThreadDescription? { threads.first(where: \.isCrashed) }
}

extension CrashAnalyzer {
  /// Everything, described. `isDoubtful`: the binary is another build's, and every claim a guess.
  package func analyze(isDoubtful: Bool = false) -> ProgramAnalysis {
    let diagnosis = diagnose(isDoubtful: isDoubtful)
    let facts = diagnosis.facts
    var describer = GoroutineDescriber(program, crash: facts)
    let threads = program.process.threads.indices.map { describer.describe(threadAt: $0) }
    return ProgramAnalysis(
      diagnosis: diagnosis, build: program.process.build,
      architecture: program.process.architecture,
      isOfCore: program.process.executable.isOfCore, hasAllTables: program.process.hasAllTables,
      isFromOutside: facts.isFromOutside(process),
      fileOfDeadRuntime: facts.placeInOtherRuntime(program).flatMap(program.fileOfOtherRuntime),
      threads: threads,
      crashedGoroutine: facts.crashedGoroutine.map { describer.describe($0) },
      subjects: diagnosis.subjects.prefix(ProgramAnalysis.subjectLimit).map {
        describer.describe($0)
      },
      groups: groups(of: diagnosis.summary), goroutines: goroutines(facts),
      traceback: traceback(facts), lost: lostParts(diagnosis.summary),
      limits: missingLibraries + diagnosis.limits)
  }

  /// The goroutine of the crashed thread, for describers of other programs; nil where there is none.
  package func goroutineOfCrashedThread(_ crash: CrashFacts) -> GoroutineDescription? {
    var describer = GoroutineDescriber(program, crash: crash)
    return crash.goroutine.map { describer.describe($0) }
  }

  /// All threads. `keepsAllFrames`: long stacks in full.
  package func threads(
    _ crash: CrashFacts, keepsAllFrames: Bool = false
  ) -> [ThreadDescription] {
    var describer = GoroutineDescriber(
      program, crash: crash, keepsAllFrames: keepsAllFrames)
    return program.process.threads.indices.map { describer.describe(threadAt: $0) }
  }

  /// The goroutines that `isIncluded` takes, to be described one at a time; nil for all.
  package func goroutines(
    _ crash: CrashFacts, where isIncluded: ((Goroutine) -> Bool)? = nil
  ) -> GoroutineList {
    GoroutineList(program, crash: crash, where: isIncluded)
  }

  /// The groups of `summary`, to be described one at a time.
  package func groups(of summary: GoroutineSummary) -> GroupList {
    GroupList(program, groups: summary.groups)
  }
}
