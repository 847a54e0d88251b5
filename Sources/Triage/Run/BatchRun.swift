// The workers of a batch: which files each gets, what they answer, and what happens when one is lost.

internal import Basics
internal import ElfCore
internal import StoredReports

/// Gives files to workers and takes rows from them.
final class BatchRun {
  /// A worker and what it is doing.
  private final class Worker {
    let process: WorkerProcess
    /// The group whose cores it is given.
    var group: Int?
    /// The jobs that it has and has not ended, in order.
    var jobs: [BatchJob] = []
    /// The core whose analysis it has begun.
    var begun: CoreStart?
    /// The result of a core of an archive, kept back until it is known whether it is the last.
    var held: CoreResult?
    /// Whether it has answered at all.
    var isReady = false
    /// How many binaries' debug information it has read.
    var readings: UInt64 = 0
    /// The time on the monotonic clock by which its current core has to be done.
    var deadline: Double
    /// Whether it was ended because it took too long.
    var isOverTime = false

    init(_ process: WorkerProcess, deadline: Double) {
      self.process = process
      self.deadline = deadline
    }
  }

  private let request: BatchRequest
  /// The orders that each worker gets first.
  private let firstOrders: [[UInt8]]
  private let rows: RowWriter
  private let progress: BatchProgress
  private var queue: JobQueue
  private var workers: [Worker] = []
  private var readings: UInt64 = 0

  /// How many jobs a worker has at a time: the next one while the last is being stored.
  private static let depth = 2
  /// The longest frame that is sent to a busy worker, in bytes: a pipe holds 64 kB (pipe(7)).
  private static let longestAhead = 1 << 14
  /// The least time that a worker has to start, in seconds.
  private static let startTime = 60.0

  init(
    _ request: BatchRequest, store: ReportStore, binaries: [IndexedBinary],
    groups: [[BatchJob]], progress: BatchProgress
  ) {
    self.request = request
    self.progress = progress
    firstOrders = [
      WorkerOrder.settings(request.analysis).frame, WorkerOrder.binaries(binaries).frame,
    ]
    rows = RowWriter(store: store, toolVersion: request.toolVersion, progress: progress)
    queue = JobQueue(groups)
  }

  /// Works until nothing is left, or until a signal comes.
  func run() throws -> BatchOutcome {
    progress.total = queue.count
    var isInterrupted = false
    while !isInterrupted {
      try fillWorkers()
      guard !workers.isEmpty else { break }
      isInterrupted = try !listen()
    }
    for worker in workers { worker.process.end() }
    workers = []
    progress.show(isLast: true)
    var outcome = rows.outcome
    outcome.readings = readings
    outcome.isInterrupted = isInterrupted
    return outcome
  }

  // MARK: - Giving

  private func fillWorkers() throws(TriageError) {
    for worker in workers { give(worker) }
    workers.removeAll { $0.isReady && $0.jobs.isEmpty }
    while workers.count < request.workers, !queue.isEmpty {
      let worker = Worker(
        try WorkerProcess(arguments: request.workerArguments),
        deadline: monotonicSeconds() + max(request.timeLimit, Self.startTime))
      for order in firstOrders { worker.process.send(order) }
      workers.append(worker)
      give(worker)
    }
  }

  private func give(_ worker: Worker) {
    while worker.jobs.count < Self.depth, let job = nextJob(worker) {
      let order = WorkerOrder.job(
        WorkerJob(
          number: job.number, path: job.candidate.path, metadata: job.candidate.metadata,
          done: job.done)
      ).frame
      // A busy worker reads nothing: what does not fit into the pipe waits until it is free.
      if order.count > Self.longestAhead, !worker.jobs.isEmpty, let group = worker.group {
        queue.putBack([job], to: group)
        return
      }
      if worker.jobs.isEmpty, worker.isReady { restartClock(of: worker) }
      worker.jobs.append(job)
      worker.process.send(order)
    }
  }

