// The processor does not know an instruction.

internal import ElfCore

struct IllegalInstruction: DiagnosisRule {
  let id = "illegal-instruction"
  let family = CrashFamily.memoryCorruption
  let explanation = Explanation(
    meaning: """
      The processor met bytes that are no instruction of its own: a jump into data, a binary \
      for a newer processor (GOAMD64), or broken memory.
      """,
    detection: """
      A SIGILL of the processor in Go code.
      """,
    runbook: [
      .check("does the host have what GOAMD64 or GOARM64 asks for (`lscpu`)?"),
      .check("is the pc in a known function, or did the program jump astray?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the report, `lscpu` of the host, the binary"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let fault = scene.fatalFault, let signal = fault.signal, signal.number == 4 else {
      return []
    }
    return verdict(
      "illegal instruction at \(signal.pc?.description ?? "?")", fault.confidence,
      scene.faultEvidence)
  }
}
