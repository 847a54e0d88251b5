// A fault at an address that is neither nil nor mapped.

internal import ElfCore

struct InvalidAddress: DiagnosisRule {
  let id = "invalid-address"
  let family = CrashFamily.memoryCorruption
  let explanation = Explanation(
    meaning: """
      The program used an address that belongs to nothing, or in a way that its page forbids. \
      In pure Go this takes package unsafe, cgo, a data race on an interface or slice, or \
      broken hardware.
      """,
    detection: """
      A SIGSEGV of the processor in Go code whose address is above the nil page; the runtime \
      says `fault` or panics after debug.SetPanicOnFault.
      """,
    runbook: [
      .check("is there package unsafe, cgo or a mapped file near WHERE?"),
      .check("do the tests pass with `go test -race`? a torn interface or slice looks like this"),
      .check("is the address data: text, a small number in the upper half, the bits of a float?"),
      .check("do other hosts show it? if one alone does, test its memory"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the core and the binary"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let fault = scene.fatalFault, let signal = fault.signal, signal.number == 11 else {
      return []
    }
    if let thread = scene.fullSystemStack {
      return verdict(
        "the system stack of thread \(thread) overflowed: \(scene.accessWord(signal)) of "
          + scene.placeWords(signal), fault.confidence, scene.faultEvidence,
        checks: Self.checksOfFullStacks)
    }
    return verdict(
      title(scene, signal), fault.confidence, scene.faultEvidence,
      checks: scene.fault?.isProtected == true ? Self.checksOfProtectedPages : nil)
  }

  /// `invalid address: write of 0x5000`, `invalid address: call of a non-canonical address`.
  private func title(_ scene: CrashScene, _ signal: EffectiveSignal) -> String {
    guard signal.addressIsUnknown, let fault = scene.fault, let jump = fault.jump else {
      return "invalid address: \(scene.accessWord(signal)) of \(scene.placeWords(signal))"
    }
    let target =
      fault.address.map { "\($0), which no process can have" } ?? "a non-canonical address"
    let name = fault.pointer.map { " (\($0.name))" } ?? ""
    return "invalid address: \(jump.words(hasTarget: true))\(target)\(name)"
  }

  private static let checksOfFullStacks = [
    "do C and Go call each other in a circle without end? the frames behind WHERE repeat then",
    "does a function of C have large local variables, or is the limit of stacks (ulimit -s) low?",
  ]

  private static let checksOfProtectedPages = [
    "what is the page (FAULT)? constants and code are read-only, as are files mapped for reading",
    "what protected it: mprotect, a mapping without PROT_WRITE, a string turned into a []byte?",
    "is there package unsafe or a mapped file near WHERE?",
  ]
}
