// Results of workers on their way into the store.

internal import Basics
internal import ElfCore
internal import Reporting
internal import StoredReports

/// Puts rows into the store, and counts them.
final class RowWriter {
  private let store: ReportStore
  private let toolVersion: String
  private let progress: BatchProgress
  /// The counts so far.
  private(set) var outcome = BatchOutcome()

  init(store: ReportStore, toolVersion: String, progress: BatchProgress) {
    self.store = store
    self.toolVersion = toolVersion
    self.progress = progress
  }

  /// Stores the result of a core of `job`. `coresInArchive` is given with the last one of an archive.
  func record(
    _ result: CoreResult, _ job: BatchJob, coresInArchive: Int? = nil
  ) throws(StoreError) {
    let path = job.path(of: result.member)
    let file = job.candidate.stamp
    var report = result.report
    if report.last == 0x0a { report.removeLast() }
    var row = CoreRow(
      path: path,
      stamp: CoreStamp(
        size: file.size, modified: file.modified,
        binaryStamp: AnalysisStamp(result.binary, coresInArchive: coresInArchive).text,
        toolVersion: toolVersion),
      contentHash: result.contentHash, status: result.status,
      exitCode: result.exitCode.rawValue, report: report, document: result.document)
    do throws(StoreError) {
      try store.record(row)
    } catch {
      guard case .report = error.kind else { throw error }
      // A hostile core made the worker write what is no report: the core has failed.
      row.status = .failed
      row.document = nil
      row.exitCode = ExitStatus.internalError.rawValue
      row.report = failureReport(
        .internalError, "the analysis made no report that can be read", core: nil)
      try store.record(row)
    }
    job.stale.remove(path)
    if let member = result.member { job.done.append(member) }
    switch row.status {
    case .complete: outcome.complete += 1
    case .partial: outcome.partial += 1
    case .failed: outcome.failed += 1
    }
    progress.count(isFailed: row.status == .failed)
  }

  /// Stores that the analysis of a core of `job` failed. `begun` is what was known of the core.
  func recordFailure(
    _ exitCode: ExitStatus, _ message: String, _ job: BatchJob, _ begun: CoreStart? = nil,
    binary: BinaryUse = .unknown
  ) throws(StoreError) {
    var result = CoreResult(
      job: job.number, member: begun?.member, contentHash: begun?.contentHash, binary: binary)
    result.exitCode = exitCode
    result.report = failureReport(
      exitCode, "\(displayable(job.path(of: begun?.member))): \(message)",
      core: begun.flatMap { $0.core.isEmpty ? nil : $0.core })
    try record(result, job)
  }

  private func failureReport(
    _ exitCode: ExitStatus, _ message: String, core: [UInt8]?
  ) -> [UInt8] {
    TextWriter.collect {
      ReportV1.writeFailure(exitCode: exitCode, message: message, core: core, to: $0)
    }
  }

  /// Takes note that a file was gone when its turn came.
  func noteGone(_ job: BatchJob) {
    outcome.gone.append(job.candidate.path)
    progress.leaveOut()
  }

  /// A file was gone through to its end: rows of earlier states of it go.
  func forgetStale(_ job: BatchJob) throws(StoreError) {
    if !job.stale.isEmpty { try store.forget(paths: job.stale.sorted()) }
  }
}
