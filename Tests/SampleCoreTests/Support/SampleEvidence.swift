// What the library targets found in one sample, as values that all tests share.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

/// A thread of the core, in the words of the runtime's own dump of threads.
struct ThreadEvidence: Sendable {
  /// `m.id`; nil for a thread without an `m`.
  let machine: Int64?
  let registers: RegisterSet
  /// The frames of its system stack from where it was interrupted, as the runtime prints them.
  let systemStack: [String]
}

/// What was found in one sample.
struct SampleEvidence: Sendable {
  /// What the runtime printed.
  let runtime: RuntimeTraceback
  /// What gocore prints in the same format.
  let traceback: RuntimeTraceback
  /// The one against the other.
  let comparison: TracebackComparison
  let threads: [ThreadEvidence]
  let diagnosis: Diagnosis
  let coreProblems: [CoreProblem]
  let processProblems: [String]
  /// Build IDs of core and binary: nil when neither has one.
  let binaryMatches: Bool?
  let coreSize: Int
  /// The command line, and the environment with its values.
  let arguments: [String]
  let environment: [String]
  /// The paths in NT_FILE.
  let mappedPaths: Set<String>

  /// Analyses the core of `sample` as the dump of `program`.
  init(_ sample: Sample, program: Program) throws {
    runtime = RuntimeTraceback(try readCompressedText(sample.runtimeWords))
    let core = try openCore(sample.core)
    let process = try program.process(of: core)
    let analyzer = CrashAnalyzer(GoProgram(process))
    diagnosis = analyzer.diagnose()
    traceback = RuntimeTraceback(tracebackText(process, analyzer, diagnosis.facts))
    comparison = TracebackComparison(
      runtime: runtime, ours: traceback, isSnapshot: try sample.provenance().isSnapshot)
    var unwinder = analyzer.program.unwinder()
    var describer = FrameDescriber(analyzer.program)
    threads = process.threads.map { thread in
      let trace = process.stackStart(of: thread).map { unwinder.walk(from: $0) } ?? StackTrace()
      return ThreadEvidence(
        machine: thread.machine?.id, registers: thread.registers,
        systemStack: describer.describe(trace).frames.filter(\.frame.isOnSystemStack)
          .flatMap(Self.lines))
    }
    coreProblems = core.problems
    processProblems = process.problems
    let image = core.image()
    binaryMatches = LoadedImage(mainProgramOf: image).flatMap { process.executable.matches($0) }
    coreSize = core.file.count
    let vectors = ProcessArguments(image)
    arguments = vectors?.arguments ?? []
    environment = vectors?.environment ?? []
    mappedPaths = Set(core.fileMappings.map(\.path))
  }

  /// A frame in the two lines of a traceback.
  private static func lines(of frame: FrameDescription) -> [String] {
    guard let arguments = frame.arguments else {
      return ["\(frame.function)(...)", "\t\(frame.file):\(frame.line)"]
    }
    let offset = frame.offset > 0 ? " +" + hexadecimal(frame.offset) : ""
    return [
      "\(frame.function)(\(arguments))",
      "\t\(frame.file):\(frame.line)\(offset) fp=\(frame.frame.framePointer)"
        + " sp=\(frame.frame.stackPointer) pc=\(frame.frame.pc)",
    ]
  }
}

/// Opens each sample and each binary once, whichever tests want them.
actor SampleShelf {
  static let shared = SampleShelf()

  private var programs: [URL: Task<Program, any Error>] = [:]
  private var evidence: [Sample: Task<SampleEvidence, any Error>] = [:]

  /// The program of a sample.
  func program(of sample: Sample) async throws -> Program {
    let url = try sample.binary()
    let task = programs[url] ?? Task.detached { try Program(opening: url) }
    programs[url] = task
    return try await task.value
  }

  /// What was found in a sample.
  func evidence(of sample: Sample) async throws -> SampleEvidence {
    let task =
      evidence[sample]
      ?? Task.detached {
        let program = try await self.program(of: sample)
        return try SampleEvidence(sample, program: program)
      }
    evidence[sample] = task
    return try await task.value
  }
}
