// Cores and their programs in tar and zip archives.

import Foundation
import Testing

@testable import InputFiles

@Suite("An archive", .enabled(if: Tool.canExpand("tar"), "needs libarchive and tar"))
struct ArchiveTests {
  let workshop: Workshop
  let core = SyntheticELF.core.bytes
  let program = SyntheticELF.program.bytes

  init() throws {
    workshop = try Workshop()
    try workshop.file("core.1", core)
    try workshop.file("app", program)
    try workshop.file("notes.txt", Array("what happened\n".utf8))
  }

  @Test("of tar yields the core and the program in it", arguments: ["ustar", "gnu", "posix", "v7"])
  func tar(format: String) throws {
    try workshop.run("tar", "--format=\(format)", "-cf", "x", "notes.txt", "core.1", "app")
    let input = try workshop.open("x")
    try expectBoth(input, compression: "tar")
    #expect(input.problems.isEmpty)
  }

  @Test("of tar may be compressed", arguments: Compressor.available)
  func compressedTar(compressor: Compressor) throws {
    try workshop.run("tar", "-cf", "x.tar", "notes.txt", "app", "core.1")
    let input = try workshop.open(try compressor.compress("x.tar", in: workshop))
    try expectBoth(input, compression: "tar+\(compressor.name)")
    #expect(input.problems.isEmpty)
  }

  @Test("of zip yields the core and the program in it", .enabled(if: Tool.canExpand("zip")))
  func zip() throws {
    try workshop.run("zip", "-q", "x.zip", "notes.txt", "core.1", "app")
    let input = try workshop.open("x.zip")
    try expectBoth(input, compression: "zip")
    #expect(input.problems.isEmpty)
  }

  @Test(
    "of zip may be stored, or written to a pipe without sizes",
    .enabled(if: Tool.canExpand("zip", "sh")), arguments: ["-0", "-9"])
  func streamedZip(level: String) throws {
    try workshop.run("sh", "-c", "zip -q \(level) - core.1 app | cat > x.zip")
    try expectBoth(try workshop.open("x.zip"), compression: "zip")
  }

  @Test("may hold compressed files", arguments: Compressor.available)
  func compressedMembers(compressor: Compressor) throws {
    let first = try compressor.compress("core.1", in: workshop)
    let second = try compressor.compress("app", in: workshop)
    try workshop.run("tar", "-cf", "x.tar", first, second)
    let input = try workshop.open("x.tar")
    try expectBoth(input, compression: "\(compressor.name)+tar", suffix: ".\(compressor.suffix)")
    #expect(input.problems.isEmpty)
  }

  @Test("may be compressed and hold compressed files", .enabled(if: Tool.canExpand("zstd", "gzip")))
  func compressedTwice() throws {
    try workshop.run("gzip", "core.1", "app")
    try workshop.run("tar", "-cf", "x.tar", "core.1.gz", "app.gz")
    try workshop.run("zstd", "-q", "x.tar")
    try expectBoth(try workshop.open("x.tar.zst"), compression: "gzip+tar+zstd", suffix: ".gz")
  }

  @Test("in an archive is not looked into, which is said", .enabled(if: Tool.canExpand("zip")))
  func nestedArchive() throws {
    try workshop.run("tar", "-cf", "inner.tar", "core.1")
    try workshop.run("zip", "-q", "x.zip", "inner.tar", "app")
    let input = try workshop.open("x.zip")
    #expect(input.core == nil)
    #expect(input.executables.count == 1)
    #expect(input.problems.contains { $0.contains("inner.tar is an archive itself") })
  }

  @Test(
    "of a sparse core keeps its holes", .enabled(if: Tool.canExpand("tar")),
    arguments: [false, true])
  func sparse(isSparseTar: Bool) throws {
    #expect(truncate(workshop.path("core.1"), 30_000_000) == 0)  // ends in a hole
    try workshop.run("tar", isSparseTar ? "-cSf" : "-cf", "x.tar", "core.1")
    let found = try #require(try workshop.open("x.tar").core)
    #expect(found.size == 30_000_000)
    #expect(bytesOnDisk(found) < 1_000_000)
    #expect(try readAll(found).prefix(core.count) == core[...])
  }

  @Test("of several cores yields the first and names the others")
  func severalCores() throws {
    try workshop.file("core.2", core.reversed().reversed())
    try workshop.file("core.3", core)
    try workshop.run("tar", "-cf", "x.tar", "core.2", "core.1", "core.3", "app")
    let input = try workshop.open("x.tar")
    #expect(input.core?.member == "core.2")
    #expect(input.problems.count == 1)
    #expect(input.problems.first?.contains("2 further core files") == true)
    #expect(input.problems.first?.contains("core.1, core.3") == true)
  }

  @Test("of a program and many libraries keeps the program")
  func libraries() throws {
    for index in 0..<20 {
      try workshop.file("lib\(index).so", SyntheticELF.library.with { $0.size = 5000 }.bytes)
    }
    try workshop.file("pie", SyntheticELF.library.with { $0.entry = 0x1000 }.bytes)
    // --sort puts app first, then the libraries: give the order instead.
    let libraries = (0..<20).map { "lib\($0).so" }.joined(separator: " ")
    try workshop.run("sh", "-c", "tar -cf x.tar \(libraries) pie app core.1")
    let input = try workshop.open("x.tar")
    #expect(input.executables.count == 8)
    #expect(input.executables.prefix(3).map(\.member) == ["app", "pie", "lib0.so"])
    #expect(input.problems.contains { $0.contains("14 further programs or libraries") })
  }

  @Test("tells when the member changed, and when the archive did")
  func times() throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)],
      ofItemAtPath: workshop.path("core.1"))
    try workshop.run("tar", "-cf", "x.tar", "core.1")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)],
      ofItemAtPath: workshop.path("x.tar"))
    let found = try #require(try workshop.open("x.tar").core)
    #expect(found.memberModificationTime == 1_600_000_000)
    #expect(found.modificationTime == 1_700_000_000)
  }

  @Test("without a core or a program is refused")
  func nothingInside() throws {
    try workshop.run("tar", "-cf", "x.tar", "notes.txt")
    let error = workshop.error("x.tar")
    #expect(error?.exitCode == .unreadableInput)
    #expect(error?.message.hasSuffix("without a core file or a program (1 members)") == true)
  }

  @Test("of zip that is empty is refused")
  func emptyZip() throws {
    try workshop.file("x.zip", [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18))
    let error = workshop.error("x.zip")
    #expect(error?.message.contains("it is empty") == true)
  }

  @Test("that needs a password says so", .enabled(if: Tool.canExpand("zip")))
  func encrypted() throws {
    try workshop.run("zip", "-q", "-P", "secret", "x.zip", "core.1", "app")
    let error = workshop.error("x.zip")
    #expect(error?.message.contains("2 members are encrypted") == true)
  }

  /// Expects the core and the program of this suite.
  private func expectBoth(
    _ input: OpenedInput, compression: String, suffix: String = ""
  ) throws {
    let found = try #require(input.core)
    #expect(try readAll(found) == core)
    #expect(found.member == "core.1\(suffix)")
    #expect(found.compression == compression)
    #expect(found.truncatedAt == nil)
    #expect(input.executables.map(\.member) == ["app\(suffix)"])
    #expect(try readAll(try #require(input.executables.first)) == program)
  }
}
