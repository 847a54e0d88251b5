// Folders for binaries: how far they are gone through.

import ElfCore
import TestSupport
import Testing

@testable import Loading

@Suite("A folder for binaries")
struct BinaryFolderTests {
  private let workspace: Workspace
  private let library = SyntheticGoLibrary(at: 0x7000_0000, id: "shop/a")

  init() throws { workspace = try Workspace() }

  private func find(in place: String) throws -> String? {
    let core = SyntheticCore(
      notes: [CoreNotes(.amd64).prstatus(thread: 1)], memory: library.segments)
    let path = try workspace.file("dumps/core", core.elf.bytes)
    let loaded = try LoadedCore(CoreInput(LoadRequest(paths: [path])))
    var options = SearchOptions()
    options.binaries = [workspace.path(place)]
    var search = BinarySearch(
      core: loaded, identity: loaded.identity, sources: FileSources(options: options))
    return search.find()?.path
  }

  @Test("is gone through as deep as a batch does")
  func deep() throws {
    try workspace.file(
      "folder/a/other.so", SyntheticGoLibrary(at: 0x7000_0000, id: "shop/b").bytes)
    let path = try workspace.file("folder/1/2/3/4/5/6/7/8/shop.so", library.bytes)
    #expect(try find(in: "folder") == path)
  }

  @Test("may be the file itself")
  func file() throws {
    let path = try workspace.file("folder/shop.so", library.bytes)
    #expect(try find(in: "folder/shop.so") == path)
  }
}
