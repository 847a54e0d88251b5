// A team's own lists for signatures, read from a folder.

import Basics
import Configuration
import CrashAnalysis
import TestSupport
import Testing

@Suite("A folder of lists")
struct SignatureListFolderTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func refusal() -> String? {
    do {
      _ = try SignatureListFolder(path: workspace.folder)
      return nil
    } catch {
      return (error as? any ReportableError)?.message
    }
  }

  @Test("takes the place of those lists that it has")
  func replacement() throws {
    try workspace.file("prefix.txt", Array("main.lineAt # ours\n".utf8))
    let folder = try SignatureListFolder(path: workspace.folder)
    #expect(folder.contents.keys.map(\.rawValue) == ["prefix"])
    #expect(folder.lists.replaced == [.prefix])
    #expect(folder.lists.prefix.contains("main.lineAt"))
    #expect(folder.lists.sentinel.count == SignatureLists.standard.sentinel.count)
  }

  @Test("is refused where it has none, or a line with two patterns")
  func refused() throws {
    let folder = workspace.folder
    #expect(
      refusal()
        == "\(folder): none of the lists is in this folder: sentinel.txt, irrelevant.txt, "
        + "prefix.txt, adapter.txt, plumbing.txt, foreign.txt")
    try workspace.file("sentinel.txt", Array("# fine\nmain.a main.b\n".utf8))
    #expect(refusal() == "\(folder)/sentinel.txt:2: one pattern a line is expected")
  }
}
