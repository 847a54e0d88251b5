// A deferred function panicked during a panic.

internal import GoRuntime

struct Repanic: DiagnosisRule {
  let id = "repanic"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      While one panic was under way a deferred function panicked too, or panicked again with \
      what it had recovered. The first panic is the one to look at.
      """,
    detection: """
      Two or more panics are linked to the goroutine and none of them is runtime.Goexit; or the \
      throw says that the Error or String method of a panic's value panicked.
      """,
    runbook: [
      .check(
        "the first panic is the one to look at: it stands first under SAYS, and WHERE is its place"
      ),
      .check(
        "why did the deferred function panic too? it hides the cause and may leave locks held"
      ),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    let panics = scene.facts.panics
    let first = panics.first?.text ?? "?"
    if scene.throwSays("panic while printing panic value") {
      return verdict("panic in the Error or String method of a panic's value: \(first)", .certain)
    }
    guard scene.isPanicOverPanic else { return [] }
    let again = panics.count - 1
    let title =
      scene.isOnePanicAgain
      ? "panic raised again after it was recovered, \(again == 1 ? "once" : "\(again) times"): \(first)"
      : "panic while panicking: \(panics.count) panics, the first: \(first)"
    // The deferred calls tell a panic that package testing only passed on.
    let isTold =
      (scene.knowsFunctions || !scene.isOnePanicAgain)
      && (scene.facts.stack.end.isComplete
        || scene.details.runningDefers.dropLast().allSatisfy { $0 != nil })
    return verdict(
      title, isTold ? .certain : .guess,
      scene.details.runningDefers.compactMap { call in
        call.map {
          Evidence(
            "the deferred call \($0.function)" + ($0.owner.map { " of \($0)" } ?? "")
              + " panicked while a panic was under way")
        }
      })
  }
}
