// What an archive holds, as a scan sees it.

import ElfCore
import Foundation
import TestSupport
import Testing
import Triage

@Suite("A scan")
struct ArchiveScanTests {
  private let workspace: Workspace
  private let process = SyntheticProcess()

  init() throws {
    workspace = try Workspace()
  }

  private func scan(
    _ paths: String..., listed: [String] = [], known: Set<String> = [],
    programs: Set<String> = [], store: String? = nil
  ) throws -> ArchiveScan {
    var scan = ArchiveScan(store: store)
    for path in paths { try scan.add(named: path) }
    for path in listed { scan.add(listed: path) }
    try scan.look(
      isKnown: { path, _ in known.contains(path) },
      isProgram: { path, _ in programs.contains(path) }, each: { _ in })
    return scan
  }

  @Test("tells cores, programs and other files apart by their first bytes")
  func kinds() throws {
    let core = try workspace.file("a/anything", process.core.elf.bytes)
    let program = try workspace.file("a/app", process.executableBytes)
    try workspace.file("a/notes.txt", Array("words".utf8))
    try workspace.file("a/empty", [])
    let found = try scan(workspace.folder)
    #expect(found.candidates.map(\.path) == [core])
    #expect(found.programs == [program])
    #expect(
      found.skipped == [
        workspace.folder: ["other data": 1, "empty file": 1, "program or library": 1]
      ])
  }

  @Test("takes what is called like a core for one, and cores of one build for one group")
  func groups() throws {
    try workspace.file("core.1", process.core.elf.bytes)
    try workspace.file("core.2", process.core.elf.bytes)
    try workspace.file("core.3", Array("damaged".utf8))
    let found = try scan(workspace.folder).candidates
    #expect(found.count == 3)
    #expect(found[0].group == found[1].group)
    #expect(found[2].group == CoreGroup.unknown)
  }

  @Test("opens neither the cores nor the binaries that the store knows")
  func known() throws {
    let core = try workspace.file("core.1", Array("nothing".utf8))
    let program = try workspace.file("app", Array("nothing".utf8))
    let found = try scan(workspace.folder, known: [core], programs: [program])
    #expect(found.candidates.map(\.path) == [core])
    #expect(found.candidates[0].group == nil)
    #expect(found.programs == [program])
  }

  @Test("finds a file once, by whatever way it is reached, and not the batch's own store")
  func once() throws {
    let core = try workspace.file("a/core.1", process.core.elf.bytes)
    let store = try workspace.file("a/s.db", [])
    try workspace.file("a/s.db-wal", [])
    let found = try scan(
      workspace.folder, core, workspace.path("a/core.[0-9]"), workspace.path("a//./core.1"),
      store: store)
    #expect(found.candidates.map(\.path) == [core])
    #expect(found.skipped.isEmpty)
  }

  @Test("gives what is listed and gone a row, and refuses what is named and gone")
  func gone() throws {
    let gone = workspace.path("core.gone")
    let found = try scan(listed: [gone])
    #expect(found.candidates.map(\.path) == [gone])
    #expect(found.candidates[0].isListed)
    #expect(found.candidates[0].group == CoreGroup.unknown)
    do {
      _ = try scan(gone)
      Issue.record("taken")
    } catch let error as TriageError {
      #expect(error.exitCode == .unreadableInput)
      #expect(error.message == "\(gone): No such file or directory")
    }
  }

  @Test("goes round in no circle of links")
  func links() throws {
    let core = try workspace.file("a/core.1", process.core.elf.bytes)
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("a/loop"), withDestinationPath: workspace.path("a"))
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("a/dangling"), withDestinationPath: "/nowhere/at/all")
    let found = try scan(workspace.folder)
    #expect(found.candidates.map(\.path) == [core])
    #expect(
      found.skipped == [
        workspace.folder: ["link to a folder": 1, "gone, or a link to nothing": 1]
      ])
  }

  @Test("takes names apart that only look alike")
  func looksAlike() throws {
    let cores = [
      try workspace.file("core.e\u{301}", process.core.elf.bytes),
      try workspace.file("core.\u{e9}", process.core.elf.bytes),
    ]
    let found = try scan(workspace.folder, workspace.folder).candidates.map { Array($0.path.utf8) }
    #expect(found == cores.map { Array($0.utf8) })
  }

  @Test("ends when it is told to")
  func interrupted() throws {
    try workspace.file("core.1", process.core.elf.bytes)
    var scan = ArchiveScan()
    try scan.add(named: workspace.folder)
    #expect(scan.fileCount == 1)
    #expect(throws: TriageError.self) {
      try scan.look(
        isKnown: { _, _ in false }, isProgram: { _, _ in false },
        each: { (_) throws(TriageError) in throw .interrupted })
    }
  }

  @Test(
    "names a file alike in every run",
    arguments: [
      ("./a//b/", "a/b"), ("a", "a"), ("/", "/"), ("/./x/.", "/x"), (".", "."), ("../a", "../a"),
      ("-", "./-"), ("./-", "./-"), ("a/-", "a/-"),
    ])
  func plain(path: String, expected: String) {
    #expect(ArchiveScan.plain(path) == expected)
  }
}

@Suite("A list of paths")
struct PathListTests {
  @Test("has a path on each line, or between NULs where a path may have newlines")
  func separators() {
    #expect(listedPaths(Array("a\nb c\n\nd".utf8)) == ["a", "b c", "d"])
    #expect(listedPaths(Array("a\nb\0c\0".utf8)) == ["a\nb", "c"])
    #expect(listedPaths([]) == [])
  }
}

@Suite("The name of a core")
struct CoreNameTests {
  @Test(
    "is one that collectors give",
    arguments: [
      "core", "core.123", "x/core.app.12.1790000000", "app.core", "coredump", "core-shop-17",
      "core.app.1000.0123456789abcdef0123456789abcdef.7.1790000000000000.zst", "core.7.gz",
      "0f-dump-1790000000-host-app-17-6.zip", "_srv_app.0.crash", "core-17.tar.gz",
    ])
  func cores(name: String) {
    #expect(CoreName.isCore(name))
  }

  @Test(
    "is not that of a source file, a score or a report",
    arguments: ["core.go", "score.9", "notes.txt", "hardcore.md", "core.json", "a.zst", "", "/"])
  func others(name: String) {
    #expect(!CoreName.isCore(name))
  }
}
