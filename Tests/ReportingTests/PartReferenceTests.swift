// References of checks to parts that a report lacks.

import Reporting
import Testing

@Suite("A check that speaks of a part that the report lacks")
struct PartReferenceTests {
  private let references = PartReferences(missing: ["FAULT", "VALUE", "STUCK", "NOTICE"])

  @Test(
    "loses the reference, and stands where it says more",
    arguments: [
      (
        "which value was nil (FAULT), and who should have set it?",
        "which value was nil, and who should have set it?"
      ),
      ("what is the page (FAULT)? constants", "what is the page? constants"),
      ("the text and the type say (SAYS, VALUE)", "the text and the type say (SAYS)"),
      ("the text and the type say (VALUE, SAYS)", "the text and the type say (SAYS)"),
      ("STUCK and GROUPS say who waits", "GROUPS say who waits"),
      ("it stands in GROUPS and NOTICE; so", "it stands in GROUPS; so"),
      ("what did the call pass (STACK)?", "what did the call pass (STACK)?"),
    ])
  func reference(check: String, mended: String) {
    #expect(references.mended(check) == mended)
  }

  @Test("is left out where it is about nothing else")
  func whole() {
    #expect(references.mended("what stands under VALUE?") == nil)
    #expect(references.mended("(FAULT)") == nil)
  }
}
