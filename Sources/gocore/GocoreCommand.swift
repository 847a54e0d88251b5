// The command line. Errors end here and nowhere else: an error that leaves `main` would be a trap
// that loses what was printed before it.

internal import ArgumentParser
internal import Basics
internal import Loading
internal import Reporting

/// The `gocore` command.
@main
struct GocoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gocore",
    abstract: "Post-mortem analysis of Go programs from Linux ELF core files.",
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
      Inspect.self, Goroutines.self, Threads.self, Identify.self, Explain.self, Resign.self,
      ReportOfStore.self, Merge.self, Compare.self, Batch.self, BatchWorker.self,
    ],
    defaultSubcommand: Inspect.self)

  static func main() {
    DebugServer.hideFromLibraries()
    var json = false
    do {
      var command = try parsed(Array(CommandLine.arguments.dropFirst()))
      json = (command as? any ReportingCommand)?.failsAsJSON ?? false
      try command.run()
    } catch let failure as any ReportableError {
      StandardError.write("gocore: \(failure.message)")
      if json {
        try? OutputFile(path: nil).write {
          ReportV1.writeFailure(exitCode: failure.exitCode, message: failure.message, to: $0)
        }
      }
      Self.exit(withError: ExitCode(failure.exitCode.rawValue))
    } catch {
      Self.exit(withError: error)
    }
  }
}

extension GocoreCommand {
  /// What the words of a command line ask for.
  private static func parsed(_ words: [String]) throws -> any ParsableCommand {
    try parsedAlone(words) ?? parseAsRoot(words)
  }

  /// What they ask for, by the command that the first word names, or the default one; nil where that
  /// command alone does not understand them. The way through the root describes all options of the
  /// default command twice more, which a run over a small core feels; but it has the right words for
  /// help and mistakes.
  static func parsedAlone(_ words: [String]) -> (any ParsableCommand)? {
    guard let first = words.first, !first.hasPrefix("-"), first != "help" else { return nil }
    let named = configuration.subcommands.first { $0.configuration.commandName == first }
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