  private func nextJob(_ worker: Worker) -> BatchJob? {
    if let group = worker.group, let job = queue.next(of: group) { return job }
    // A second job of another group waits until the worker is free: another worker may be free sooner.
    guard worker.jobs.isEmpty,
      let group = queue.group(besides: Set(workers.compactMap(\.group)))
    else { return nil }
    worker.group = group
    return queue.next(of: group)
  }

  private func restartClock(of worker: Worker) {
    worker.deadline = monotonicSeconds() + request.timeLimit
  }

  // MARK: - Taking

  /// Waits for the next answers and takes them; false when a signal has come.
  private func listen() throws -> Bool {
    let now = monotonicSeconds()
    let nearest = workers.map(\.deadline).min() ?? now
    let descriptors = workers.flatMap { [$0.process.answers, $0.process.errors] }
    guard let ready = Interruption.wait(for: descriptors, seconds: min(nearest - now, 1)) else {
      return false
    }
    for worker in workers {
      if ready.contains(worker.process.errors) { worker.process.receiveErrors() }
      if ready.contains(worker.process.answers) {
        let isOpen = worker.process.receive()
        do {
          while let answer = try worker.process.next() { try take(answer, from: worker) }
        } catch is FrameError {
          worker.process.end()
        }
        if !isOpen { try bury(worker) }
      } else if monotonicSeconds() > worker.deadline, !worker.isOverTime {
        worker.isOverTime = true
        worker.process.end()
      }
    }
    progress.show()
    return true
  }

  private func take(_ answer: WorkerAnswer, from worker: Worker) throws {
    switch answer {
    case .ready(let count):
      if !worker.isReady { restartClock(of: worker) }
      worker.isReady = true
      readings += count &- worker.readings
      worker.readings = count
    case .begun(let start):
      worker.begun = start
    case .done(let result):
      restartClock(of: worker)
      worker.begun = nil
      let job = try self.job(result.job, of: worker)
      try recordHeld(worker)
      if result.member == nil {
        try rows.record(result, job)
      } else {
        worker.held = result
      }
    case .ended(let number, let cores, let isGone):
      restartClock(of: worker)
      let job = try self.job(number, of: worker)
      try recordHeld(worker, coresInArchive: Int(clamping: cores))
      worker.jobs.removeFirst()
      if isGone, job.candidate.isListed {
        try rows.recordFailure(.unreadableInput, "no such file", job, binary: .hostFailed)
      } else if isGone {
        rows.noteGone(job)
      } else {
        try rows.forgetStale(job)
      }
    }
  }

  /// The job that a worker is at, which has to have this number.
  private func job(_ number: UInt64, of worker: Worker) throws(FrameError) -> BatchJob {
    guard let job = worker.jobs.first, job.number == number else { throw FrameError() }
    return job
  }

  /// Records the result that was kept back.
  private func recordHeld(_ worker: Worker, coresInArchive: Int? = nil) throws(StoreError) {
    guard let held = worker.held, let job = worker.jobs.first, job.number == held.job else {
      return
    }
    worker.held = nil
    try rows.record(held, job, coresInArchive: coresInArchive)
  }

  // MARK: - Losing

  /// A worker has ended: its current core has failed, and its other jobs go back to the queue.
  private func bury(_ worker: Worker) throws {
    workers.removeAll { $0 === worker }
    let (exitCode, message) = worker.process.awaitEnd().failure(
      timeLimit: worker.isOverTime ? request.timeLimit : nil,
      memoryLimit: request.analysis.memoryLimit)
    guard worker.isReady || worker.isOverTime else {
      throw TriageError.noWorker(exitCode: exitCode, reason: message)
    }
    try recordHeld(worker)
    var left = worker.jobs
    if let job = left.first {
      let begun = worker.begun.flatMap { $0.job == job.number ? $0 : nil }
      try rows.recordFailure(exitCode, message, job, begun)
      // An archive may have more cores.
      if begun?.member == nil { left.removeFirst() }
    }
    if let group = worker.group { queue.putBack(left, to: group) }
  }
}
