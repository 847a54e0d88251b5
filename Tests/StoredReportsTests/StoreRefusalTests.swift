// Stores that cannot be used: one clear error each, and nothing lost.

import Foundation
import TestSupport
import Testing

@testable import StoredReports

@Suite("A store that cannot be used")
struct StoreRefusalTests {
  let workspace: Workspace
  let path: String

  init() throws {
    workspace = try Workspace()
    path = workspace.path("store")
  }

  private func refusal(_ mode: ReportStore.Mode) -> StoreError? {
    do {
      _ = try ReportStore(path: path, mode: mode)
      return nil
    } catch {
      return error
    }
  }

  private func edit(_ statements: String) throws {
    let database = try Database(.file(path, mayWrite: true, mayCreate: true))
    try database.runScript(statements)
  }

  @Test("is told to be missing", arguments: [ReportStore.Mode.readOnly, .readWrite])
  func missing(mode: ReportStore.Mode) throws {
    #expect(refusal(mode) == StoreError(.missing, path: path))
    #expect(try workspace.names() == [])
  }

  @Test("is told to be something else", arguments: [ReportStore.Mode.readOnly, .create])
  func foreign(mode: ReportStore.Mode) throws {
    try workspace.file("store", Array("no database, but a text that is long enough\n".utf8))
    #expect(refusal(mode)?.kind == .foreign("no store of gocore"))
    #expect(refusal(mode)?.exitCode == .unreadableInput)
    try FileManager.default.removeItem(atPath: path)
    try edit("CREATE TABLE mine(a); INSERT INTO mine VALUES (1)")
    #expect(refusal(mode)?.kind == .foreign("a database of another program"))
  }

