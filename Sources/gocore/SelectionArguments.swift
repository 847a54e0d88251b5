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
      "Only cores of this program, by import path, its last word, or module (repeatable).",
      valueName: "name"))
  var program: [String] = []

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp("Only signatures of this class (repeatable).", valueName: "class"))
  var crashClass: [String] = []

  @Option(help: ArgumentHelp("Only this signature (repeatable).", valueName: "id"))
  var signature: [String] = []

  /// What they come to.
  func selection() throws -> CoreSelection {
    var selection = CoreSelection()
    if let since {
      guard let time = PointInTime(since, now: secondsNow()) else {
        throw ValidationError(
          "--since takes a date (2026-11-23), a time ago (7d, 12h, 2w) or a day of the week, not "
            + "'\(since)'")
      }
      selection.since = time.text
    }
    selection.programs = program
    selection.classes = Set(crashClass)
    if let unknown = crashClass.first(where: { RuleCatalog.rule($0) == nil }) {
      let names = RuleCatalog.all.map { $0.id }.sorted().joined(separator: ", ")
      throw ValidationError("'\(unknown)' is no class; classes are \(names)")
    }
    selection.signatures = Set(signature)
    return selection
  }
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
