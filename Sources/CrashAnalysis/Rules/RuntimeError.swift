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
      .check("the text, which is the runtime's"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let panic = scene.onlyPanic, panic.isOfRuntime,
      panic.panic.type != nil || !scene.knowsFunctions
    else {
      return []
    }
    return verdict(
      panic.text + requestedSize(scene, panic.text), panic.confidence, scene.valueEvidence)
  }

  /// What makeslice was asked for, which its text does not say: makeslice(type, length, capacity)
  /// (runtime/slice.go).
  private func requestedSize(_ scene: CrashScene, _ text: String) -> String {
    guard text.containsBytes("makeslice: "),
      let frame = scene.stack.frames.first(where: { $0.name.text == "runtime.makeslice" }),
      case let words = frame.argumentWords(in: scene.program), words.count >= 3
    else { return "" }
    let isWide = scene.process.memory.pointerSize == 8
    func signed(_ word: UInt64?) -> String {
      word.map { "\(isWide ? Int64(bitPattern: $0) : Int64(Int32(truncatingIfNeeded: $0)))" } ?? "?"
    }
    let type = words[0].flatMap { scene.process.typeNames.name(of: Address($0)) } ?? "?"
    return " (make of []\(type), length \(signed(words[1])), capacity \(signed(words[2])))"
  }
}
