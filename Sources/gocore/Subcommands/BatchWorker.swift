// gocore batch-worker: what batch starts to analyse cores, apart from itself, so that a core which ends
// the analysis costs one row. Not for people.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import Gocore
internal import InputFiles
internal import Loading
internal import Reporting

/// Serves a batch over its standard input and output.
struct BatchWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch-worker", abstract: "Serve gocore batch.", shouldDisplay: false)

  @OptionGroup var input: InputArguments
  @OptionGroup var signatureLists: SignatureListArguments

  @Flag(help: "Show values that are redacted.")
  var showValues = false

  mutating func run() throws {
    try WorkerChannel.prepare(memoryLimit: input.maxMemory?.bytes)
    let worker = Worker(
      arguments: input, lists: try signatureLists.lists(), showsValues: showValues)
    WorkerChannel.send(.ready(readings: 0))
    var channel = WorkerChannel()
    while let bytes = try channel.next() {
      var frame = FrameReader(bytes)
      switch WorkerOrder(rawValue: try frame.number()) {
      case .binaries: worker.index = try BinaryIndex(&frame)
      case .job: worker.serve(try WorkerJob(&frame))
      case nil: throw FrameError()
      }
    }
  }
}

/// Analyses files, one after the other, and keeps what it learns of binaries.
private final class Worker {
  private let arguments: InputArguments
  private let lists: SignatureLists
  private let showsValues: Bool
  private let library = ProgramLibrary()
  /// The binaries of the batch.
  var index = BinaryIndex([])

  init(arguments: InputArguments, lists: SignatureLists, showsValues: Bool) {
    self.arguments = arguments
    self.lists = lists
    self.showsValues = showsValues
  }

  /// Analyses each core of a file.
  func serve(_ job: WorkerJob) {
    let options = InputFiles.InputOptions(maximumExpandedBytes: arguments.maxExpanded?.bytes)
    let done = Set(job.done)
    var isGone = false
    var count = 0
    do throws(InputError) {
      count = try forEachCore(
        path: job.path, options: options, wants: { !done.contains($0) },
        { self.analyze($0, job) })
      if count == 0 {
        fail(job, .unreadableInput, "\(displayable(job.path)): an executable, and no core file")
      }
    } catch {
      if case .noSuchFile = error { isGone = true }
      if !isGone { fail(job, error.exitCode, error.message, isOfHost: error.isOfHost) }
    }
    WorkerChannel.send(.ready(readings: UInt64(library.readings)))
    WorkerChannel.send(.ended(job: job.number, cores: UInt64(count), isGone: isGone))
  }

  /// Tells that nothing could be had of a file.
  private func fail(
    _ job: WorkerJob, _ code: ExitStatus, _ message: String, member: String? = nil,
    hash: String? = nil, isOfHost: Bool = false
  ) {
    var core = CoreDescription(
      path: job.path + (member.map { "::\($0)" } ?? ""), size: 0, sizeOnDisk: nil,
      compression: nil, truncatedAt: nil,
      time: job.metadata.time, host: job.metadata.host)
    if case .success(let stamp) = FileStamp.of(job.path) {
      core.size = UInt64(clamping: stamp.size)
      core.time = core.time ?? (stamp.modified / 1_000_000_000, "file time")
    }
    WorkerChannel.send(
      .done(
        CoreResult(
          job: job.number, member: member, contentHash: hash,
          binaryStamp: isOfHost ? BinaryUse.retry : BinaryUse.none,
          status: ReportStatus.failed.rawValue, exitCode: code.rawValue,
          report: TextWriter.collect {
            ReportV1.writeFailure(
              exitCode: code, message: message, core: ReportV1.coreJSON(core), to: $0)
          })))
  }

  /// What names the core on another command line.
  private func words(naming core: OpenedFile, _ job: WorkerJob) -> [String] {
    var arguments = arguments
    arguments.paths = [job.path + (core.member.map { "::\($0)" } ?? "")]
    return arguments.words
  }

  private func analyze(_ input: OpenedInput, _ job: WorkerJob) {
    guard let core = input.core else { return }
    let hash = core.contentHash()
    var start = CoreStart(job: job.number, member: core.member, contentHash: hash)
    var result = CoreResult(
      job: job.number, member: core.member, contentHash: hash, binaryStamp: BinaryUse.none)
    var report: Report
    do throws(LoadingError) {
      var metadata = job.metadata
      if let told = DumpHandlerDocument.metadata(in: input.documents) { metadata = told }
      var options = InspectionOptions()
      options.showsValues = showsValues
      options.inputWords = words(naming: core, job)
      options.threads = arguments.threads
      options.lists = lists
      var inspection = try CoreInspection(
        CoreInput(
          core: core, executables: input.executables, origin: .besideCore,
          problems: input.problems),
        sources: FileSources(
          options: arguments.search.options,
          maximumExpandedBytes: arguments.maxExpanded?.bytes, library: library, index: index),
        metadata: metadata, options: options)
      report = inspection.identity
      start.core = ReportV1.coreJSON(report.core)
      WorkerChannel.send(.begun(start))
      do throws(LoadingError) {
        report = try inspection.load().report()
      } catch {
        report.failure = (error.exitCode, error.message)
        report.limits = inspection.limits
      }
      result.binaryStamp = BinaryUse.stamp(inspection.loader)
    } catch {
      fail(job, error.exitCode, error.message, member: core.member, hash: hash)
      return
    }
    if let failure = report.failure {
      report.status = .failed
      result.exitCode = failure.exitCode.rawValue
    }
    result.status = report.status.rawValue
    result.report = TextWriter.collect {
      ReportV1(includesAllGoroutines: false).write(report, to: $0)
    }
    WorkerChannel.send(.done(result))
  }
}

extension InputError {
  /// Whether the fault is this host's and not the file's, so that another run may do better.
  var isOfHost: Bool {
    switch self {
    case .temporaryFolder, .permissionDenied, .unreadable, .featureMissing, .expansionLimit:
      true
    default: false
    }
  }
}
