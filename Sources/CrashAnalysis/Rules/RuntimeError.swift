// An error of the runtime that has no class of its own.

internal import ElfCore
internal import GoRuntime

struct RuntimeError: DiagnosisRule {
  let id = "runtime-error"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      The runtime refused an operation, such as making a slice of a negative length, hashing a \
      value that has no hash, or panic(nil).
      """,
    detection: """
      The panic's value is of one of the runtime's error types and no other class has its \
      text.
      """,
    runbook: [
      .check("which value does the text speak of, and where does it come from?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  /// What to check where the text has this mark (runtime/panic.go panicrangestate, runtime/slice.go; go1.23
  /// to go1.27).
  private static let checks: [(mark: String, checks: [String])] = [
    (
      "loop body returned false",
      ["does the iterator under WHERE stop when yield returned false? `if !yield(v) { return }`"]
    ),
    (
      "continued iteration after loop body panic",
      [
        "does it call yield while an earlier call still runs, or after recovering from its panic?"
      ]
    ),
    (
      "continued iteration after whole loop exit",
      [
        "who kept yield and calls it (WHERE) after the iterator has returned: a goroutine, a variable?"
      ]
    ),
    (
      "recovered a loop body panic",
      [
        "does a deferred function of the iterator recover from panics of the body? it has to repanic"
      ]
    ),
    (
      "size out of range",
      ["where does the size come from: a difference below zero, a number that nobody checked?"]
    ),
    (
      "makeslice: ",
      ["where does the length come from: a difference below zero, a number that nobody checked?"]
    ),
  ]

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.onlyPanic, panic.isOfRuntime,
      panic.panic.type != nil || !scene.knowsFunctions
    else {
      return []
    }
    return verdict(
      panic.text + requestedSize(scene, panic.text), panic.confidence, scene.valueEvidence,
      checks: Self.checks.first { panic.text.containsBytes($0.mark) }?.checks)
  }

  /// What the runtime was asked for, which its text does not say.
  private func requestedSize(_ scene: CrashScene, _ text: String) -> String {
    RefusedSize(text, scene).map { " (\($0.words))" } ?? ""
  }
}
