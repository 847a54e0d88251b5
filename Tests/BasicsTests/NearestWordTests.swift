// The word that somebody meant.

import Basics
import Testing

@Suite("The nearest word")
struct NearestWordTests {
  private let words = ["inspect", "goroutines", "threads", "identify", "merge"]

  @Test(
    "is found where letters are missing, added, wrong or exchanged",
    arguments: [
      ("inspekt", "inspect"), ("goroutine", "goroutines"), ("thread", "threads"),
      ("idnetify", "identify"), ("merrge", "merge"), ("inspect", "inspect"),
    ])
  func near(typed: String, meant: String) {
    #expect(nearestWord(to: typed, among: words) == meant)
  }

  @Test("is none where none is near", arguments: ["core", "", "x", "core.1234", "orders"])
  func far(typed: String) {
    #expect(nearestWord(to: typed, among: words) == nil)
  }
}
