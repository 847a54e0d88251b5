// What batch cannot read or write: one clear line each, and nothing lost.

import Foundation
import TestSupport
import Testing

@Suite(
  "A batch that cannot read or write", .enabled(if: !SampleCore.all.isEmpty, "no sample cores"))
struct BatchRefusalTests {
  private let archive: BatchArchive

  init() throws {
    archive = try BatchArchive(count: 3)
  }

  /// Whether this user may read everything, so that permissions keep nobody out.
  private static let isRoot = getuid() == 0

  @Test("refuses a path that is not there, and a path that holds no core gives no row")
  func paths() throws {
    let missing = try archive.batch("archive", "nowhere")
    #expect(missing.status == 3)
    #expect(missing.errorLines == ["gocore: nowhere: No such file or directory"])
    let binaries = try archive.batch("archive", "--binaries", "nowhere")
    #expect(binaries.status == 3)
    #expect(binaries.errorLines == missing.errorLines)
    try archive.write("notes/a.txt", Array("words".utf8))
    let none = try archive.batch("archive/notes", "--format", "ndjson")
    #expect(none.status == 0)
    #expect(none.output.isEmpty)
    #expect(try archive.batch().status == 64)
  }

  @Test(
    "tells of a folder and of a file that it may not read, and analyses the others",
    .enabled(if: isRoot, "needs root to become somebody else"))
  func permissions() throws {
    try archive.write("secret/core.1", Array("x".utf8))
    try archive.write("day0/core.9", Array("x".utf8))
    let result = try runProgram(
      "/bin/sh",
      [
        "-c",
        "chmod -R a+rX . && chmod 777 . && chmod 700 archive/secret && chmod 600 archive/day0/core.9 && "
          + "exec setpriv --reuid=65534 --regid=65534 --clear-groups \(GocoreCommand.path) batch "
          + "archive --format ndjson --store s.db",
      ], folder: archive.workspace.folder)
    if result.status == 126 || result.status == 127 {
      print("skipped: nobody but root can reach \(GocoreCommand.path)")
      return
    }
    #expect(result.status == 8, "\(result.errors)")
    #expect(result.errors.contains("archive/secret: Permission denied"))
    let reports = try BatchArchive.reports(result.text)
    #expect(reports.count == 4)
    let refused = try #require(reports.first { $0.path == "archive/day0/core.9" })
    #expect(
      (member(refused.report, "error.message") as? String)?.contains("permission denied") == true)
    // Once it may be read, it is.
    let again = try archive.batch("archive", "--store", "s.db", "--format", "ndjson")
    #expect(again.text.contains("\"path\":\"archive/secret/core.1\""))
  }

  @Test("takes no store that is read-only, foreign, in use or in no folder")
  func stores() throws {
    let missing = try archive.batch("archive", "--store", "no/such/folder/s.db")
    #expect(missing.status == 3)
    #expect(missing.errorLines.count == 1, "\(missing.errors)")
    try archive.workspace.file("text", Array("no store at all, but words".utf8))
    let foreign = try archive.batch("archive", "--store", "text")
    #expect(foreign.status == 3)
    #expect(foreign.errors.contains("text: is "), "\(foreign.errors)")
    let words = try String(contentsOfFile: archive.workspace.path("text"), encoding: .utf8)
    #expect(words == "no store at all, but words")
  }

  @Test(
    "stops where the store has no room, and goes on when it has",
    .enabled(if: isRoot, "needs root to mount a file system"))
  func fullDisk() throws {
    let place = archive.workspace.path("small")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let mounted = try runProgram(
      "/usr/bin/env", ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", place])
    guard mounted.status == 0 else {
      print("skipped: no file system can be mounted here: \(mounted.errors)")
      return
    }
    defer { _ = try? runProgram("/usr/bin/env", ["umount", "-l", place]) }
    let result = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--store", "small/s.db", "-j", "1")
    #expect(result.status == 7, "\(result.status) \(result.errors)")
    #expect(result.errorLines.last?.contains("no space is left") == true, "\(result.errors)")
    let grown = try runProgram(
      "/usr/bin/env", ["mount", "-o", "remount,size=20m", place])
    #expect(grown.status == 0)
    let again = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--store", "small/s.db")
    #expect(again.status == 0, "\(again.errors)")
    let fresh = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--store", "fresh.db")
    #expect(fresh.status == 0)
    #expect(try archive.dump("small/s.db") == archive.dump("fresh.db"))
  }

  @Test("loses nothing but the core when a file goes away in the middle")
  func vanishing() throws {
    // What is listed and gone has a row; what a folder had and has no more has none.
    try archive.add("core.gone.zst", BatchArchive.samples[0])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: GocoreCommand.path)
    process.arguments = [
      "batch", "archive", "-j", "1", "--store", "s.db", "-o", "/dev/null",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: archive.workspace.folder)
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(30_000)
    try? FileManager.default.removeItem(atPath: archive.path("core.gone.zst"))
    process.waitUntilExit()
    #expect([0, 8].contains(process.terminationStatus))
    let rows = try BatchArchive.reports(
      try archive.run("report", "s.db", "--format", "ndjson").text)
    #expect(
      rows.map(\.path).filter { $0 != "archive/core.gone.zst" } == archive.sound.keys.sorted())
  }
}
