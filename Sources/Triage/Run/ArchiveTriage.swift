// A batch from its beginning to its end: find the files, plan the work, do it, keep the reports.

internal import Basics
internal import ElfCore
internal import Loading
package import StoredReports

/// One run over an archive.
package final class ArchiveTriage {
  /// The store, which has the reports of this run and of those before it.
  package let store: ReportStore
  private let request: BatchRequest
  private let progress: BatchProgress

  /// Opens the store.
  package init(_ request: BatchRequest, progress: BatchProgress) throws(StoreError) {
    self.request = request
    self.progress = progress
    if let path = request.store {
      store = try ReportStore(path: path, mode: .create)
    } else {
      store = try .temporary()
    }
  }

  /// Analyses every core that is new or has changed. Signals are expected to be held back (see
  /// `Interruption`); one that comes ends the run, and what is done by then is in the store.
  ///
  /// - Throws: `TriageError`, `StoreError` or `LineReaderError`.
  package func run() throws -> BatchOutcome {
    var scan = try findFiles()
    let known = try store.binaryIndex()
    var indexer = BinaryIndexer(
      known: known, maximumExpandedBytes: request.analysis.maximumExpandedBytes)
    for folder in request.analysis.search.binaries {
      do throws(SystemRefusal) {
        try indexer.add(named: folder)
      } catch {
        throw TriageError.unreadable(path: folder, error)
      }
    }
    let stored = StoredCores(try store.knownCores(), toolVersion: request.toolVersion)
    try look(into: &scan, stored: stored, binaries: known)
    for path in scan.programs { indexer.add(file: path) }
    let binaries = indexer.binaries
    let problems = scan.problems + indexer.problems
    for problem in problems { progress.say(problem) }
    try store.update(binaries: binaries)
    for (root, reasons) in scan.skipped { try store.record(skipped: reasons, root: root) }

    let plan = BatchPlan(
      scan.candidates, stored: stored, index: BinaryIndex(binaries),
      asksServer: request.analysis.search.debuginfod, shard: request.shard)
    let run = BatchRun(
      request, store: store, binaries: binaries, groups: plan.groups, progress: progress)
    let number = try store.beginRun(tool: request.toolVersion, arguments: request.commandLine)
    var outcome = try run.run()
    outcome.unchanged = plan.unchanged
    outcome.elsewhere = plan.elsewhere
    outcome.skipped = scan.skipped.values.flatMap(\.values).reduce(0, +)
    outcome.problems = problems
    try store.endRun(number, summary: outcome.json)
    for path in outcome.gone { progress.say("\(displayable(path)): gone before its turn came") }
    return outcome
  }

  private func findFiles() throws -> ArchiveScan {
    var scan = ArchiveScan(
      maximumExpandedBytes: request.analysis.maximumExpandedBytes, store: request.store)
    for path in request.paths where path != "-" { try scan.add(named: path) }
    if request.paths.contains("-") {
      for path in listedPaths(try LineReader.contents(of: "-")) { scan.add(listed: path) }
    }
    return scan
  }

  /// Opens the files, except what the store knows.
  private func look(
    into scan: inout ArchiveScan, stored: StoredCores, binaries: [IndexedBinary]
  ) throws(TriageError) {
    let stamps = Dictionary(binaries.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    let count = scan.fileCount
    let progress = progress
    try scan.look(
      isKnown: { stored.has($0, $1) },
      isProgram: { path, file in
        stamps[path].map { $0.size == file.size && $0.modified == file.modified } ?? false
      },
      each: { (number) throws(TriageError) in
        progress.showScan(number, of: count)
        if Interruption.isPending { throw .interrupted }
      })
  }
}
