// gocore report: what a store holds.

internal import ArgumentParser
internal import Basics
internal import Reporting
internal import StoredReports

/// Tables and reports out of a store.
struct ReportOfStore: AnsweringCommand, ExplainedCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show what a store holds: signatures, cores, what is missing, or single reports.",
    usage: "gocore report <store> [<options>]",
    discussion: """
      Without options it prints the table of signatures. One of --brief, --cores, --core, --missing, \
      --failed and --timeline shows something else; --since and --program choose the cores that \
      count, --class, --signature and --top what is shown of them. With --since, what no core before \
      that time has is NEW.
      """)

  typealias Answer = StoreContents

  static let examples = [
    Example("gocore report crashes.store", "the table of signatures"),
    Example("gocore report crashes.store --format ndjson -o reports.ndjson", "all reports"),
  ]

  @Argument(
    help: ArgumentHelp(
      "A store, or reports in JSON, a line each; - is standard input.", valueName: "store"),
    completion: .file())
  var store: String

  @OptionGroup var selection: SelectionArguments

  @Flag(help: "The cores, a line each, the latest first.")
  var cores = false

  @Option(
    help: ArgumentHelp(
      "The report of one core, by its path or the end of it, or the example of a signature.",
      valueName: "core|signature"))
  var core: String?

  @Flag(help: "The builds whose binaries are missing, and how many cores wait for each.")
  var missing = false

  @Flag(help: "The cores that could not be analysed, each with the reason.")
  var failed = false

  @Flag(help: "How often each signature was, by day and by version.")
  var timeline = false

  @OptionGroup var table: TableArguments

  func validate() throws {
    let views = [cores, core != nil, missing, failed, timeline, table.brief]
    if views.count(where: { $0 }) > 1 {
      throw ValidationError(
        "only one of --brief, --cores, --core, --missing, --failed and --timeline at a time")
    }
  }

  func run() throws {
    var answer = try table.prepared(try selection.selection())
    let opened = try StoreInput.open(store)
    try answer.selection.check(against: opened)
    if let core {
      answer.view = .report(try Self.path(of: core, in: opened))
    } else if cores {
      answer.view = .cores
    } else if missing {
      answer.view = .missing
    } else if failed {
      answer.view = .failed
    } else if timeline {
      answer.view = .timeline
    }
    for format in answer.outputs.formats where !format.shows(answer.view) {
      throw ValidationError("\(format.name) has no form for what was asked for")
    }
    try answer.write(opened).end()
  }

  /// The path of the only core that a user can mean.
  private static func path(of name: String, in store: ReportStore) throws -> String {
    let paths = try store.paths(of: name)
    guard let first = paths.first else {
      throw ValidationError("no core of the store is '\(displayable(name))', and no signature")
    }
    guard paths.count == 1 else {
      let shown = paths.prefix(5).map { displayable($0) }.joined(separator: ", ")
      throw ValidationError(
        "'\(displayable(name))' may be \(shown)\(paths.count > 5 ? ", …" : ""): name more of it")
    }
    return first
  }
}
