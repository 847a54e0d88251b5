// How a run ends that could not do its work: an exit code and one line.

internal import ArgumentParser
internal import Basics
internal import Reporting

extension GocoreCommand {
  /// Ends the run of the command line `words` for `error`, which may be no failure but help that was asked
  /// for. `json`: whether a failure is told as JSON, too.
  static func end(_ error: any Error, of words: [String], json: Bool) -> Never {
    switch error {
    case let failure as any ReportableError:
      tell(failure, json: json)
      exit(withError: ExitCode(failure.exitCode.rawValue))
    case let code as ExitCode:
      exit(withError: code)
    case _ where exitCode(for: error) == .success:
      answer(Help.text(CompletionScript(fullMessage(for: error)).text))
    case _ where exitCode(for: error) == .validationFailure:
      StandardError.write("gocore: \(usageLine(message(for: error), of: words))")
      exit(withError: ExitCode.validationFailure)
    default:
      exit(withError: error)
    }
  }

  private static func tell(_ failure: any ReportableError, json: Bool) {
    StandardError.write("gocore: \(failure.message)")
    guard json else { return }
    try? OutputFile(path: nil).write {
      ReportV1.writeFailure(exitCode: failure.exitCode, message: failure.message, to: $0)
    }
  }

  /// Writes help, a version or a script for completion, and ends the run.
  private static func answer(_ text: String) -> Never {
    do {
      try OutputFile(path: nil).write(paged: text.hasPrefix("OVERVIEW")) {
        $0.write(text.hasSuffix("\n") ? text : text + "\n")
      }
    } catch {
      end(error, of: [], json: false)
    }
    exit(withError: ExitCode.success)
  }

  /// What is wrong with the command line `words`, in one line that says where to read on.
  private static func usageLine(_ message: String, of words: [String]) -> String {
    let lines = message.split(separator: "\n")
    let points = lines.dropFirst().map { $0.drop { $0 == " " || $0 == "-" } }
    var text = lines.prefix(1).joined() + (points.isEmpty ? "" : " ")
    text += points.joined(separator: ", ")
    if text.dropFirst().first?.isLowercase == true {
      text = text.prefix(1).lowercased() + text.dropFirst()
    }
    if text.hasSuffix(".") { text.removeLast() }
    let command = words.first.flatMap(subcommand)?._commandName
    return "\(displayable(text)) (gocore \(command ?? "inspect") --help)"
  }
}
