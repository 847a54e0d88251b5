// What batch takes for a core, where it finds them, and what stands beside them.

import Foundation
import TestSupport
import Testing

private let sample = SampleCore.scenario("index-out-of-range")

@Suite("An archive's file", .enabled(if: sample != nil, "no sample cores"))
struct IngestTests {
  let archive: BatchArchive
  let sample: SampleCore

  init() throws {
    archive = try BatchArchive(count: 0)
    sample = try #require(SampleCore.scenario("index-out-of-range"))
  }

  /// The reports of a run over `paths`, by path.
  private func run(_ paths: String...) throws -> [String: [String: Any]] {
    let result = try runProgram(
      GocoreCommand.path,
      ["batch"] + paths + ["--format", "ndjson", "--binaries", BatchArchive.binaries],
      folder: archive.workspace.folder)
    try #require([0, 8].contains(result.status), "\(result.errors)")
    return Dictionary(uniqueKeysWithValues: try BatchArchive.reports(result.text))
  }

  private func tool(_ words: String...) throws {
    let result = try runProgram("/usr/bin/env", words, folder: archive.path(""))
    try #require(result.status == 0, "\(words) \(result.errors)")
  }

  @Test("is a core by its first bytes or by its name; everything else is counted and has no row")
  func candidates() throws {
    try archive.add("anything.bin", sample)
    let named = [
      "core", "core.123", "core.app.12.1790000000", "app.core", "x/coredump", "core-shop-17",
      "core.app.1000.0123456789abcdef0123456789abcdef.7.1790000000000000.zst", "core.7.gz",
      "0f-dump-1790000000-host-app-17-6.zip", "_srv_app.0.crash", "core-17.tar.gz",
    ]
    for name in named { try archive.write(name, Array("damaged".utf8)) }
    let others = ["core.go", "score.9", "notes.txt", "hardcore.md", "core.json", "a.zst"]
    for name in others { try archive.write(name, Array("something else".utf8)) }
    try archive.write("empty", [])
    let found = try run("archive")
    #expect(
      found.keys.sorted() == (named + ["anything.bin"]).map { "archive/\($0)" }.sorted())
    for name in named {
      let report = try #require(found["archive/\(name)"])
      #expect(report["status"] as? String == "failed")
      #expect(member(report, "error.exitCode") as? Int == 3)
    }
    let text = try archive.batch("archive", "--binaries", BatchArchive.binaries)
    #expect(text.text.contains("7 files skipped: 6 other data, 1 empty file"), "\(text.text)")
  }

  @Test("is reached by folders, patterns and lists, and is one whatever way it is reached")
  func paths() throws {
    for name in ["a/core.1.zst", "a/core.2.zst", "b/core.3.zst"] { try archive.add(name, sample) }
    #expect(try run("archive/a").keys.sorted() == ["archive/a/core.1.zst", "archive/a/core.2.zst"])
    #expect(
      try run("archive/*/core.[13].zst").keys.sorted()
        == ["archive/a/core.1.zst", "archive/b/core.3.zst"])
    let all = try run("archive", "./archive/", "archive//a", "archive/a/core.1.zst")
    #expect(all.count == 3)
    for format in ["'%s\\n'", "'%s\\0'"] {
      let list = try runProgram(
        "/bin/sh",
        [
          "-c",
          "printf \(format) archive/a/core.2.zst archive/b archive/gone | \(GocoreCommand.path) "
            + "batch - --format ndjson",
        ], folder: archive.workspace.folder)
      #expect(list.status == 8, "\(list.errors)")
      let reports = try BatchArchive.reports(list.text)
      #expect(
        reports.map(\.path) == ["archive/a/core.2.zst", "archive/b/core.3.zst", "archive/gone"])
      #expect(reports.last?.report["status"] as? String == "failed")
    }
  }

  @Test("behind a link counts; a link to a folder is not gone into")
  func links() throws {
    try archive.add("a/core.1.zst", sample)
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: archive.path("a/loop"), withDestinationPath: archive.path("a"))
    try files.createSymbolicLink(
      atPath: archive.path("a/core.2.zst"), withDestinationPath: archive.path("a/core.1.zst"))
    try files.createSymbolicLink(
      atPath: archive.path("a/core.3"), withDestinationPath: "/nowhere/at/all")
    let found = try run("archive")
    #expect(found.keys.sorted() == ["archive/a/core.1.zst", "archive/a/core.2.zst"])
    #expect(found["archive/a/core.2.zst"]?["duplicateOf"] as? String == "archive/a/core.1.zst")
  }

  @Test("in an archive is named with it, and has the binary that lies beside it")
  func archives() throws {
    let paths = try sample.expanded(in: archive.workspace)
    try archive.write(".keep", [])
    try tool("cp", paths.core, "core.1")
    try tool("cp", paths.binary, "app")
    try tool("tar", "-czf", "crash.tar.gz", "core.1", "app")
    try tool("cp", "core.1", "core.2")
    try tool("sh", "-c", "echo more >> core.2")
    try tool("tar", "-cf", "crashes.tar", "core.1", "core.2", "app")
    try tool("rm", "core.1", "core.2", "app", ".keep")
    let result = try archive.batch("archive", "--format", "ndjson", "--store", "s.db")
    let found = Dictionary(uniqueKeysWithValues: try BatchArchive.reports(result.text))
    #expect(
      found.keys.sorted() == [
        "archive/crash.tar.gz::core.1", "archive/crashes.tar::core.1",
        "archive/crashes.tar::core.2",
      ])
    for report in found.values { #expect(member(report, "build.binary") as? String == "matched") }
    #expect(
      found["archive/crashes.tar::core.1"]?["duplicateOf"] as? String
        == "archive/crash.tar.gz::core.1")
    #expect(found["archive/crashes.tar::core.2"]?["duplicateOf"] == nil)
    // A command that NEXT names works.
    let steps = try #require(
      member(found["archive/crashes.tar::core.2"] ?? [:], "verdict.nextSteps") as? [String])
    let words = try #require(steps.first { $0.hasPrefix("gocore goroutines") }).split(
      separator: " ")
    let next = try runProgram(
      GocoreCommand.path, words.dropFirst().map(String.init), folder: archive.workspace.folder)
    #expect(next.status == 0, "\(next.errors)")
    let again = try archive.batch("archive", "--store", "s.db")
    #expect(again.errors.contains("0 cores analysed, 2 files unchanged"), "\(again.errors)")
  }

  @Test("has the time and host that a collector noted beside it")
  func metadata() throws {
    let core = Array(try #require(FileManager.default.contents(atPath: sample.core)))
    let id = "0123456789abcdef0123456789abcdef"
    let systemd = "core.app.1000.\(id).7.1790000001000000.zst"
    try archive.write("systemd/\(systemd)", core)
    try archive.write("systemd/core.8", core)
    try archive.write(
      "systemd/list.json",
      Array(
        """
        [{"time":1790000002000000,"pid":8,"uid":0,"sig":6,"corefile":"present","exe":"/srv/app"},
        {"COREDUMP_FILENAME":"/var/lib/systemd/coredump/\(systemd)","_HOSTNAME":"web-3"}]
        """.utf8))
    try archive.write("abrt/ccpp-1/coredump", core)
    try archive.write("abrt/ccpp-1/time", Array("1790000003\n".utf8))
    try archive.write("abrt/ccpp-1/hostname", Array("db-1".utf8))
    let stem = "0f-dump-1790000004-pod-app-9-6"
    try archive.write("\(stem).core.zst", core)
    try archive.write(
      "\(stem)-dump-info.json",
      Array(#"{"timestamp": "1790000004", "hostname": "pod", "node_hostname": "node-5"}"#.utf8))
    try tool("zip", "-qm", "\(stem).zip", "\(stem).core.zst", "\(stem)-dump-info.json")
    let found = try run("archive")
    func told(_ path: String) throws -> [String?] {
      let report = try #require(found["archive/\(path)"])
      return ["core.time.value", "core.time.source", "core.host"].map {
        member(report, $0) as? String
      }
    }
    #expect(
      try told("systemd/\(systemd)") == ["2026-09-21T14:13:21Z", "systemd file name", "web-3"])
    #expect(try told("systemd/core.8") == ["2026-09-21T14:13:22Z", "coredumpctl", nil])
    #expect(try told("abrt/ccpp-1/coredump") == ["2026-09-21T14:13:23Z", "abrt", "db-1"])
    #expect(
      try told("\(stem).zip::\(stem).core.zst")
        == ["2026-09-21T14:13:24Z", "core-dump-handler", "node-5"])
  }

  @Test("has what a collector noted also where the batch runs in its folder")
  func metadataOfWorkingFolder() throws {
    try archive.add("core.8.zst", sample)
    try archive.write(
      "list.json", Array(#"[{"time":1790000002000000,"pid":8,"exe":"/srv/app"}]"#.utf8))
    let result = try runProgram(
      GocoreCommand.path, ["batch", ".", "--format", "ndjson"], folder: archive.path(""))
    let report = try #require(try BatchArchive.reports(result.text).first?.report)
    #expect(member(report, "core.path") as? String == "core.8.zst")
    #expect(member(report, "core.time.value") as? String == "2026-09-21T14:13:22Z")
  }

  @Test("is a copy of the first by path that holds the same, however each is compressed")
  func duplicates() throws {
    let paths = try sample.expanded(in: archive.workspace)
    try archive.add("b/core.1.zst", sample)
    try archive.write("c/.keep", [])
    try tool("cp", "--sparse=always", paths.core, "c/core.1")
    try tool("sh", "-c", "gzip -1 < c/core.1 > a.core.gz; cp c/core.1 d.core; echo x >> d.core")
    let found = try run("archive")
    #expect(found["archive/a.core.gz"]?["duplicateOf"] == nil)
    #expect(found["archive/b/core.1.zst"]?["duplicateOf"] as? String == "archive/a.core.gz")
    #expect(found["archive/c/core.1"]?["duplicateOf"] as? String == "archive/a.core.gz")
    #expect(found["archive/d.core"]?["duplicateOf"] == nil)
  }
}
