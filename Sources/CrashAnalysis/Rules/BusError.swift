// A bus error.

internal import ElfCore

struct BusError: DiagnosisRule {
  let id = "bus-error"
  let family = CrashFamily.memoryCorruption
  let explanation = Explanation(
    meaning: """
      Memory is mapped but its page cannot be had: a memory-mapped file was shortened, a disk \
      failed to read, or memory is broken.
      """,
    detection: """
      A SIGBUS of the processor in Go code.
      """,
    runbook: [
      .check(
        "whether the address lies in a memory-mapped file, and whether that file was truncated or replaced"
      ),
      .check("the host's kernel log for I/O errors and machine checks (`journalctl -k`)"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the report and the kernel log of that minute"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let fault = scene.fatalFault, let signal = fault.signal, signal.number == 7 else {
      return []
    }
    return verdict(
      "bus error: \(scene.accessWord(signal)) of \(scene.placeWords(signal))", fault.confidence,
      scene.faultEvidence)
  }
}
