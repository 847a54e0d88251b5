// A loaded program: its goroutines, threads and locks, and what killed it.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
internal import Loading
internal import Reporting

/// A Go program as it was when its core was written.
///
/// A program can be used from several threads at once. Each of its functions works anew when it is
/// called; keep what it gives if you need it again.
public struct Program: Sendable {
  private let loaded: LoadedProgram
  private let identity: CoreIdentity
  private let missingBinary: MissingBinary

  init(_ loaded: LoadedProgram, _ identity: CoreIdentity, missingBinary: MissingBinary) {
    self.loaded = loaded
    self.identity = identity
    self.missingBinary = missingBinary
  }

  private var inspection: ProgramInspection {
    ProgramInspection(loaded, of: identity, missingBinary: missingBinary)
  }

  var process: GoProcess { loaded.process }
  var showsValues: Bool { identity.options.showsValues }

  /// How the program was built, and which file is its binary.
  public var build: Build { Build(loaded.build) }

  /// The processor: `amd64`, `arm64` or `386`, as Go calls it.
  public var architecture: String { process.architecture.name }

  /// What is missing of core, binary and runtime.
  public var limitations: [Limitation] { loaded.limits.map(Limitation.init) }

  /// The goroutines, in the order in which the runtime lists them. Each is read when its turn comes, so
  /// that a million of them takes no more memory than one.
  public var goroutines: Goroutines { Goroutines(program: self) }

  /// The goroutine with that id; nil where there is none.
  public func goroutine(id: UInt64) -> Goroutine? {
    var iterator = goroutines.makeIterator()
    return iterator.next { $0.id == id }
  }

  /// The threads of the operating system, the one that the kernel wrote the core for first.
  public func threads() -> [OSThread] {
    let inspection = inspection
    var arguments = ArgumentReader(inspection.analyzer.program)
    return inspection.threads().map { OSThread($0, &arguments) }
  }

  /// The locks that goroutines wait for, with those who probably hold them; the most wanted first.
  public func contendedLocks() -> [ContendedLock] {
    inspection.lockGraph().locks.map(ContendedLock.init)
  }

  /// The whole report: the diagnosis and everything that supports it.
  public func report() -> CoreReport {
    let inspection = inspection
    return CoreReport(inspection.report(), of: inspection.analyzer.program)
  }

  /// What killed the program. Where nothing did, because the core is a snapshot of a live process, the
  /// class says so.
  public func diagnose() -> Diagnosis {
    let inspection = inspection
    let analysis = inspection.analyze()
    return Diagnosis(
      analysis, NextSteps(inspection.report(analysis)), of: inspection.analyzer.program)
  }
}

/// The goroutines of a program, read one at a time.
public struct Goroutines: Sequence, Sendable {
  let program: Program

  /// Begins a walk over the goroutines.
  public func makeIterator() -> Iterator { Iterator(program) }

  /// A walk over goroutines.
  public struct Iterator: IteratorProtocol {
    private var walk: GoroutineWalk
    private var describer: GoroutineDescriber
    private var arguments: ArgumentReader
    private let showsValues: Bool

    init(_ program: Program) {
      // One program for all: the frames of the crash mean nothing to another.
      let analyzer = CrashAnalyzer(GoProgram(program.process))
      walk = GoroutineWalk(program.process)
      describer = GoroutineDescriber(analyzer.program, crash: analyzer.crashFacts())
      arguments = ArgumentReader(analyzer.program)
      showsValues = program.showsValues
    }

    /// The next goroutine; nil after the last.
    public mutating func next() -> Goroutine? { next { _ in true } }

    /// The next goroutine that is wanted; the others are not described.
    mutating func next(where isWanted: (GoRuntime.Goroutine) -> Bool) -> Goroutine? {
      while let found = walk.next() {
        guard isWanted(found) else { continue }
        return Goroutine(describer.describe(found), showsValues: showsValues, &arguments)
      }
      return nil
    }
  }
}