  @Test("because a folder has its name")
  func folder() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    #expect(refusal(.readOnly)?.kind == .foreign("no regular file"))
    #expect(refusal(.create) != nil)
  }

  @Test("because a later gocore made it", arguments: [ReportStore.Mode.readOnly, .readWrite])
  func newer(mode: ReportStore.Mode) throws {
    _ = try makeStore(workspace, "store", [TestReport("a")])
    try edit("PRAGMA user_version = 7")
    #expect(refusal(mode)?.kind == .newer(schema: 7, known: StoreSchema.current.version))
    #expect(refusal(mode)?.exitCode == .limit)
  }

  @Test(
    "because it has tables or views of somebody else",
    arguments: [
      "CREATE TABLE more(a)",
      "DROP VIEW listed; CREATE VIEW listed AS SELECT * FROM cores",
      "CREATE TRIGGER t AFTER INSERT ON cores BEGIN DELETE FROM reports; END",
    ])
  func alteredSchema(statement: String) throws {
    _ = try makeStore(workspace, "store", [TestReport("a")])
    try edit(statement)
    guard case .corrupted = refusal(.readOnly)?.kind else {
      Issue.record("not refused")
      return
    }
  }

  @Test(
    "because what is in it cannot be",
    arguments: [
      "UPDATE cores SET exit_code = 1e300", "UPDATE cores SET status = x'ff'",
      "UPDATE reports SET json = '{'",
      "INSERT INTO skipped VALUES('a', 'r', 9223372036854775807), ('b', 'r', 9223372036854775807)",
    ])
  func impossibleValues(statement: String) throws {
    var report = TestReport("a")
    report.more = #","duplicateOf":"z""#
    _ = try makeStore(workspace, "store", [report])
    try edit(statement)
    let store = try ReportStore(path: path, mode: .readOnly)
    let merged = try ReportStore.temporary()
    var refusals = 0
    for use in [
      { try merged.merge(store) }, { _ = try SignatureTable(store) },
      { try store.forEachReport { _ in } },
    ] {
      do {
        try use()
      } catch {
        refusals += 1
        #expect((error as? StoreError)?.exitCode == .unreadableInput, "\(error)")
      }
    }
    #expect(refusals > 0)
  }

  @Test("because no room is left, and keeps what it had")
  func full() throws {
    let store = try ReportStore(path: path, mode: .create)
    try store.record(TestReport("a").row)
    try store.refusing { (database) throws(DatabaseError) in
      let pages = try database.number("PRAGMA page_count") ?? 0
      try database.run("PRAGMA max_page_count = \(pages)")
    }
    var large = TestReport("b")
    large.message = String(repeating: "x", count: 100_000)
    #expect(throws: StoreError(.full, path: path)) { try store.record(large.row) }
    #expect(try lines(of: store) == [TestReport("a").json])
    #expect(StoreError(.full, path: path).exitCode == .limit)
  }

  @Test("because other hosts may write it at the same time")
  func networkFileSystems() {
    // linux/magic.h: NFS_SUPER_MAGIC, SMB2_SUPER_MAGIC, EXT4_SUPER_MAGIC, TMPFS_MAGIC, XFS.
    #expect(StoreFile.networkFileSystem(magic: 0x6969) == "NFS")
    #expect(StoreFile.networkFileSystem(magic: 0xfe53_4d42) == "SMB")
    for magic: UInt32 in [0xef53, 0x0102_1994, 0x5846_5342, 0] {
      #expect(StoreFile.networkFileSystem(magic: magic) == nil)
    }
  }

  @Test("is read all the same where nothing may be written")
  func readOnlyMedium() throws {
    try workspace.file("ro?%/other", [])
    _ = try makeStore(workspace, "ro?%/store", [TestReport("a")])
    let place = workspace.path("ro?%")
    let result = try runProgram("/usr/bin/env", ["mount", "--bind", "-r", place, place])
    guard result.status == 0 else {
      print("skipped: cannot mount a folder as read-only: \(result.errors)")
      return
    }
    defer { _ = try? runProgram("/usr/bin/env", ["umount", place]) }
    let store = try ReportStore(path: place + "/store", mode: .readOnly)
    #expect(try lines(of: store).count == 1)
    #expect(throws: StoreError(.readOnly, path: place + "/store")) {
      try ReportStore(path: place + "/store", mode: .readWrite)
    }
  }

  // MARK: - Versions

  private let steps = [
    "CREATE TABLE cores(path TEXT PRIMARY KEY)",
    "ALTER TABLE cores ADD COLUMN size INTEGER; UPDATE cores SET size = length(path)",
    "CREATE INDEX cores_by_size ON cores(size)",
  ]

  @Test("is brought up to date where it may be written, step by step")
  func migration() throws {
    do {
      let old = try ReportStore(path: path, mode: .create, schema: StoreSchema(steps: [steps[0]]))
      try old.refusing { (database) throws(DatabaseError) in
        try database.run("INSERT INTO cores VALUES ('abc')")
      }
    }
    let schema = StoreSchema(steps: steps)
    #expect(throws: StoreError(.older(schema: 1, known: 3), path: path)) {
      try ReportStore(path: path, mode: .readOnly, schema: schema)
    }
    do {
      let store = try ReportStore(path: path, mode: .readWrite, schema: schema)
      let size = try store.refusing { (database) throws(DatabaseError) in
        try database.number("SELECT size FROM cores INDEXED BY cores_by_size WHERE size = 3")
      }
      #expect(size == 3)
    }
    _ = try ReportStore(path: path, mode: .readOnly, schema: schema)
  }

  @Test(
    "of an earlier gocore is read: brought up to date where it may be written, else as a copy",
    arguments: [true, false])
  func earlier(mayWrite: Bool) throws {
    let first = StoreSchema(steps: Array(StoreSchema.current.steps.prefix(1)))
    do {
      let old = try ReportStore(path: path, mode: .create, schema: first)
      try old.refusing { (database) throws(DatabaseError) in
        try database.run(
          "INSERT INTO cores(path, status, exit_code, whole) VALUES ('a', 'complete', 0, 1)")
        try database.run(
          "INSERT INTO reports VALUES ('a', ?1)",
          .text(#"{"verdict":{"title":"it died"},"build":{"binary":"absent"}}"#))
      }
    }
    // Somebody else is writing to it.
    let writer = try mayWrite ? nil : ReportStore(path: path, mode: .readWrite, schema: first)
    let store = try ReportStore.reading(path)
    #expect(try store.column("SELECT title FROM cores WHERE ?1 IS NULL", .null) == ["it died"])
    withExtendedLifetime(writer) {}
    if mayWrite {
      _ = try ReportStore(path: path, mode: .readOnly)
    } else {
      _ = try ReportStore(path: path, mode: .readOnly, schema: first)
    }
  }

  @Test("keeps its old version when a step fails")
  func failedMigration() throws {
    do {
      _ = try ReportStore(path: path, mode: .create, schema: StoreSchema(steps: [steps[0]]))
    }
    let broken = StoreSchema(steps: [steps[0], steps[1], "CREATE TABLE cores(again)"])
    #expect(throws: StoreError.self) {
      try ReportStore(path: path, mode: .readWrite, schema: broken)
    }
    _ = try ReportStore(path: path, mode: .readOnly, schema: StoreSchema(steps: [steps[0]]))
  }
}
