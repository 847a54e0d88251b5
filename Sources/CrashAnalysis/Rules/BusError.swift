// A bus error.

internal import ElfCore

struct BusError: DiagnosisRule {
  let id = "bus-error"
  let family = CrashFamily.memoryCorruption
  let explanation = Explanation(
    meaning: """
      Memory is mapped but its page cannot be had: a memory-mapped file was shortened, a disk \
      failed to read, or memory is broken; or an atomic operation met an address that is no multiple \
      of its size.
      """,
    detection: """
      A SIGBUS of the processor in Go code.
      """,
    runbook: [
      .check("is the address in a mapped file (FAULT), and was that file truncated or replaced?"),
      .check(
        "does the kernel log of that minute show I/O errors or machine checks (`journalctl -k`)?"
      ),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the report and the kernel log of that minute"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let fault = scene.fatalFault, let signal = fault.signal, signal.number == 7 else {
      return []
    }
    guard signal.isMisaligned else {
      return verdict(
        "bus error: \(scene.accessWord(signal)) of \(scene.placeWords(signal))", fault.confidence,
        scene.faultEvidence)
    }
    return verdict(
      "bus error: misaligned \(scene.accessWord(signal)) of \(scene.placeWords(signal))"
        + Self.remainder(signal.address), fault.confidence,
      scene.faultEvidence + [Evidence(Self.reason)]
    ).map { finding in
      var finding = finding
      finding.runbook = Self.runbookOfMisaligned
      return finding
    }
  }

  private static let runbookOfMisaligned: [RunbookStep] = [
    .check("where does the pointer of the atomic operation at WHERE come from: package unsafe, C?"),
    .run("gocore goroutines {target} --id {goroutine}"),
    .run("gocore threads {target}"),
    .attach("the report, and the code that made the pointer"),
  ]

  private static let reason =
    "the address is no multiple of what the instruction needs, as atomic operations do; no file or disk "
    + "is to blame"

  /// How far the address is behind a multiple of the size of a word, or else of two.
  private static func remainder(_ address: Address?) -> String {
    guard let address = address?.rawValue else { return "" }
    return address % 8 != 0
      ? " (\(address % 8) modulo 8)" : address % 16 != 0 ? " (\(address % 16) modulo 16)" : ""
  }
}
