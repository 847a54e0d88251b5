// What a rule of the diagnosis is. A rule is one file of this folder and one line in RuleCatalog.

package import GoRuntime

/// The families of classes (Documentation/Classes.md).
package enum CrashFamily: String, Sendable, CaseIterable {
  case applicationPanic = "application-panic"
  case memoryCorruption = "memory-corruption"
  case concurrency
  case schedulerDeadlock = "scheduler-deadlock"
  case resourceExhaustion = "resource-exhaustion"
  case cgo
  case external
  case other
}

/// A step of a class's runbook.
package enum RunbookStep: Sendable, Equatable {
  /// Something to look at or to find out.
  case check(String)
  /// A command line. `{target}` stands for the words that name core and binary, `{goroutine}` for the
  /// crashed goroutine; a command whose goroutine does not exist is left out.
  case run(String)
  /// What to put into the ticket.
  case attach(String)
}

/// What a class means, for `explain` and for the reader of a report.
package struct Explanation: Sendable {
  /// One sentence.
  package let meaning: String
  /// From what evidence the class is concluded.
  package let detection: String
  package let runbook: [RunbookStep]

  package init(meaning: String, detection: String, runbook: [RunbookStep]) {
    self.meaning = meaning
    self.detection = detection
    self.runbook = runbook
  }
}

/// What a rule concluded.
package struct Finding: Sendable {
  /// What part a finding plays in the report.
  package enum Role: Sendable {
    /// It says what killed the program. Of several the one of the earliest rule counts.
    case verdict
    /// It is worth knowing beside the verdict.
    case notice
  }

  package let ruleID: String
  package let role: Role
  package let confidence: Confidence
  /// One line for people.
  package let summary: String
  package let evidence: [Evidence]
  /// Commands that show more of it, with the placeholders of `RunbookStep.run`.
  package let nextSteps: [String]
  /// The goroutines that it is about, whose stacks the report shows.
  package var goroutines: [Goroutine] = []
}

/// A class of deaths: its name, what it means, and how it is told from the evidence.
package protocol DiagnosisRule: Sendable {
  /// The class, which does not change (Documentation/Contract.md, Classes).
  var id: String { get }
  var family: CrashFamily { get }
  var explanation: Explanation { get }
  /// Whose stack the signature is made of; the crashed goroutine's unless the rule says otherwise.
  var signatureBasis: SignatureBasis { get }

  /// What the rule concludes; empty where it does not hold.
  func evaluate(_ scene: CrashScene) -> [Finding]
}

extension DiagnosisRule {
  package var signatureBasis: SignatureBasis { .crashed }

  /// The conclusion that the program died of this class.
  func verdict(_ summary: String, _ confidence: Confidence, _ evidence: [Evidence] = [])
    -> [Finding]
  {
    [
      Finding(
        ruleID: id, role: .verdict, confidence: confidence, summary: summary, evidence: evidence,
        nextSteps: [])
    ]
  }

  /// Something to know beside the verdict.
  func notice(
    _ summary: String, _ confidence: Confidence, _ evidence: [Evidence] = [],
    nextSteps: [String] = []
  ) -> Finding {
    Finding(
      ruleID: id, role: .notice, confidence: confidence, summary: summary, evidence: evidence,
      nextSteps: nextSteps)
  }
}
