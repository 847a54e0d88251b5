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

  @Test("is found as soon in a list of very many crashes", .timeLimit(.minutes(1)))
  mutating func many() throws {
    let count = 20_000
    let list = (0..<count).map {
      #"{"COREDUMP_FILENAME":"/var/core.\#($0).zst","_HOSTNAME":"\#($0)"}"#
    }
    try workspace.file("list.json", Array("[\(list.joined(separator: ","))]".utf8))
    search.enter(workspace.folder, files: ["list.json"])
    for number in 0..<count {
      let noted = search.metadata(of: workspace.path("core.\(number).zst"))
      #expect(noted.host == "\(number)")
    }
  }

  @Test("is not taken from JSON of another kind, and damage does no harm")
  mutating func others() throws {
    #expect(
      try noted("core.8", ["a.json": #"{"pid":8,"time":5}"#, "b.json": "{", "c.json": ""]).time
        == nil)
  }

  @Test("says which unit it was, the user's own before the manager's, and which control group")
  mutating func units() throws {
    let workload = try noted(
      "core.app.zst",
      [
        "journal.json": """
        {"COREDUMP_FILENAME":"core.app","COREDUMP_UNIT":"user@1000.service",
        "COREDUMP_USER_UNIT":"till.service","COREDUMP_CGROUP":"/user.slice/till"}
        """
      ]
    ).workload
    #expect(workload.unit == "till.service")
    #expect(workload.cgroup == "/user.slice/till")
    #expect(workload.place == "unit till.service")
  }

  @Test("is in core-dump-handler's documents: time, node, pod, container and image")
  func handlersDocuments() throws {
    let info = #"{"timestamp":"1790000003","hostname":"till-7d9f","node_hostname":"node-1"}"#
    let pod = #"{"metadata":{"name":"till-7d9f","namespace":"shop"}}"#
    func metadata(_ containers: String) -> CoreMetadata? {
      DumpHandlerDocument.metadata(
        in: [
          ("u-dump-info.json", info), ("u-pod-info.json", pod), ("u-ps-info.json", containers),
          ("u-0-image-info.json", #"{"repoTags":["example.com/till:v1"],"repoDigests":[]}"#),
        ].map { ($0.0, Array($0.1.utf8)) })
    }
    let one = try #require(
      metadata(#"{"containers":[{"id":"a","metadata":{"name":"till"},"imageRef":"sha256:1"}]}"#))
    #expect(one.time?.value == 1_790_000_003)
    #expect(one.host == "node-1")
    #expect(one.workload.place == "pod shop/till-7d9f")
    #expect((one.workload.container, one.workload.image) == ("till", "example.com/till:v1"))
    // Which of two containers it was is not said.
    let two = try #require(metadata(#"{"containers":[{"id":"a"},{"id":"b"}]}"#))
    #expect(two.workload.pod == "till-7d9f")
    #expect(two.workload.container == nil && two.workload.image == nil)
    #expect(metadata("{")?.workload.image == "example.com/till:v1")
  }

  @Test(
    "is in the name: the only number that can be a time",
    arguments: [
      ("core.till.1234.web-1.1790000003", 1_790_000_003),
      ("in/core-till-1234-1790000003.zst", 1_790_000_003),
      ("till.1790000003.core", 1_790_000_003),
      // After the file was written, before there was Go, two of them, or no core's name.
      ("core.till.1234.1990000003", nil), ("core.till.1000660000.77", nil),
      ("core.1790000003.1790000004", nil), ("backup.1790000003", nil), ("core.17900000030", nil),
    ] as [(String, Int64?)])
  func time(name: String, time: Int64?) {
    let found = CoreMetadata.timeInName(of: name, modified: 1_795_000_000)
    #expect(found?.value == time)
    #expect(time == nil || found?.source == "file name")
  }

  @Test(
    "is in the name that systemd gives, however it was packed since",
    arguments: ["", ".zst", ".gz"])
  func systemd(ending: String) {
    let boot = String(repeating: "a", count: 32)
    let name = "core.till.1000.\(boot).1234.1790000003000000\(ending)"
    #expect(CoreMetadata.timeInName(of: name, modified: 1_795_000_000)?.value == 1_790_000_003)
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
