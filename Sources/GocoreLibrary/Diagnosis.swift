// What killed a program, as data.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
internal import Reporting

/// How sure a claim is.
public enum Confidence: String, Sendable {
  /// The runtime or the kernel says so.
  case certain
  /// The evidence leaves little doubt.
  case likely
  /// Other explanations are possible.
  case guess

  init(_ confidence: CrashAnalysis.Confidence) {
    self =
      switch confidence {
      case .certain: .certain
      case .likely: .likely
      case .guess: .guess
      }
  }
}

/// What killed a program.
public struct Diagnosis: Sendable {
  /// A fact that a claim rests on.
  public struct Evidence: Sendable, Equatable {
    /// The fact, in words.
    public let text: String
    /// Where in the program's memory it was found.
    public let address: UInt64?
  }

  /// Something worth knowing beside the verdict.
  public struct Finding: Sendable, Equatable {
    /// What was found, as a stable word: `lock-crowd`, `goroutine-leak` and so on.
    public let id: String
    /// How sure it is.
    public let confidence: Confidence
    /// One line for people.
    public let summary: String
    /// What it rests on.
    public let evidence: [Evidence]
  }

  /// What the same crash has in common wherever it happens.
  public struct Signature: Sendable, Equatable {
    /// A short name, such as `GO2-7f3a9c21`.
    public let id: String
    /// What the name stands for: the class and the functions where the trouble began.
    public let text: String
  }

  /// A panic of the goroutine that crashed.
  public struct Panic: Sendable, Equatable {
    /// What the runtime prints after `panic: `; nil where it cannot be read.
    public let text: String?
    /// The type of the value, as Go spells it.
    public let type: String?
    /// Whether a deferred function had recovered it.
    public let isRecovered: Bool
  }

  /// The class of the death, a stable word such as `nil-dereference`; `no-crash` for a live process.
  public let crashClass: String
  /// The family of the class, such as `application-panic`.
  public let family: String
  /// One line for people.
  public let title: String
  /// How sure the class is.
  public let confidence: Confidence
  /// What the class rests on.
  public let evidence: [Evidence]
  /// What else was found.
  public let findings: [Finding]
  /// Command lines that show more.
  public let nextSteps: [String]
  /// What else to look at, and what to put into a ticket, in words.
  public let checks: [String]
  /// What the same crash has in common wherever it happens.
  public let signature: Signature
  /// The panics of the goroutine that crashed, oldest first.
  public let panics: [Panic]
  /// What the runtime printed after `fatal error: `; nil for other deaths.
  public let throwText: String?
  /// The number of the signal behind the death; nil where there was none.
  public let signal: Int32?
  /// The goroutine that crashed; nil where none did.
  public let goroutine: UInt64?
  /// The stack of the thread that crashed.
  public let stack: Stack
  /// The frame where the trouble began; nil where it is unknown.
  public let programFrame: Frame?

  /// `program` has to be the one that was analysed.
  init(_ analysis: ProgramAnalysis, _ steps: NextSteps, of program: GoProgram) {
    var arguments = ArgumentReader(program)
    let diagnosis = analysis.diagnosis
    crashClass = diagnosis.verdict.crashClass
    family = diagnosis.verdict.rule.family.rawValue
    title = diagnosis.verdict.title
    confidence = Confidence(diagnosis.verdict.confidence)
    evidence = diagnosis.verdict.evidence.map(Evidence.init)
    findings = diagnosis.findings.map {
      Finding(
        id: $0.ruleID, confidence: Confidence($0.confidence), summary: $0.summary,
        evidence: $0.evidence.map(Evidence.init))
    }
    nextSteps = steps.commands
    checks = steps.checks
    signature = Signature(id: diagnosis.signature.id, text: diagnosis.signature.text)
    panics = diagnosis.facts.panics.map {
      Panic(text: $0.text, type: $0.type, isRecovered: $0.isRecovered)
    }
    throwText = diagnosis.facts.path == .runtimeThrow ? diagnosis.facts.throwText : nil
    signal = diagnosis.facts.signal?.number
    goroutine = diagnosis.facts.crashedGoroutine?.id
    stack = Stack(diagnosis.stack, &arguments)
    programFrame = diagnosis.programFrame.map { [stack] in stack.frames[$0] }
  }
}

extension Diagnosis.Evidence {
  init(_ evidence: CrashAnalysis.Evidence) {
    self.init(text: evidence.text, address: evidence.address)
  }
}
