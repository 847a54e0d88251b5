// Help as people read it: common options first, examples last.

internal import ArgumentParser
internal import Basics
internal import Reporting

/// What ArgumentParser says of a command, put in order.
enum Help {
  /// `help` with its options without a title before those with one, and with examples.
  static func text(_ help: String) -> String {
    guard help.hasPrefix("OVERVIEW: ") else { return help }
    var blocks = blocks(of: help)
    let place = blocks.lastIndex { $0.hasPrefix("ARGUMENTS:") || $0.hasPrefix("USAGE:") }
    if let place, let common = blocks.firstIndex(where: { $0.hasPrefix("OPTIONS:") }) {
      blocks.insert(blocks.remove(at: common), at: place + 1)
    }
    let examples = Example.of(command(in: blocks)).map(\.text)
    if !examples.isEmpty {
      blocks.append("EXAMPLES:\n" + examples.joined())
    }
    return blocks.joined(separator: "\n\n")
  }

  /// The command that the usage names; nil for gocore itself.
  private static func command(in blocks: [String]) -> String? {
    let words = blocks.first { $0.hasPrefix("USAGE:") }?.split(separator: " ") ?? []
    guard words.count > 2, GocoreCommand.subcommand(String(words[2])) != nil else { return nil }
    return String(words[2])
  }

  private static func blocks(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .split(separator: "").map { $0.joined(separator: "\n") }
  }
}

/// Nothing was asked for: how gocore is called, in a few lines.
struct NothingAsked: ReportableError {
  let exitCode = ExitStatus.usage
  let message = """
    name a core file, as in these examples

    \(Example.first.map(\.text).joined(separator: "\n"))
    gocore help lists all commands, gocore help COMMAND explains one.
    """
}
