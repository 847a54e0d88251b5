// gocore batch: an archive of cores into a store of reports, and what the reports have in common.

internal import ArgumentParser
internal import Basics
internal import Configuration
internal import Glibc
internal import StoredReports
internal import Triage

/// The triage of an archive.
struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
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
    do throws(ShardError) {
      if let shard { return try Shard(shard, environment: environmentVariable) }
      return try Shard(environment: environmentVariable)
    } catch {
      throw ValidationError(error.message)
    }
  }

  func run() throws {
    Interruption.hold()
    let shard = try chosenShard()
    if let shard {
      StandardError.write(
        "gocore: share \(shard.number) of \(shard.count) (\(shard.source))")
    }
    let answer = try table.prepared()
    let triage = try ArchiveTriage(request(shard), progress: BatchProgress(progress.batchStyle))
    let outcome = try triage.run()
    if progress == .json { StandardError.write(outcome.json) }
    StandardError.write("gocore: \(outcome.words)")
    Interruption.release()
    do {
      try answer.write(triage.store)
    } catch let code as ExitCode {
      // Whether a signature is new cannot be said before everything is done.
      if !outcome.isInterrupted { throw code }
    }
    if outcome.isInterrupted { throw ExitCode(ExitStatus.interrupted.rawValue) }
    if try triage.store.failedCount() > 0 || !outcome.problems.isEmpty {
      throw ExitCode(ExitStatus.failedCores.rawValue)
    }
  }

  private func request(_ shard: Shard?) throws -> BatchRequest {
    let lists = try signatureLists.folder()
    var request = BatchRequest(paths: paths)
    request.store = store
    request.shard = shard
    request.workers = jobs ?? processorCount()
    request.timeLimit = Double(timeout)
    request.analysis.search = search.options
    request.analysis.searchWords = search.commandLine
    request.analysis.maximumExpandedBytes = maxExpanded?.bytes
    request.analysis.memoryLimit = maxMemory.bytes
    request.analysis.showsValues = showValues
    request.analysis.signatureLists = lists?.contents ?? [:]
    request.workerArguments = BatchWorker.words
    request.toolVersion += (showValues ? " values" : "") + search.reportWords
    if let lists { request.toolVersion += " lists \(lists.digest)" }
    request.commandLine = CommandLine.arguments
    return request
  }
}

extension ProgressMode {
  /// How a batch shows its progress.
  fileprivate var batchStyle: BatchProgress.Style {
    switch self {
    case .json: .json
    case .auto: isatty(2) == 1 ? .line : .silent
    case .off: .silent
    }
  }
}
