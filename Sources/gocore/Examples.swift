// Examples of the commands, as help shows them. Tests run each of them.

internal import ArgumentParser

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

  /// Those of a command; nil is gocore itself.
  static func of(_ command: String?) -> [Example] {
    guard let command else { return first }
    return (GocoreCommand.subcommand(command) as? any ExplainedCommand.Type)?.examples ?? []
  }
}

/// A command whose help shows examples.
protocol ExplainedCommand: ParsableCommand {
  static var examples: [Example] { get }
}
