// gocore explain: what a class of the verdict means and what to do about it.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import Reporting

/// The meaning of a class.
struct Explain: AnsweringCommand, ExplainedCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a class of the verdict means, how it is found and what to do.",
    usage: "gocore explain [<class>] [<options>]",
    discussion: "Without a class it lists all of them.")

  typealias Answer = ExplanationAnswer

  static let examples = [
    Example("gocore explain", "all classes"),
    Example("gocore explain nil-dereference", "one class, with its runbook"),
  ]

  @Argument(
    help: "The class, as `nil-dereference`.",
    completion: .list(RuleCatalog.all.map(\.id)))
  var crashClass: String?

  @Option(help: "The format; markdown is for the list of all classes.")
  var format = AnswerFormat<Answer>.standard

  @OptionGroup var screen: ScreenArguments

  func validate() throws {
    if let crashClass, RuleCatalog.rule(crashClass) == nil {
      throw ValidationError(noClass(crashClass))
    }
    if crashClass != nil, format.format == .markdown {
      throw ValidationError("--format markdown is for the list of all classes")
    }
  }

  func run() throws {
    let rule = crashClass.flatMap(RuleCatalog.rule)
    try Outputs(format, to: nil, screen.style).write(rule.map { .one($0) } ?? .all)
  }
}
