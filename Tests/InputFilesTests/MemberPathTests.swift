// How a file in an archive is named.

import Testing

@testable import InputFiles

@Suite("The name of a file in an archive")
struct MemberPathTests {
  @Test("is the archive's and the file's, which are found again in it")
  func names() {
    #expect(MemberPath("a/x.tar", member: "core.1").text == "a/x.tar::core.1")
    #expect(MemberPath("a/x.tar::core.1") == MemberPath("a/x.tar", member: "core.1"))
    #expect(MemberPath("x.tar::a::b") == MemberPath("x.tar", member: "a::b"))
  }

  @Test("is the file's own where it is in none")
  func file() {
    #expect(MemberPath("core:1", member: nil).text == "core:1")
    #expect(MemberPath("core:1") == nil)
  }
}
