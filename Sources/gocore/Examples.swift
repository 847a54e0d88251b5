// Examples of the commands, as help shows them. Tests run each of them.

/// A line of the shell and what it is for.
struct Example {
  let purpose: String
  let command: String

  init(_ command: String, _ purpose: String) {
    self.purpose = purpose
    self.command = command
  }

  var text: String { "  # \(purpose)\n  \(command)\n" }

  /// The first to try.
  static let first = [
    Example("gocore core.1234 app", "what killed the program, and where"),
    Example("gocore goroutines core.1234 app --group", "what its goroutines were doing"),
    Example("gocore batch archive --store crashes.store", "all cores of a folder, by signature"),
  ]

  /// Those of a command.
  static func of(_ command: String?) -> [Example] {
    guard let command else { return first }
    return ofCommand.filter { $0.command == command }.map(\.example)
  }

  private static let ofCommand: [(command: String, example: Example)] = [
    ("inspect", first[0]),
    (
      "inspect",
      Example(
        "gocore core.1234 --binaries builds", "with the binary of its build ID, from a folder")
    ),
    (
      "inspect",
      Example("gocore core.1234 app --format markdown -o crash.md", "to paste into a ticket")
    ),
    (
      "inspect",
      Example("gocore core.1234 app --also json=report.json", "to read and to keep, in one run")
    ),
    ("goroutines", first[1]),
    ("goroutines", Example("gocore goroutines core.1234 app --id 1", "one in full")),
    (
      "goroutines",
      Example("gocore goroutines core.1234 app --status 'chan receive'", "those that wait so")
    ),
    (
      "goroutines",
      Example("gocore goroutines core.1234 app --format traceback", "what Go would have printed")
    ),
    (
      "goroutines",
      Example("gocore goroutines core.1234 app --no-system --waits-on 'chan '", "on a channel")
    ),
    ("threads", Example("gocore threads core.1234 app", "all threads with their registers")),
    ("identify", Example("gocore identify core.1234", "which build to fetch")),
    (
      "identify",
      Example("gzip -c core.1234 | gocore identify - --format json", "the same for a script")
    ),
    (
      "identify",
      Example("gocore identify core.1234 --modules", "what it is made of, without its binary")
    ),
    ("explain", Example("gocore explain", "all classes")),
    ("explain", Example("gocore explain nil-dereference", "one class, with its runbook")),
    ("batch", first[2]),
    ("batch", Example("find archive -name 'core.*' | gocore batch -", "what a list names")),
    (
      "batch",
      Example("gocore batch archive --baseline last-week.store", "with what is new marked")
    ),
    ("report", Example("gocore report crashes.store", "the table of signatures")),
    (
      "report",
      Example("gocore report crashes.store --format ndjson -o reports.ndjson", "all reports")
    ),
    (
      "merge",
      Example("gocore merge -o all.store crashes.store last-week.store", "one store of two")
    ),
    ("compare", Example("gocore compare core.1234 core.5678 --binary app", "two cores")),
    ("compare", Example("gocore compare last-week.store crashes.store", "two archives")),
    ("resign", Example("gocore resign crashes.store", "the signatures that this gocore gives")),
    ("resign", Example("gocore resign crashes.store --write", "and puts them into the store")),
  ]
}
