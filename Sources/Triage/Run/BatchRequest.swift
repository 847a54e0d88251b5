// What a batch is to do.

internal import Reporting

/// An archive, and how its cores are analysed.
package struct BatchRequest: Sendable {
  /// Files, folders and patterns; `-` stands for a list of paths on standard input.
  package var paths: [String]
  /// The path of the store; nil for one that is not kept.
  package var store: String?
  /// The share of the archive that this batch has; nil for all of it.
  package var shard: Shard?
  /// How many workers there are at most.
  package var workers = 1
  /// The most seconds that one core may take.
  package var timeLimit = 300.0
  /// How the workers analyse cores.
  package var analysis = WorkerSettings()
  /// The words that make this program a worker.
  package var workerArguments: [String] = []
  /// The command line, for the store's list of runs.
  package var commandLine: [String] = []

  package init(paths: [String]) {
    self.paths = paths
  }

  /// What the store calls the version of the analysis: rows of another version are made anew. It names
  /// every option that changes reports.
  package var toolVersion: String { ReportV1.toolVersion + analysis.reportWords }
}
