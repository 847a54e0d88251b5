// gocore report: what a store holds.

internal import ArgumentParser
internal import StoredReports

/// Tables and reports out of a store.
struct ReportOfStore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show what a store holds: the table of signatures, or the reports.",
    usage: "gocore report <store> [<options>]")

  @Argument(
    help: ArgumentHelp(
      "A store, or reports in JSON, a line each; - is standard input.", valueName: "store"),
    completion: .file())
  var store: String

  @OptionGroup var table: TableArguments

  func run() throws {
    let answer = try table.prepared()
    try answer.write(StoreInput.open(store)).end()
  }
}
