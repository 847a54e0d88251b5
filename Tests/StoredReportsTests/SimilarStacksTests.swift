// Which stacks are alike.

import Testing

@testable import StoredReports

@Suite("Stacks are alike")
struct SimilarStacksTests {
  private func likeness(_ first: String, _ second: String) -> Int {
    func frames(_ text: String) -> [String] { text.map { "main.\($0)" } }
    #expect(
      SimilarStacks.likeness(frames(first), frames(second))
        == SimilarStacks.likeness(frames(second), frames(first)))
    return SimilarStacks.likeness(frames(first), frames(second))
  }

  @Test("wholly, when they are the same")
  func same() {
    #expect(likeness("abcd", "abcd") == 100)
    #expect(likeness("ab", "abcdefgh") == 100)
  }

  @Test("not at all with one frame or none in common")
  func different() {
    #expect(likeness("abcd", "xyzd") == 0)
    #expect(likeness("", "a") == 0)
    #expect(likeness("a", "a") == 0)
  }

  @Test("less, the nearer to the top they differ")
  func weights() {
    let top = likeness("xbcdefghij", "abcdefghij")
    let second = likeness("axcdefghij", "abcdefghij")
    let third = likeness("abxdefghij", "abcdefghij")
    #expect(top < 61)
    #expect(top < second && second < third && third < 100)
  }

  @Test("though one has a frame more on top")
  func moved() {
    #expect(likeness("xabcd", "abcd") == 90)
  }

  @Test("to the first of those that stand for themselves, whatever the number of others")
  func clusters() {
    var stacks = [["main.a", "main.b", "main.c"], ["main.a", "main.b", "main.d"]]
    stacks.append(["main.a", "main.b", "main.d", "main.e"])
    stacks.append(["main.q", "main.r"])
    stacks.append([])
    stacks += (0..<500).map { ["main.x\($0)", "main.b", "main.c", "main.y\($0)"] }
    let found = SimilarStacks.find(among: stacks)
    #expect(found[0] == nil)
    #expect(found[1]?.index == 0)
    #expect(found[2]?.index == 0)
    #expect(found[3] == nil)
    #expect(found[4] == nil)
    #expect(found[5...].allSatisfy { $0 == nil })
  }

  @Test("without the frames above the point where a crash surfaced")
  func sentinel() {
    let found = SimilarStacks.find(among: [
      ["runtime.gopanic", "main.a", "main.b"],
      ["main.(*error).Error", "runtime.gopanic", "main.a", "main.b", "runtime.goexit"],
    ])
    #expect(found[1] == SimilarStacks.Match(index: 0, percent: 100))
  }
}
