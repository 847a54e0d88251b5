// Paths of an archive, taken apart and put together.

import Testing

@testable import Triage

@Suite("A path of an archive")
struct ArchivePathTests {
  @Test(
    "lies in a folder, which may be the working folder or the root",
    arguments: [
      ("core.1", ".", "core.1"), ("a/b/core.1", "a/b", "core.1"), ("/core.1", "/", "core.1"),
      ("/a/core.1", "/a", "core.1"), ("../core.1", "..", "core.1"), ("./-", ".", "-"),
    ])
  func parts(path: String, folder: String, name: String) {
    let parts = ArchivePath(path)
    #expect(parts.folder == folder)
    #expect(parts.name == name)
    #expect(parts.text == path)
  }

  @Test("has others beside it")
  func sibling() {
    #expect(ArchivePath("core.1").sibling("time") == "time")
    #expect(ArchivePath("/core.1").sibling("time") == "/time")
    #expect(ArchivePath("a/core.1").sibling("time") == "a/time")
  }
}
