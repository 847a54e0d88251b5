// Which part of a store is wanted.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import StoredReports

/// What to count and to show of a store.
struct SelectionArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only cores since then: a date (2026-11-23, in UTC), a time ago (7d, 12h, 2w), or the last "
        + "monday, tuesday, ….", valueName: "date|7d|monday"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Only cores before then; with --since, of the time between.", valueName: "date|7d|monday"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "Only cores of this program, by import path, its last word, or module (repeatable).",
      valueName: "name"), completion: .custom(Completions.programs))
  var program: [String] = []

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp("Only signatures of this class (repeatable).", valueName: "class"),
    completion: .list(RuleCatalog.all.map(\.id)))
  var crashClass: [String] = []

  @Option(
    help: ArgumentHelp("Only this signature (repeatable).", valueName: "id"),
    completion: .custom(Completions.signatures))
  var signature: [String] = []

  /// What they come to.
  func selection() throws -> CoreSelection {
    var selection = CoreSelection()
    selection.since = try since.map { try pointInTime($0, of: "--since") }
    selection.until = try until.map { try pointInTime($0, of: "--until") }
    if let start = selection.since, let end = selection.until, end <= start {
      throw ValidationError("--until has to be later than --since: no core could be between")
    }
    selection.programs = program
    selection.classes = Set(crashClass)
    for name in crashClass where RuleCatalog.rule(name) == nil {
      throw ValidationError(noClass(name))
    }
    selection.signatures = Set(signature)
    return selection
  }
}

/// The point in time that `text` names, as reports have it.
func pointInTime(_ text: String, of option: String) throws -> String {
  guard let time = PointInTime(text, now: secondsNow()) else {
    throw ValidationError(
      "\(option) takes a date (2026-11-23), a time ago (7d, 12h, 2w) or a day of the week, not "
        + "'\(displayable(text))'")
  }
  return time.text
}

/// What to say of a class that there is not.
func noClass(_ name: String) -> String {
  let near = nearestWord(to: name, among: RuleCatalog.all.map(\.id))
  return "no class '\(displayable(name))'"
    + (near.map { ". Did you mean '\($0)'?" } ?? "; gocore explain lists all of them")
}

extension CoreSelection {
  /// Refuses programs and signatures that no core of the store has.
  func check(against store: ReportStore) throws {
    guard !programs.isEmpty || !signatures.isEmpty else { return }
    let known = try store.names()
    for program in programs where !known.programs.contains(program) {
      let names = known.shortNames.sorted().prefix(20).map { displayable($0) }
      throw ValidationError(
        "no core is of program '\(displayable(program))'; programs are \(names.joined(separator: ", "))"
      )
    }
    for signature in signatures where !known.signatures.contains(signature) {
      throw ValidationError("no core has the signature '\(displayable(signature))'")
    }
  }
}
