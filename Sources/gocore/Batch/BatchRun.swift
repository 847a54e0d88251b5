// The work of a batch: cores given to workers, binary by binary, and their reports put into the store.

internal import Basics
internal import ElfCore
internal import InputFiles
internal import Loading
internal import Reporting
internal import StoredReports

/// A file to be analysed.
final class BatchJob {
  let number: UInt64
  let candidate: Candidate
  /// Cores of an archive that have a report, by name.
  var done: [String]
  /// Rows of the store that came of this file when it was another.
  var stale: Set<String>

  init(number: UInt64, candidate: Candidate, done: [String], stale: Set<String>) {
    self.number = number
    self.candidate = candidate
    self.done = done
    self.stale = stale
  }

  /// The path of a row.
  func path(of member: String?) -> String {
    candidate.path + (member.map { "::\($0)" } ?? "")
  }
}

/// What limits a batch, and what its workers are told.
struct BatchSettings {
  /// How many workers there are.
  var workers = 1
  /// The most seconds that one core may take.
  var timeLimit = 300.0
  /// The most bytes of memory that a worker may have.
  var memoryLimit: UInt64?
  /// The words that start a worker.
  var workerArguments: [String] = []
  /// The version in the stamps of rows: gocore's, and the options that change reports.
  var toolVersion = ReportV1.toolVersion
}

/// Gives files to workers and takes rows from them.
final class BatchRun {
  /// What came of it.
  struct Outcome {
    var complete = 0
    var partial = 0
    var failed = 0
    /// Files that were gone when their turn came.
    var gone: [String] = []
    /// How many times debug information was read, over all workers.
    var readings: UInt64 = 0
    var isInterrupted = false
  }

  private let store: ReportStore
  private let settings: BatchSettings
  private let binaries: [UInt8]
  private let progress: BatchProgress
  /// What is left of each group, in the order of paths.
  private var groups: [[BatchJob]]
  private var nextGroup = 0
  private var workers: [WorkerProcess] = []
  private var outcome = Outcome()
  /// How many jobs a worker is given at a time: the next one while the last is being stored.
  private static let depth = 2
  /// The longest frame that is sent to a busy worker, in bytes: a pipe holds 64 kB (pipe(7)).
  private static let longestAhead = 1 << 14

  init(
    store: ReportStore, settings: BatchSettings, binaries: [IndexedBinary],
    groups: [[BatchJob]], progress: BatchProgress
  ) {
    self.store = store
    self.settings = settings
    self.binaries = BinaryIndex.frame(binaries)
    self.groups = groups.map { $0.reversed() }
    self.progress = progress
  }

  /// Does it all.
  func run() throws -> Outcome {
    progress.total = groups.reduce(0) { $0 + $1.count }
    while true {
      try fillWorkers()
      guard !workers.isEmpty else { break }
      guard try listen() else {
        outcome.isInterrupted = true
        break
      }
    }
    // Those that are still at work are ended.
    for worker in workers { worker.end() }
    workers = []
    progress.tell(isLast: true)
    return outcome
  }

  // MARK: - Giving

  private func fillWorkers() throws {
    for worker in workers { give(worker) }
    workers.removeAll { $0.isReady && $0.jobs.isEmpty }
    while workers.count < settings.workers, groups.contains(where: { !$0.isEmpty }) {
      let worker = try WorkerProcess(arguments: settings.workerArguments)
      worker.deadline = Progress.now() + max(settings.timeLimit, 60)
      worker.send(binaries)
      workers.append(worker)
      give(worker)
    }
  }

  private func give(_ worker: WorkerProcess) {
    while worker.jobs.count < Self.depth, let job = nextJob(worker) {
      let frame = WorkerJob(
        number: job.number, path: job.candidate.path, metadata: job.candidate.metadata,
        done: job.done
      ).frame
      // A worker that is busy reads nothing: what does not fit into the pipe waits until it is free.
      if frame.count > Self.longestAhead, !worker.jobs.isEmpty, let group = worker.group {
        groups[group].append(job)
        return
      }
      if worker.jobs.isEmpty, worker.isReady { restartClock(of: worker) }
      worker.jobs.append(job)
      worker.send(frame)
    }
  }

  /// The next of the worker's binary; else the first of a binary that nobody serves; else one of the
  /// binary with the most left.
  private func nextJob(_ worker: WorkerProcess) -> BatchJob? {
    if let group = worker.group, let job = groups[group].popLast() { return job }
    // A second job of another binary waits until the worker is free: somebody else may be sooner.
    guard worker.jobs.isEmpty else { return nil }
    while nextGroup < groups.count, groups[nextGroup].isEmpty { nextGroup += 1 }
    let served = Set(workers.compactMap { $0.group })
    var chosen = groups.indices.dropFirst(nextGroup).first {
      !groups[$0].isEmpty && !served.contains($0)
    }
    if chosen == nil {
      chosen = groups.indices.dropFirst(nextGroup).max {
        groups[$0].count < groups[$1].count
      }.flatMap { groups[$0].isEmpty ? nil : $0 }
    }
    guard let chosen else { return nil }
    worker.group = chosen
    return groups[chosen].popLast()
  }

  private func restartClock(of worker: WorkerProcess) {
    worker.deadline = Progress.now() + settings.timeLimit
  }

  // MARK: - Taking

