// How a batch does its work: workers, limits, shares, progress.

internal import ArgumentParser
internal import Basics
internal import Triage

/// The options of a batch that are about its work and not about its cores.
struct WorkArguments: ParsableArguments {
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

  func validate() throws {
    if let jobs, jobs < 1 || jobs > 256 { throw ValidationError("-j takes 1 to 256") }
    if timeout < 1 { throw ValidationError("--timeout takes a number of seconds") }
    _ = try chosenShard()
  }

  /// The share of the archive; nil for all of it.
  func chosenShard() throws -> Shard? {
    do throws(ShardError) {
      return try Shard.chosen(shard, environment: environmentVariable)
    } catch {
      throw ValidationError(error.message)
    }
  }

  /// Puts the options into `request`.
  func apply(to request: inout BatchRequest) throws {
    request.shard = try chosenShard()
    request.workers = jobs ?? processorCount()
    request.timeLimit = Double(timeout)
    request.analysis.maximumExpandedBytes = maxExpanded?.bytes
    request.analysis.memoryLimit = maxMemory.bytes
    request.analysis.showsValues = showValues
  }
}
