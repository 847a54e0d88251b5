// gocore batch: an archive of cores into a store of reports, and what the reports have in common.

internal import ArgumentParser
internal import Basics
internal import ElfCore
internal import InputFiles
internal import Loading
internal import Reporting
internal import StoredReports

/// The triage of an archive.
struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Triage an archive of cores into signatures.",
    discussion: """
      Goes over files and folders, analyses every core in them and keeps the reports in a store. A \
      second run with the same store does only what is new or has changed. A file is a core if its \
      first bytes, expanded, say so, or if it is called like one; everything else is counted.
      """)

  @Argument(
    help: ArgumentHelp(
      "Files, folders, patterns; - reads a list of paths, a line or a NUL each.", valueName: "path")
  )
  var paths: [String] = []

  @Option(
    help: ArgumentHelp("The store (default: one that is not kept).", valueName: "file"))
  var store: String?

  @OptionGroup var search: SearchArguments

  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp("How many workers (default: one for each processor).", valueName: "number"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp("The most seconds that one core may take.", valueName: "seconds"))
  var timeout = 300

  @Option(
    help: ArgumentHelp(
      "The most memory of one worker, in bytes or with k, M, G, T.", valueName: "size"))
  var maxMemory = ByteCount(bytes: 2 << 30)

  @Option(
    help: ArgumentHelp(
      "Only share I of N, or /N in an array job of Slurm or an Indexed Job of Kubernetes.",
      valueName: "i/n"))
  var shard: String?

  @Option(
    help: ArgumentHelp("How much one compressed file may expand to.", valueName: "size"))
  var maxExpanded: ByteCount?

  @Flag(help: "Show values that are redacted: arguments, environment, labels.")
  var showValues = false

  @Option(help: "Progress on standard error.")
  var progress = ProgressMode.auto

  @OptionGroup var signatureLists: SignatureListArguments
  @OptionGroup var table: TableArguments

  func validate() throws {
    if paths.isEmpty { throw ValidationError("name a file or a folder") }
    if let jobs, jobs < 1 || jobs > 256 { throw ValidationError("-j takes 1 to 256") }
    if timeout < 1 { throw ValidationError("--timeout takes a number of seconds") }
    _ = try chosenShard()
  }

  private func chosenShard() throws -> Shard? {
    if let shard { return try Shard(shard, environment: environmentVariable) }
    return try Shard(environment: environmentVariable)
  }

  mutating func run() throws {
    Interruption.hold()
    let shard = try chosenShard()
    if let shard {
      StandardError.write(
        "gocore: share \(shard.number) of \(shard.count) (\(shard.source))")
    }
    let answer = try table.prepared()
    try tellingStoreErrors {
      let archive = try Archive(self, shard)
      try archive.analyze()
      try archive.conclude(answer)
    }
  }

  /// The words that start a worker which works as this batch is told to.
  fileprivate func workerArguments() -> [String] {
    var words = [
      BatchWorker.configuration.commandName ?? "", "--progress=off",
      "--threads=1", "--max-memory=\(maxMemory.bytes)",
    ]
    words += search.words.map { $0.name + ($0.value.map { "=\($0)" } ?? "") }
    if let maxExpanded { words.append("--max-expanded=\(maxExpanded.bytes)") }
    if showValues { words.append("--show-values") }
    if let folder = signatureLists.signatureLists { words.append("--signature-lists=\(folder)") }
    return words
  }

  /// gocore's version with the options that make other reports.
  fileprivate func toolVersion() throws -> String {
    var version = ReportV1.toolVersion
    if showValues { version += " values" }
    version += search.reportWords
    if let digest = try signatureLists.digest() { version += " lists \(digest)" }
    return version
  }
}

/// One run over an archive.
private final class Archive {
  private let batch: Batch
  private let shard: Shard?
  private let store: ReportStore
  private let settings: BatchSettings
  private let progress: BatchProgress
  private var scan: ArchiveScan
  private var plan: BatchPlan?
  private var outcome = BatchRun.Outcome()
  private var problems: [String] = []

  init(_ batch: Batch, _ shard: Shard?) throws {
    self.batch = batch
    self.shard = shard
    store = try batch.store.map { try ReportStore(path: $0, mode: .create) } ?? .temporary()
    settings = BatchSettings(
      workers: batch.jobs ?? processorCount(), timeLimit: Double(batch.timeout),
      memoryLimit: batch.maxMemory.bytes, workerArguments: batch.workerArguments(),
      toolVersion: try batch.toolVersion())
    progress = BatchProgress(mode: batch.progress)
    scan = ArchiveScan(
      maximumExpandedBytes: batch.maxExpanded?.bytes, store: batch.store)
  }

