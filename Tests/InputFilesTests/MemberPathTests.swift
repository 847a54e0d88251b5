// How a file in an archive is named.

import Testing

@testable import InputFiles

@Suite("The name of a file in an archive")
struct MemberPathTests {
  @Test("is the archive's and the file's, which are found again in it")
  func names() {
    #expect(MemberPath("a/x.tar", member: "core.1").text == "a/x.tar::core.1")
    #expect(
      MemberPath.readings(of: "a/x.tar::core.1") == [MemberPath("a/x.tar", member: "core.1")])
  }

  @Test("may have the mark in its own name, and so may a folder")
  func marks() {
    #expect(
      MemberPath.readings(of: "fe80::1/x.tar::a") == [
        MemberPath("fe80", member: "1/x.tar::a"), MemberPath("fe80::1/x.tar", member: "a"),
      ])
  }

  @Test("is the file's own where it is in none")
  func file() {
    #expect(MemberPath("core:1", member: nil).text == "core:1")
    #expect(MemberPath.readings(of: "core:1") == [])
  }
}
