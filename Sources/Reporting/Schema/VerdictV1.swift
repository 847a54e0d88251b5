// Verdict and findings as JSON.

internal import CrashAnalysis

/// The verdict of a report.
struct VerdictV1 {
  let verdict: Verdict
  let nextSteps: [String]

  static let shape = JSONShape<VerdictV1>.object("What killed the program.") { verdict in
    verdict.member("class", "The class.", crashClass, required: true) { $0.verdict.crashClass }
    verdict.word("family", "The family that the class belongs to.", required: true) {
      $0.verdict.rule.family
    }
    verdict.text("title", "The verdict in one line.", required: true) { $0.verdict.title }
    verdict.member("confidence", "How sure it is.", confidence, required: true) {
      $0.verdict.confidence
    }
    verdict.member("evidence", "What it rests on.", evidence) { $0.verdict.evidence }
    verdict.member("nextSteps", "What to do next.", commands) { $0.nextSteps }
    for family in CrashFamily.allCases {
      verdict.condition(
        .implication(
          "class", in: classes(of: family), other: "family", is: family.rawValue))
    }
  }

  private static func classes(of family: CrashFamily) -> [String] {
    RuleCatalog.all.filter { $0.family == family }.map(\.id)
  }

  fileprivate static let crashClass = JSONShape<String>.choice(
    "The class of the death, an id of a rule.", name: "class",
    among: CrashFamily.allCases.flatMap(classes))

  static let confidence = JSONShape<Confidence>.word(
    "How sure the claim is: certain where the runtime or the kernel says so.", name: "confidence")

  fileprivate static let evidence = JSONShape<[Evidence]>.list(
    "The facts that the claim rests on.", name: "evidence", of: fact)

  static let fact = JSONShape<Evidence>.object("A fact.") { fact in
    fact.text("text", "The fact in words.", required: true) { $0.text }
    fact.address("address", "Where in the process it was found.") { $0.address }
  }

  fileprivate static let commands = JSONShape<[String]>.list(
    "Commands of this build that show more.", name: "nextSteps", of: .text("A command line."))
}

/// A finding beside the verdict.
struct FindingV1 {
  let finding: Finding
  let nextSteps: [String]

  static let shape = JSONShape<FindingV1>.object("What one rule found.") { finding in
    finding.member("id", "The rule.", VerdictV1.crashClass, required: true) { $0.finding.ruleID }
    finding.member("confidence", "How sure it is.", VerdictV1.confidence, required: true) {
      $0.finding.confidence
    }
    finding.text("summary", "The finding in one line.", required: true) { $0.finding.summary }
    finding.member("evidence", "What it rests on.", VerdictV1.evidence) { $0.finding.evidence }
    finding.member("nextSteps", "What to do next.", VerdictV1.commands) { $0.nextSteps }
  }
}
