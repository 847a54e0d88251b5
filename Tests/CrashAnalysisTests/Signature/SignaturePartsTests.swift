// The text of a signature and its parts.

import CrashAnalysis
import Testing

@Suite("The parts of a signature")
struct SignaturePartsTests {
  @Test("are the same after they were written and read")
  func roundTrip() {
    let parts = SignatureParts(
      crashClass: "stack-overflow",
      parts: [.init("main.(*Tree).walk", isRepeated: true), .init("main.main")])
    #expect(parts.text == "stack-overflow | main.(*Tree).walk × | main.main")
    #expect(SignatureParts(text: parts.text) == parts)
  }

  @Test("may be the class alone")
  func classAlone() {
    let parts = SignatureParts(text: "external-signal")
    #expect(parts.crashClass == "external-signal")
    #expect(parts.parts.isEmpty)
  }

  @Test("are those that the signature was made with")
  func signature() {
    let signature = Signature(
      SignatureInput(
        crashClass: "stack-overflow",
        frames: ["main.b ×", "main.a"].map(SignatureFrame.init(text:)),
        message: nil, origin: CodeOrigin(mainModule: "app", modules: [], sourceRoot: nil)))
    #expect(SignatureParts(text: signature.text) == signature.parts)
    #expect(signature.parts.parts.map(\.isRepeated) == [true, false])
  }

  @Test("are changed word by word")
  func changed() {
    #expect(SignatureParts(text: "a | b/c.F ×").text { $0.uppercased() } == "A | B/C.F ×")
  }
}
