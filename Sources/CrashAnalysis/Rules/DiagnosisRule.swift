// What a rule of the diagnosis is. Each rule is a file in this folder and an entry in RuleCatalog.

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
  /// A command line. `{target}` stands for the arguments that name core and binary, `{goroutine}` for the
  /// id of the crashed goroutine. Without a crashed goroutine the command is left out.
  case run(String)
  /// What to put into the ticket.
  case attach(String)
}

/// What a class means, for `explain` and for the reader of a report.
package struct Explanation: Sendable {
  /// One sentence.
  package let meaning: String
  /// The evidence from which the class is concluded.
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
  /// The part that a finding has in the report.
  package enum Role: Sendable {
    /// It says what killed the program. The first rule with a verdict counts.
    case verdict
    /// It is worth knowing besides the verdict.
    case notice
  }

  package let ruleID: String
  package let role: Role
  package let confidence: Confidence
  /// One line for people.
  package let summary: String
  package let evidence: [Evidence]
  /// Commands that show more of it, with the placeholders of `RunbookStep.run`. Besides, `{core}` stands for the
  /// core alone, and `{runtime}` for the file of the Go runtime that died where another one is looked at; without
  /// that file the command is left out.
  package var nextSteps: [String]
  /// The goroutines concerned, whose stacks the report shows.
  package var goroutines: [Goroutine] = []
  /// How many goroutines it is about, where `goroutines` are examples.
  package var concernedCount: Int?
  /// How many of them were looked at, and of how many of those it is true; nil where of all.
  package var concernedSample: ConcernedSample?
  /// Whether it says what hung, which `Standstill` tells with more.
  package var isOfStandstill = false
  /// Why no function of the program's is to blame, whatever the stack suggests; nil if one may be.
  package var outsideReason: String?
  /// What to do, if not what the class's runbook says.
  package var runbook: [RunbookStep]?
}

/// A class of deaths: its name, what it means, and how it is recognised.
package protocol DiagnosisRule: Sendable {
  /// The name of the class. It never changes (Documentation/Contract.md, Classes).
  var id: String { get }
  var family: CrashFamily { get }
  var explanation: Explanation { get }
  /// Whose stack the signature is made of; the crashed goroutine's unless the rule says otherwise.
  var signatureBasis: SignatureBasis { get }
  /// What a report of such a death is about.
  var subject: ReportSubject { get }
  /// Whether it never says what killed the program, and only notices something besides.
  var isNoticeOnly: Bool { get }

  /// What the rule concludes; empty if it does not apply.
  func evaluate(_ scene: CrashScene) -> [Finding]
}

extension DiagnosisRule {
  package var signatureBasis: SignatureBasis { .crashed }
  package var subject: ReportSubject { .death }
  package var isNoticeOnly: Bool { false }

  /// The conclusion that the program died of this class. `checks` stand in for those of the class's
  /// runbook, where these do not fit the case; `goroutines` are shown.
  func verdict(
    _ summary: String, _ confidence: Confidence, _ evidence: [Evidence] = [],
    checks: [String]? = nil, goroutines: [Goroutine] = []
  ) -> [Finding] {
    let others = explanation.runbook.filter {
      if case .check = $0 { false } else { true }
    }
    return [
      Finding(
        ruleID: id, role: .verdict, confidence: confidence, summary: summary, evidence: evidence,
        nextSteps: [], goroutines: goroutines,
        runbook: checks.map { $0.map { .check($0) } + others })
    ]
  }

  /// Something worth knowing besides the verdict.
  func notice(
    _ summary: String, _ confidence: Confidence, _ evidence: [Evidence] = [],
    nextSteps: [String] = [], isOfStandstill: Bool = false
  ) -> Finding {
    Finding(
      ruleID: id, role: .notice, confidence: confidence, summary: summary, evidence: evidence,
      nextSteps: nextSteps, isOfStandstill: isOfStandstill)
  }
}
