// The command line. Errors end here and nowhere else: an error that leaves `main` would be a trap
// that loses what was printed before it.

internal import ArgumentParser
internal import Basics
internal import Glibc
internal import Loading
internal import Reporting

/// The `gocore` command.
@main
struct GocoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gocore",
    abstract: "Post-mortem analysis of Go programs from Linux ELF core files.",
    usage: """
      gocore <core> [<binary>] [<options>]
      gocore <subcommand> ...
      """,
    discussion: """
      gocore CORE [BINARY] says what died, why, where, what every other goroutine was doing, and \
      what to do next. It runs on Linux and reads Linux cores of amd64, arm64 and 386.

      Exit codes: 0 analysed; 1 internal error; 3 input unreadable or no core file; 4 no Go \
      program; 5 binary missing, or of another build; 6 partial (--strict); 7 a limit was hit, or \
      a feature that this build lacks; 8 some cores of a batch failed; 9 a signature that the baseline \
      lacks (--fail-on new); 64 usage; 130 interrupted.
      """,
    version: ReportV1.toolVersion,
    subcommands: [
      Inspect.self, Goroutines.self, Threads.self, Identify.self, Explain.self, Compare.self,
      Batch.self, ReportOfStore.self, Merge.self, Resign.self, Version.self, BatchWorker.self,
    ],
    defaultSubcommand: Inspect.self)

  static func main() {
    occupyStandardDescriptors()
    // A file that grows beyond the limit of this shell is refused, as on a full disk, and not death.
    signal(SIGXFSZ, SIG_IGN)
    DebugServer.hideFromLibraries()
    let words = Array(CommandLine.arguments.dropFirst())
    var json = false
    do {
      var command = try parsed(words)
      json = (command as? any ReportingCommand)?.failsAsJSON ?? false
      try command.run()
    } catch {
      end(error, of: words, json: json)
    }
  }
}

extension GocoreCommand {
  /// What the words of a command line ask for.
  private static func parsed(_ words: [String]) throws -> any ParsableCommand {
    if words.isEmpty { throw NothingAsked() }
    if words == ["-v"] { return Version() }
    if words.first == "help" {
      if let word = words.dropFirst().first { try checkIsMeant(word, isFile: false) }
    } else if let word = words.first {
      try checkIsMeant(word, isFile: true)
    }
    return try parsedAlone(words) ?? parseAsRoot(words)
  }

  /// The command of that name.
  static func subcommand(_ name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0._commandName == name }
  }

  /// Refuses a first word that is neither a command nor, with `isFile`, a file, but nearly a command.
  private static func checkIsMeant(_ word: String, isFile: Bool) throws {
    guard !word.hasPrefix("-"), word != "help", subcommand(word) == nil,
      !isFile || !word.contains("/") && !fileExists(word)
    else { return }
    let names = configuration.subcommands.filter { $0.configuration.shouldDisplay }
      .map { $0._commandName }
    let near = nearestWord(to: word, among: names + ["help"])
    if isFile {
      guard let near else { return }
      let word = displayable(word)
      throw Failure(
        .usage, "'\(word)' is no command and no file. Did you mean '\(near)'? (gocore help)")
    }
    throw Failure(
      .usage,
      "no command '\(displayable(word))'"
        + (near.map { ". Did you mean '\($0)'?" } ?? "") + " (gocore help)")
  }

  /// What they ask for, by the command that the first word names, or the default one; nil where that
  /// command alone does not understand them. The way through the root describes all options of the
  /// default command twice more, which a run over a small core feels; but it has the right words for
  /// help and mistakes.
  private static func parsedAlone(_ words: [String]) -> (any ParsableCommand)? {
    guard let first = words.first, !first.hasPrefix("-") || first == "-", first != "help" else {
      return nil
    }
    let named = subcommand(first)
    guard let type = named ?? configuration.defaultSubcommand,
      let command = try? type.parseAsRoot(named == nil ? words : Array(words.dropFirst())),
      Swift.type(of: command) == type
    else { return nil }
    return command
  }
}

/// A command that reports its failure as JSON as well, when JSON was asked for on standard output.
protocol ReportingCommand {
  var failsAsJSON: Bool { get }
}
