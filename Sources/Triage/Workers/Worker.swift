// A worker at work: cores in, reports out. It runs in a process of its own, so that a core that ends the
// analysis costs one row.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import Gocore
internal import InputFiles
package import Loading
internal import Reporting
internal import StoredReports

/// Serves a batch over standard input and output until the batch closes its end.
///
/// - Throws: `FrameError` when an order makes no sense, `MemoryLimitRefusal`.
package func serveBatch() throws {
  var channel = WorkerChannel()
  var worker: Worker?
  while let order = try channel.next() {
    switch (order, worker) {
    case (.settings(let settings), nil):
      try WorkerChannel.prepare(memoryLimit: settings.memoryLimit)
      worker = Worker(settings, answer: WorkerChannel.send)
      WorkerChannel.send(.ready(readings: 0))
    case (.binaries(let binaries), let worker?): worker.index = BinaryIndex(binaries)
    case (.job(let job), let worker?): worker.serve(job)
    default: throw FrameError()
    }
  }
}

/// Analyses files, one after the other, and keeps what it learns of binaries.
package final class Worker {
  private let settings: WorkerSettings
  private let lists: SignatureLists
  private let answer: (WorkerAnswer) -> Void
  private let library = ProgramLibrary()
  /// The binaries of the batch.
  package var index = BinaryIndex([])

  /// `answer` is called with each answer as soon as there is one.
  package init(_ settings: WorkerSettings, answer: @escaping (WorkerAnswer) -> Void) {
    self.settings = settings
    self.answer = answer
    lists = SignatureLists(replacing: settings.signatureLists)
  }

  /// Analyses each core of a file.
  package func serve(_ job: WorkerJob) {
    let options = InputFiles.InputOptions(maximumExpandedBytes: settings.maximumExpandedBytes)
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
      if !isGone {
        fail(job, error.exitCode, error.message, binary: error.isOfHost ? .hostFailed : .unknown)
      }
    }
    answer(.ready(readings: UInt64(library.readings)))
    answer(.ended(job: job.number, cores: UInt64(count), isGone: isGone))
  }

  /// Answers that nothing could be learnt of a file, or of a core in it.
  private func fail(
    _ job: WorkerJob, _ exitCode: ExitStatus, _ message: String, core: OpenedFile? = nil,
    binary: BinaryUse = .unknown
  ) {
    var description = CoreDescription(
      path: job.path(of: core), size: 0, sizeOnDisk: nil, compression: nil, truncatedAt: nil,
      time: job.metadata.time, host: job.metadata.host)
    description.workload = job.metadata.workload
    if case .success(let stamp) = FileStamp.of(job.path) {
      description.size = UInt64(clamping: stamp.size)
      let modified = stamp.modified / 1_000_000_000
      description.time =
        description.time ?? CoreMetadata.timeInName(of: job.path, modified: modified)
        ?? (modified, "file time")
    }
    var result = CoreResult(
      job: job.number, member: core?.member, contentHash: core?.contentHash(), binary: binary)
    result.exitCode = exitCode
    result.report = TextWriter.collect {
      ReportV1.writeFailure(
        exitCode: exitCode, message: message, core: ReportV1.coreJSON(description), to: $0)
    }
    answer(.done(result))
  }

  private func analyze(_ input: OpenedInput, _ job: WorkerJob) {
    guard let core = input.core else { return }
    var inspection: CoreInspection
    do throws(LoadingError) {
      inspection = try open(core, of: input, job)
    } catch {
      fail(job, error.exitCode, error.message, core: core)
      return
    }
    var report = inspection.identity
    let hash = core.contentHash()
    var start = CoreStart(job: job.number, member: core.member, contentHash: hash)
    start.core = ReportV1.coreJSON(report.core)
    answer(.begun(start))
    var result = CoreResult(job: job.number, member: core.member, contentHash: hash)
    do throws(LoadingError) {
      report = try inspection.load().report()
      result.exitCode = .success
      result.document = ReportText(
        text: Self.written(report, .text), markdown: Self.written(report, .markdown))
    } catch {
      report.failure = (error.exitCode, error.message)
      report.limits = inspection.limits
      report.status = .failed
      result.exitCode = error.exitCode
    }
    result.binary = BinaryUse(inspection.loader)
    result.status = report.status
    result.report = TextWriter.collect {
      ReportV1(includesAllGoroutines: false).write(report, to: $0)
    }
    answer(.done(result))
  }

  /// A report as `inspect` prints it.
  private static func written(_ report: Report, _ format: ReportFormat) -> [UInt8] {
    TextWriter.collect { format.write(report, ReportOptions(), $0) }
  }

  private func open(
    _ core: OpenedFile, of input: OpenedInput, _ job: WorkerJob
  ) throws(LoadingError) -> CoreInspection {
    var options = InspectionOptions()
    options.showsValues = settings.showsValues
    // The batch has a worker for each processor.
    options.threads = 1
    options.lists = lists
    return try CoreInspection(
      CoreInput(
        core: core, executables: input.executables, origin: .besideCore,
        problems: input.problems),
      sources: FileSources(
        options: settings.search, maximumExpandedBytes: settings.maximumExpandedBytes,
        library: library, index: index),
      metadata: DumpHandlerDocument.metadata(in: input.documents) ?? job.metadata,
      options: options)
  }
}

extension WorkerJob {
  /// The path of a core in reports: the file's, and the name in an archive.
  fileprivate func path(of core: OpenedFile?) -> String {
    MemberPath(path, member: core?.member).text
  }
}

extension InputError {
  /// Whether the fault is this host's and not the file's, so that another run may do better.
  fileprivate var isOfHost: Bool {
    switch self {
    case .temporaryFolder, .permissionDenied, .unreadable, .featureMissing, .libraryMissing,
      .expansionLimit:
      true
    default: false
    }
  }
}