  /// Waits for the next news and takes them in; false when a signal ends the batch.
  private func listen() throws -> Bool {
    let now = Progress.now()
    let nearest = workers.map(\.deadline).min() ?? now
    let descriptors = workers.flatMap { [$0.answers, $0.errors] }
    guard let ready = Interruption.wait(for: descriptors, seconds: min(nearest - now, 1)) else {
      return false
    }
    for worker in workers {
      if ready.contains(worker.errors) { worker.receiveErrors() }
      if ready.contains(worker.answers) {
        let isOpen = worker.receive()
        do {
          while let answer = try worker.next() { try take(answer, from: worker) }
        } catch is FrameError {
          worker.end()
        }
        if !isOpen { try bury(worker) }
      } else if Progress.now() > worker.deadline, !worker.isOverTime {
        worker.isOverTime = true
        worker.end()
      }
    }
    progress.tell()
    return true
  }

  private func take(_ answer: WorkerAnswer, from worker: WorkerProcess) throws {
    switch answer {
    case .ready(let readings):
      if !worker.isReady { restartClock(of: worker) }
      worker.isReady = true
      outcome.readings += readings &- worker.readings
      worker.readings = readings
    case .begun(let start):
      worker.begun = start
    case .done(let result):
      restartClock(of: worker)
      worker.begun = nil
      guard let job = worker.jobs.first, job.number == result.job else { throw FrameError() }
      try flush(worker, isLast: false, cores: 0)
      if result.member == nil {
        try record(result, job, mark: "")
      } else {
        worker.held = result
      }
    case .ended(let number, let cores, let isGone):
      restartClock(of: worker)
      guard let job = worker.jobs.first, job.number == number else { throw FrameError() }
      try flush(worker, isLast: true, cores: cores)
      worker.jobs.removeFirst()
      if isGone, job.candidate.isListed {
        try recordFailure(
          .unreadableInput, "no such file", job, nil, binaryStamp: BinaryUse.retry)
      } else if isGone {
        outcome.gone.append(job.candidate.path)
        progress.total -= 1
      } else if !job.stale.isEmpty {
        try store.forget(paths: job.stale.sorted())
      }
    }
  }

  /// Records the row that was held back. The last of an archive says how many cores there are, by which
  /// a later run knows that the archive was gone through to its end.
  private func flush(_ worker: WorkerProcess, isLast: Bool, cores: UInt64) throws {
    guard let held = worker.held, let job = worker.jobs.first, job.number == held.job else {
      return
    }
    worker.held = nil
    try record(held, job, mark: isLast ? ArchiveMark.text(cores: cores) : "")
  }

  private func record(_ result: CoreResult, _ job: BatchJob, mark: String) throws {
    let path = job.path(of: result.member)
    let stamp = job.candidate.stamp
    let status = CoreStatus(rawValue: result.status) ?? .failed
    var report = result.report
    if report.last == 0x0a { report.removeLast() }
    var row = CoreRow(
      path: path,
      stamp: CoreStamp(
        size: stamp.size, modified: stamp.modified, binaryStamp: result.binaryStamp + mark,
        toolVersion: settings.toolVersion),
      contentHash: result.contentHash, status: status, exitCode: result.exitCode, report: report)
    do throws(StoreError) {
      try store.record(row)
    } catch {
      guard error.isOfReport else { throw error }
      // What a worker made of a hostile core is no report: the core has failed.
      row.status = .failed
      row.exitCode = ExitStatus.internalError.rawValue
      row.report = failure(
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

  /// Records that nothing came of a core, of which `begun` is what was known.
  private func recordFailure(
    _ exitCode: ExitStatus, _ words: String, _ job: BatchJob, _ begun: CoreStart?,
    binaryStamp: String = BinaryUse.none
  ) throws {
    let path = job.path(of: begun?.member)
    let core = begun.flatMap { $0.core.isEmpty ? nil : $0.core }
    try record(
      CoreResult(
        job: job.number, member: begun?.member, contentHash: begun?.contentHash,
        binaryStamp: binaryStamp, status: CoreStatus.failed.rawValue, exitCode: exitCode.rawValue,
        report: failure(exitCode, "\(displayable(path)): \(words)", core: core)), job, mark: "")
  }

  private func failure(_ exitCode: ExitStatus, _ message: String, core: [UInt8]?) -> [UInt8] {
    TextWriter.collect {
      ReportV1.writeFailure(exitCode: exitCode, message: message, core: core, to: $0)
    }
  }

  // MARK: - Losing

  /// A worker has ended: the core that it was at has failed, and what else it had is given to others.
  private func bury(_ worker: WorkerProcess) throws {
    workers.removeAll { $0 === worker }
    let (exitCode, words) = worker.reason(
      timeLimit: settings.timeLimit, memoryLimit: settings.memoryLimit)
    guard worker.isReady || worker.isOverTime else {
      throw Failure(exitCode, "no worker can start: \(words)")
    }
    try flush(worker, isLast: false, cores: 0)
    var left = worker.jobs
    if let job = left.first {
      let begun = worker.begun.flatMap { $0.job == job.number ? $0 : nil }
      try recordFailure(exitCode, words, job, begun)
      // An archive may have more.
      if begun?.member == nil { left.removeFirst() }
    }
    guard let group = worker.group else { return }
    groups[group] += left.reversed()
    nextGroup = min(nextGroup, group)
  }
}

extension StoreError {
  /// Whether what was to be stored is at fault, and not the store.
  var isOfReport: Bool {
    if case .report = kind { return true }
    return false
  }
}

/// The mark of the last core of an archive.
enum ArchiveMark {
  private static let word = "\tof "

  /// Behind the words about the binary.
  static func text(cores: UInt64) -> String { "\(word)\(cores)" }

  /// How many cores the archive has; nil where this row is not its last.
  static func cores(in stamp: String) -> Int? {
    guard let tab = stamp.lastIndex(of: "\t"), stamp[tab...].hasPrefix(word) else { return nil }
    return Int(stamp[tab...].dropFirst(word.count))
  }
}
