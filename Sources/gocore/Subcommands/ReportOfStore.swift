// gocore report: what a store holds.

internal import ArgumentParser
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
      --failed and --timeline shows something else; --since, --until and --program choose the cores \
      that count, --class, --signature and --top what is shown of them. With --since, what no core \
      before that time has is NEW.
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
      "The report of one core: by its path, the end of it, or its folder; or by a signature, of which "
        + "it is the example.",
      valueName: "core|signature"), completion: .custom(Completions.signatures))
  var core: String?

  @Flag(help: "The builds whose binaries are missing, and how many cores wait for each.")
  var missing = false

  @Flag(help: "The cores that could not be analysed, each with the reason.")
  var failed = false

  @Flag(help: "How often each signature was, by day and by version.")
  var timeline = false

  @OptionGroup var table: TableArguments

  func validate() throws {
    if views.count > 1 {
      throw ValidationError(
        "only one of --brief, --cores, --core, --missing, --failed and --timeline at a time")
    }
    if let view = views.first, let option = options(without: view).first {
      throw ValidationError("\(option) does not go with \(view)\(Self.reasons[view] ?? "")")
    }
  }

  /// The options that are given and show something in place of the table.
  private var views: [String] {
    [
      ("--brief", table.brief), ("--cores", cores), ("--core", core != nil), ("--missing", missing),
      ("--failed", failed), ("--timeline", timeline),
    ].filter(\.1).map(\.0)
  }

  /// Why some options do not go with a view.
  private static let reasons = [
    "--core": ", which is one report", "--missing": ", which lists builds",
    "--failed": ": a core that failed has no signature", "--cores": ", which lists cores",
  ]

  /// Those options that are given and would change nothing of a view.
  private func options(without view: String) -> [String] {
    let signatures = [
      ("--class", !selection.crashClass.isEmpty), ("--signature", !selection.signature.isEmpty),
    ]
    // With --fail-on a baseline says how the run ends.
    let baseline = ("--baseline", table.baseline != nil && table.failOn == nil)
    let given: [(String, Bool)]
    switch view {
    case "--core":
      given =
        signatures
        + [("--top", table.top != nil), baseline, ("--fail-on", table.failOn != nil)]
    case "--missing", "--failed": given = signatures + [baseline]
    case "--cores": given = [baseline]
    default: given = []
    }
    return given.filter(\.1).map(\.0)
  }

  func run() throws {
    var answer = try table.prepared(try selection.selection())
    let opened = try StoreInput.open(store)
    try answer.selection.check(against: opened)
    if let core {
      do {
        answer.view = .report(try opened.path(of: core, in: answer.selection))
      } catch let error as CoreNameError {
        throw ValidationError(error.message)
      }
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
      throw ValidationError("\(format.name) does not go with \(views.first ?? "the table")")
    }
    try answer.write(opened).end()
  }
}
