// A nil pointer was used.

internal import ElfCore

struct NilDereference: DiagnosisRule {
  let id = "nil-dereference"
  let family = CrashFamily.applicationPanic
  let explanation = Explanation(
    meaning: """
      The program read or wrote through a nil pointer, or called a nil function or a method of \
      a nil interface.
      """,
    detection: """
      The panic is the runtime's own, of that text, and the fault's address is below 4096: nil \
      and the offset of a field, or the runtime could not panic at such a fault; or the fatal \
      error is that of a `go` statement with a nil function.
      """,
    runbook: [
      .check("which value was nil (FAULT), and who should have set it?"),
      .check("a lookup that found nothing, an error nobody looked at, a field never set?"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .attach("the text report, and the commit that the binary was built from"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if scene.throwSays("go of nil func value") {
      return verdict("go statement with a nil function: go of nil func value", .certain)
    }
    if scene.isThrowOverNil, let fault = scene.fatalFault {
      return verdict(
        title(scene), fault.confidence, scene.faultEvidence,
        checks: scene.fault?.nilCall.map(Self.checks))
    }
    guard let panic = scene.runtimePanic("invalid memory address or nil pointer"),
      scene.fatalFault == nil
    else { return [] }
    // Only the fault's address tells it from one that debug.SetPanicOnFault made a panic, or the type:
    // such panics have another one (runtime/error.go errorAddressString).
    let isKnown = scene.facts.signal != nil || panic.panic.type == "runtime.errorString"
    return verdict(
      title(scene), isKnown ? panic.confidence : .guess, scene.faultEvidence,
      checks: scene.fault?.nilCall.map(Self.checks))
  }

  private static func checks(_ call: NilCall) -> [String] {
    let origin = "a field never set, a lookup that found nothing, an error nobody looked at?"
    guard call == .interfaceMethod else {
      return ["which function value was nil, and who should have set it?", origin]
    }
    return [
      "which interface was nil? it held nothing: one that holds a nil pointer has its methods",
      origin,
    ]
  }

  /// `nil pointer dereference: read of 0x18 = nil + 0x18`.
  private func title(_ scene: CrashScene) -> String {
    guard let signal = scene.facts.signal, let address = signal.address else {
      return "nil pointer dereference"
    }
    if let call = scene.fault?.nilCall {
      return "nil pointer dereference: call of \(call.words)"
    }
    let access = scene.accessWord(signal)
    guard address.rawValue > 0 else { return "nil pointer dereference: \(access) of nil" }
    return "nil pointer dereference: \(access) of \(address) = nil + \(address)"
  }
}
