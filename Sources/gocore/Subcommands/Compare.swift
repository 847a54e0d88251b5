// gocore compare: what differs between two cores, two reports or two archives.

internal import ArgumentParser
internal import Basics
internal import Gocore
internal import Loading
internal import Reporting
internal import StoredReports

/// Two of a kind held against each other.
struct Compare: AnsweringCommand, ExplainedCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Say what differs between two cores, two reports or two stores.",
    usage: "gocore compare <a> <b> [<options>]",
    discussion: """
      Of cores and reports: verdict, build, settings, and the groups of goroutines that appeared, \
      grew, shrank or vanished. Of stores: the signatures and how often they are. A is the first \
      that is named, B the second. Files of many reports, a line each, are compared as stores.
      """)

  typealias Answer = ComparisonAnswer

  static let examples = [
    Example("gocore compare core.1234 core.5678 --binary app", "two cores"),
    Example("gocore compare last-week.store crashes.store", "two archives"),
  ]

  @Argument(
    help: ArgumentHelp(
      "A core, a report in JSON, a store, or reports, a line each.", valueName: "a"),
    completion: .file())
  var first: String

  @Argument(help: ArgumentHelp("Another.", valueName: "b"), completion: .file())
  var second: String

  @Option(
    help: ArgumentHelp(
      "The binary of both cores; given twice, A's and then B's.", valueName: "file"),
    completion: .file())
  var binary: [String] = []

  @Option(help: "The comparison's format.")
  var format = AnswerFormat<Answer>.standard

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to a file, whole or not at all; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Do not shorten long lists.")
  var all = false

  @OptionGroup var screen: ScreenArguments

  @Flag(help: "Go on with a binary whose build ID is not the core's.")
  var force = false

  @OptionGroup(title: "The programs' files") var search: SearchArguments
  @OptionGroup(title: "Known issues and signatures") var signatureLists: SignatureListArguments

  func validate() throws {
    if binary.count > 2 { throw ValidationError("--binary is given at most twice") }
    if first == "-", second == "-" { throw ValidationError("standard input can be read once") }
  }

  func run() throws {
    let outputs = try Outputs(format, to: output, screen.style)
    let sides = try [(first, binary.first), (second, binary.last)].map { path, binary in
      try ComparisonSide(path: path, orCore: { try report(of: path, binary) })
    }
    guard let answer = ComparisonAnswer(sides[0], sides[1], showsAll: all) else {
      throw ValidationError(
        "one is a store and the other is not: name two cores or reports, or two stores")
    }
    try outputs.write(answer)
  }

  private func report(of core: String, _ binary: String?) throws -> Report {
    var request = LoadRequest(paths: [core] + (binary.map { [$0] } ?? []), search: search.options)
    request.search.force = force
    var options = InspectionOptions()
    options.lists = try signatureLists.lists()
    var inspection = try CoreInspection(request, options: options)
    return try inspection.load().report()
  }
}
