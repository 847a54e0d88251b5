// A store: what goes in comes out, in order, whatever the order of work.

import ElfCore
import Foundation
import StoredReports
import TestSupport
import Testing

@Suite("A store")
struct ReportStoreTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func store(_ mode: ReportStore.Mode = .create) throws -> ReportStore {
    try ReportStore(path: workspace.path("store"), mode: mode)
  }

  @Test("gives reports back in the order of their paths")
  func order() throws {
    let store = try store()
    for name in ["b", "a/z", "é", "a", "a-", "Z"] { try store.record(TestReport(name).row) }
    var paths: [String] = []
    try store.forEachReport { paths.append($0.path) }
    #expect(paths == ["Z", "a", "a-", "a/z", "b", "é"])
    #expect(try lines(of: store).first == TestReport("Z").json)
  }

  @Test("keeps one row for each path: the last that was recorded")
  func replacement() throws {
    let store = try store()
    try store.record(TestReport("a").row)
    var failed = TestReport("a")
    failed.status = .failed
    try store.record(failed.row)
    #expect(try lines(of: store) == [failed.json])
    #expect(try Array(store.knownCores().keys) == ["a"])
  }

  @Test("keeps what a resumed batch has to know")
  func stamps() throws {
    do {
      let store = try store()
      try store.record(TestReport("a").row)
    }
    let store = try store(.readWrite)
    #expect(
      try store.knownCores() == [
        "a": CoreStamp(size: 10, modified: 20, binaryStamp: "b", toolVersion: "0.1.0")
      ])
  }

  @Test("names the first by path of cores with the same bytes, whichever came first")
  func duplicates() throws {
    let store = try store()
    for name in ["c", "a", "b"] {
      var report = TestReport(name)
      report.content = "sha"
      try store.record(report.row)
    }
    var originals: [String?] = []
    try store.forEachReport { originals.append($0.duplicateOf) }
    #expect(originals == [nil, "a", "a"])
    #expect(try lines(of: store)[2].hasSuffix(#""duplicateOf":"a"}"#))
    #expect(try store.firstCore(withContent: "sha") == "a")
    try store.forget(paths: ["a"])
    originals = []
    try store.forEachReport { originals.append($0.duplicateOf) }
    #expect(originals == [nil, "b"])
  }

  @Test("leaves clock times out, and puts the core's path in")
  func normalized() throws {
    let store = try store()
    var row = TestReport("a").row
    row.path = "archive/a\u{202e}"
    row.report = Array(
      #"{"schema":"gocore.report/1", "status":"failed","timings":{"open":0.1}}"#.utf8)
    try store.record(row)
    #expect(
      try lines(of: store) == [
        #"{"schema":"gocore.report/1","status":"failed","core":{"path":"archive/a\u202e"}}"#
      ])
  }

  @Test(
    "takes nothing that is no report, and keeps what it had",
    arguments: ["", "{", #"{"schema":"gocore.groups/1"}"#, "[]", "\u{0}", "null", "{}\n{}"])
  func malformed(text: String) throws {
    let store = try store()
    try store.record(TestReport("a").row)
    var row = TestReport("a").row
    row.report = Array(text.utf8)
    #expect(throws: StoreError.self) { try store.record(row) }
    #expect(try lines(of: store) == [TestReport("a").json])
  }

  @Test("keeps binaries, files that were skipped, and runs")
  func others() throws {
    let store = try store()
    let binary = IndexedBinary(
      path: "bin/app", size: 1, modified: 2, gnuBuildID: "ab", goBuildID: nil, architecture: "x")
    try store.update(binaries: [binary])
    try store.update(binaries: [binary])
    #expect(try store.binaryIndex() == [binary])
    let run = try store.beginRun(tool: "0.1.0", arguments: ["batch", "a\"b"])
    try store.record(skipped: ["no core": 3], root: "archive")
    try store.endRun(run, summary: "{}")
  }

  @Test("is written by one at a time, and read meanwhile")
  func lock() throws {
    let first = try store()
    try first.record(TestReport("a").row)
    #expect(throws: StoreError(.locked, path: workspace.path("store"))) {
      try store(.readWrite)
    }
    #expect(try lines(of: try store(.readOnly)).count == 1)
    try first.record(TestReport("b").row)
    withExtendedLifetime(first) {}
  }

  @Test("may be written again at once, though a program that just starts has its descriptors still")
  func lockOfAChild() throws {
    var copies: [Int32] = []
    defer { for copy in copies { close(copy) } }
    do {
      let first = try store()
      // As a child has them until it becomes another program.
      copies = copiesOfDescriptors(of: workspace.path("store"))
      withExtendedLifetime(first) {}
    }
    #expect(!copies.isEmpty)
    _ = try store(.readWrite)
  }

  private func copiesOfDescriptors(of path: String) -> [Int32] {
    let files = FileManager.default
    let open = (try? files.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return open.compactMap { name in
      let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
      return target == path ? Int32(name).map { dup($0) } : nil
    }
  }

  @Test("leaves nothing beside its file")
  func files() throws {
    do { _ = try makeStore(workspace, "store", [TestReport("a")]) }
    do { _ = try lines(of: try store(.readOnly)) }
    #expect(try workspace.names() == ["store"])
  }
}
