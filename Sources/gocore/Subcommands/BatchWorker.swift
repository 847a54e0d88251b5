// gocore batch-worker: the process in which batch analyses cores. Not for people.

internal import ArgumentParser
internal import Triage

/// Serves a batch over its standard input and output.
struct BatchWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch-worker", abstract: "Serve gocore batch.", shouldDisplay: false)

  /// The words that start a worker.
  static let words = [configuration.commandName ?? ""]

  func run() throws {
    try serveBatch()
  }
}
