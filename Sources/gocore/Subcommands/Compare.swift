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
    usage: """
      gocore compare <a> <b> [<options>]
      gocore compare <store> --since <date|7d|monday> [<options>]
      """,
    discussion: """
      Of cores and reports: verdict, build, settings, and the groups of goroutines that appeared, \
      grew, shrank or vanished. Of stores: the signatures and how often they are. A is the first \
      that is named, B the second. Files of many reports, a line each, are compared as stores. With \
      --since a store is compared with itself: A has the cores before that time, B those since.
      """)

  typealias Answer = ComparisonAnswer

  static let examples = [
    Example("gocore compare core.1234 core.5678 --binary app", "two cores"),
    Example("gocore compare last-week.store crashes.store", "two archives"),
    Example("gocore compare crashes.store --since monday", "an archive before and since then"),
  ]

  @Argument(
    help: ArgumentHelp(
      "A core, a report in JSON, a store, or reports, a line each.", valueName: "a"),
    completion: .file())
  var first: String

  @Argument(
    help: ArgumentHelp("Another; none with --since.", valueName: "b"), completion: .file())
  var second: String?

  @Option(
    help: ArgumentHelp(
      "Of one store, compare the cores before this time with those since.",
      valueName: "date|7d|monday"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "With --since, the earlier cores only from then on.", valueName: "date|7d|monday"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The binary of both cores; given twice, A's and then B's.", valueName: "file"),
    completion: .file())
  var binary: [String] = []

  @Option(help: "The comparison's format.")
  var format = AnswerFormat<Answer>.standard

  @OptionGroup var destination: DestinationArguments

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
    if since == nil, second == nil {
      throw ValidationError("name another to compare it with, or --since for one store")
    }
    if since != nil, second != nil {
      throw ValidationError("--since compares one store with itself: name no other")
    }
    if since != nil, !binary.isEmpty { throw ValidationError("--binary is for cores, not a store") }
    if from != nil, since == nil { throw ValidationError("--from goes with --since") }
  }

  func run() throws {
    let outputs = try destination.outputs(format, screen)
    let compared = try sides()
    guard let answer = ComparisonAnswer(compared.0, compared.1, showsAll: all) else {
      throw ValidationError(
        "one is a store and the other is not: name two cores or reports, or two stores")
    }
    try outputs.write(answer)
  }

  private func sides() throws -> (ComparisonSide, ComparisonSide) {
    if let since {
      let time = try pointInTime(since, of: "--since")
      let start = try from.map { try pointInTime($0, of: "--from") }
      if let start, start >= time {
        throw ValidationError("--from has to be earlier than --since: no core could be between")
      }
      return try ComparisonSide.parts(of: first, since: time, from: start)
    }
    let other = second ?? first
    return (
      try ComparisonSide(path: first, orCore: { try report(of: first, binary.first) }),
      try ComparisonSide(path: other, orCore: { try report(of: other, binary.last) })
    )
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
