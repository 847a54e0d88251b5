// What collectors note beside a core, found again.

import InputFiles
import TestSupport
import Testing
import Triage

@Suite("What is noted beside a core")
struct CoreMetadataSearchTests {
  private let workspace: Workspace
  private var search = CoreMetadataSearch()

  init() throws {
    workspace = try Workspace()
  }

  private mutating func noted(
    _ core: String, _ lists: [String: String]
  ) throws -> CoreMetadata {
    for (name, text) in lists { try workspace.file(name, Array(text.utf8)) }
    search.enter(workspace.folder, files: Array(lists.keys))
    return search.metadata(of: workspace.path(core))
  }

  @Test("is in the journal's list by the core's name, compressed or not")
  mutating func journal() throws {
    let found = try noted(
      "core.app.zst",
      [
        "journal.json": """
        {"COREDUMP_FILENAME":"/var/core.other","COREDUMP_TIMESTAMP":"1","_HOSTNAME":"no"}
        {"COREDUMP_FILENAME":"/var/core.app","COREDUMP_TIMESTAMP":"1790000001000000","_HOSTNAME":"web"}
        """
      ])
    #expect(found.time?.value == 1_790_000_001)
    #expect(found.time?.source == "coredumpctl")
    #expect(found.host == "web")
  }

  @Test("is in coredumpctl's list by the process, and where two have one number, by the time")
  mutating func processes() throws {
    let list = """
      [{"time":1790000002000000,"pid":8,"exe":"/srv/app"},
      {"time":1790000003000000,"pid":8,"exe":"/srv/app"}]
      """
    #expect(try noted("core.8", ["list.json": list]).time == nil)
    #expect(
      try noted("core.8.1790000003", ["list.json": list]).time?.value == 1_790_000_003)
  }

  @Test("is not taken from JSON of another kind, and damage does no harm")
  mutating func others() throws {
    #expect(
      try noted("core.8", ["a.json": #"{"pid":8,"time":5}"#, "b.json": "{", "c.json": ""]).time
        == nil)
  }

  @Test("is in the files that ABRT writes, one for each value")
  mutating func abrt() throws {
    let found = try noted("coredump", ["time": "1790000003\n", "hostname": "db-1"])
    #expect(found.time?.value == 1_790_000_003)
    #expect(found.time?.source == "abrt")
    #expect(found.host == "db-1")
  }

  @Test("is in the document of core-dump-handler's archive")
  func handler() {
    let document = (
      name: "0f-dump-info.json",
      contents: Array(#"{"timestamp":"1790000004","hostname":"pod","node_hostname":"node"}"#.utf8)
    )
    let found = DumpHandlerDocument.metadata(in: [(name: "x.json", contents: []), document])
    #expect(found?.time?.value == 1_790_000_004)
    #expect(found?.host == "node")
    #expect(DumpHandlerDocument.metadata(in: []) == nil)
  }
}
