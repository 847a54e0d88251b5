// gocore batch: an archive of cores into a store of reports, and what the reports have in common.

internal import ArgumentParser
internal import Basics
internal import Configuration
internal import StoredReports
internal import Triage

/// The triage of an archive.
struct Batch: AnsweringCommand, ExplainedCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Triage an archive of cores into signatures.",
    usage: "gocore batch <path> ... [<options>]",
    discussion: """
      Goes over files and folders, analyses every core in them and keeps the reports in a store. A \
      second run with the same store does only what is new or has changed. A file is a core if its \
      first bytes, expanded, say so, or if it is called like one; everything else is counted.
      """)

  typealias Answer = StoreContents

  static let examples = [
    Example.first[2],
    Example("find archive -name 'core.*' | gocore batch -", "what a list names"),
    Example("gocore batch archive --baseline last-week.store", "with what is new marked"),
  ]

  @Argument(
    help: ArgumentHelp(
      "Files, folders, patterns; - reads a list of paths, a line or a NUL each.", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp("The store (default: one that is not kept).", valueName: "file"),
    completion: .file())
  var store: String?

  @OptionGroup var table: TableArguments
  @OptionGroup(title: "The programs' files") var search: SearchArguments
  @OptionGroup(title: "Workers, limits and progress") var work: WorkArguments
  @OptionGroup(title: "Known issues and signatures") var signatureLists: SignatureListArguments

  func validate() throws {
    if paths.isEmpty { throw ValidationError("name a file or a folder") }
  }

  func run() throws {
    Interruption.hold()
    if let shard = try work.chosenShard() { StandardError.write("gocore: \(shard.words)") }
    let answer = try table.prepared()
    let triage = try ArchiveTriage(request(), progress: BatchProgress(work.progress.batchStyle))
    let outcome = try triage.run()
    if work.progress == .json { StandardError.write(outcome.json) }
    StandardError.write("gocore: \(outcome.words)")
    Interruption.release()
    let status = try answer.write(triage.store)
    try outcome.exitStatus(failedCores: triage.store.failedCount(), table: status).end()
  }

  private func request() throws -> BatchRequest {
    var request = BatchRequest(paths: paths)
    request.store = store
    request.analysis.search = search.options
    try work.apply(to: &request)
    request.analysis.signatureLists = try signatureLists.folder()?.contents ?? [:]
    request.workerArguments = BatchWorker.words
    request.commandLine = CommandLine.arguments
    return request
  }
}