  /// Finds what is to be done, and does it.
  func analyze() throws {
    for path in batch.paths where path != "-" { try scan.add(named: path) }
    if batch.paths.contains("-") {
      for path in listedPaths(try LineReader.contents(of: "-")) { scan.add(listed: path) }
    }
    let known = try store.binaryIndex()
    var indexer = BinaryIndexer(
      known: known, maximumExpandedBytes: batch.maxExpanded?.bytes)
    for folder in batch.search.binaries {
      do throws(SystemRefusal) {
        try indexer.add(named: folder)
      } catch {
        throw Failure(.unreadableInput, "\(displayable(folder)): \(error.reason)")
      }
    }
    let knownBinaries = Dictionary(known.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    let stored = StoredCores(try store.knownCores(), toolVersion: settings.toolVersion)
    let files = scan.fileCount
    try scan.look(
      isKnown: { stored.has($0, $1) },
      isProgram: { path, stamp in
        knownBinaries[path].map { $0.size == stamp.size && $0.modified == stamp.modified } ?? false
      },
      each: { number in
        progress.looked(at: number, of: files)
        if Interruption.isPending { throw Failure(.interrupted, "interrupted") }
      })
    for path in scan.programs { indexer.add(file: path) }
    let binaries = indexer.binaries
    problems = scan.problems + indexer.problems
    for problem in problems { progress.say(problem) }
    try store.update(binaries: binaries)
    for (root, reasons) in scan.skipped { try store.record(skipped: reasons, root: root) }
    let plan = BatchPlan(
      scan.candidates, stored: stored, index: BinaryIndex(binaries),
      asksServer: batch.search.debuginfod, shard: shard)
    self.plan = plan
    let run = BatchRun(
      store: store, settings: settings, binaries: binaries, groups: plan.groups,
      progress: progress)
    let number = try store.beginRun(
      tool: settings.toolVersion, arguments: CommandLine.arguments)
    outcome = try run.run()
    try store.endRun(number, summary: summary(outcome, plan))
    for path in outcome.gone { progress.say("\(displayable(path)): gone before its turn came") }
  }

  /// Files that were passed over.
  private var skippedCount: Int { scan.skipped.values.flatMap(\.values).reduce(0, +) }

  private func summary(_ outcome: BatchRun.Outcome, _ plan: BatchPlan) -> String {
    let bytes = TextWriter.collect { out in
      var json = JSONWriter(out)
      json.object {
        $0.member("complete", outcome.complete)
        $0.member("partial", outcome.partial)
        $0.member("failed", outcome.failed)
        $0.member("unchanged", plan.unchanged)
        $0.member("elsewhere", plan.elsewhere)
        $0.member("skipped", skippedCount)
        $0.member("gone", outcome.gone.count)
        $0.member("unreadable", problems.count)
        $0.member("debugInformationRead", outcome.readings)
        $0.member("interrupted", outcome.isInterrupted)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Prints what was asked for, and ends with the exit code.
  func conclude(_ answer: StoreAnswer) throws {
    guard let plan else { return }
    if batch.progress == .json { StandardError.write(summary(outcome, plan)) }
    let done = outcome.complete + outcome.partial + outcome.failed
    var words = ["\(done) cores analysed"]
    if outcome.partial > 0 { words.append("\(outcome.partial) of them in part") }
    if outcome.failed > 0 { words.append("\(outcome.failed) failed") }
    if plan.unchanged > 0 { words.append("\(plan.unchanged) files unchanged") }
    if skippedCount > 0 { words.append("\(skippedCount) other files") }
    if outcome.isInterrupted { words.append("interrupted: the same command goes on") }
    StandardError.write("gocore: \(words.joined(separator: ", "))")
    Interruption.release()
    do {
      try answer.write(store)
    } catch let code as ExitCode {
      // What is new cannot be said before all is done.
      if !outcome.isInterrupted { throw code }
    }
    if outcome.isInterrupted { throw ExitCode(ExitStatus.interrupted.rawValue) }
    let failed = try store.failedCount()
    if failed > 0 || !problems.isEmpty { throw ExitCode(ExitStatus.failedCores.rawValue) }
  }
}
