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
      var command = try parseAsRoot()
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

/// A command that reports its failure as JSON as well, when JSON was asked for on standard output.
protocol ReportingCommand {
  var failsAsJSON: Bool { get }
}
