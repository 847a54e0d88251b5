// gocore merge: the stores of shards joined.

internal import ArgumentParser
internal import Reporting
internal import StoredReports

/// One store of many.
struct Merge: ExplainedCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join stores, and reports in JSON, into one store.",
    usage: "gocore merge -o <store> <store|ndjson> ...",
    discussion: """
      What comes out is what one run over everything would have stored. The order of the inputs is \
      the same to it, as is an input that is given twice.
      """)

  static let examples = [
    Example("gocore merge -o all.store crashes.store last-week.store", "one store of two")
  ]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The store to write, whole or not at all.", valueName: "store"),
    completion: .file())
  var output: String

  @Argument(
    help: ArgumentHelp(
      "Stores, or reports in JSON, a line each; - is standard input.", valueName: "store|ndjson"),
    completion: .file())
  var inputs: [String]

  func validate() throws {
    if inputs.isEmpty { throw ValidationError("name a store") }
    if output == "-" { throw ValidationError("-o takes a file: a store cannot be streamed") }
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once")
    }
  }

  func run() throws {
    try OutputFile(path: output).check()
    try ReportStore.replace(output) { store in
      for path in inputs { try StoreInput.add(path, to: store) }
    }
  }
}
