// gocore explain: what a class of the verdict means and what to do about it.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import Reporting

/// How explanations are written.
enum ExplanationFormat: String, ExpressibleByArgument, CaseIterable {
  case text, markdown
}

/// The meaning of a class.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a class of the verdict means, how it is found and what to do.",
    discussion: "Without a class it lists all of them.")

  @Argument(help: "The class, as `nil-dereference`.")
  var crashClass: String?

  @Option(help: "The format; markdown is for the list of all classes.")
  var format = ExplanationFormat.text

  @Option(help: "Colour: auto, always or never.")
  var color = ColorMode.auto

  func validate() throws {
    if let crashClass, RuleCatalog.rule(crashClass) == nil {
      throw ValidationError(
        "no class '\(displayable(crashClass))'; gocore explain lists all of them")
    }
    if crashClass != nil, format == .markdown {
      throw ValidationError("--format markdown is for the list of all classes")
    }
  }

  func run() throws {
    let text = ExplanationText(style: TextStyle(usesColor: wantsColor(color, toFile: false)))
    try OutputFile(path: nil).write { out in
      if let rule = crashClass.flatMap(RuleCatalog.rule) {
        text.write(rule, to: out)
      } else if format == .markdown {
        ExplanationText.writeTable(to: out)
      } else {
        text.writeList(to: out)
      }
    }
  }
}
