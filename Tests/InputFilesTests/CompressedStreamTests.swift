// Single files, compressed.

import Foundation
import Testing

@testable import InputFiles

@Suite("A compressed core", .enabled(if: expandsCompressedInput, "this build lacks libarchive"))
struct CompressedStreamTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  @Test("expands to the same bytes", arguments: Compressor.available)
  func roundTrip(compressor: Compressor) throws {
    let bytes = SyntheticELF.core.bytes
    try workshop.file("core", bytes)
    let name = try compressor.compress("core", in: workshop)
    let input = try workshop.open(name)
    let core = try #require(input.core)
    #expect(try readAll(core) == bytes)
    #expect(core.compression == compressor.name)
    #expect(core.truncatedAt == nil)
    #expect(core.member == nil)
    #expect(input.problems.isEmpty)
    #expect(core.sizeOnDisk < core.size)
  }

  @Test("is recognized by its contents when its name lies", arguments: Compressor.available)
  func lyingName(compressor: Compressor) throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    let name = try compressor.compress("core", in: workshop)
    try FileManager.default.moveItem(atPath: workshop.path(name), toPath: workshop.path("core.zip"))
    #expect(try workshop.open("core.zip").core?.compression == compressor.name)
  }

  @Test("may be a program instead", arguments: Compressor.available)
  func program(compressor: Compressor) throws {
    try workshop.file("app", SyntheticELF.program.bytes)
    let input = try workshop.open(try compressor.compress("app", in: workshop))
    #expect(input.executables.map(\.kind) == [.executable])
    #expect(input.core == nil)
  }

  @Test("of zeros takes next to nothing in the temporary folder", arguments: Compressor.available)
  func sparse(compressor: Compressor) throws {
    var bytes = SyntheticELF.core.with { $0.size = 10_000 }.bytes
    bytes += [UInt8](repeating: 0, count: 20_000_000)
    bytes[15_000_001] = 1  // an island
    try workshop.file("core", bytes)
    let core = try #require(try workshop.open(try compressor.compress("core", in: workshop)).core)
    #expect(core.size == UInt64(bytes.count))
    #expect(bytesOnDisk(core) <= 64 * 1024)
    #expect(try readAll(core) == bytes)
  }

  @Test("that is not ELF inside is refused with what is inside", arguments: Compressor.available)
  func foreignInside(compressor: Compressor) throws {
    try workshop.file("log", Array(String(repeating: "a line\n", count: 1000).utf8))
    let name = try compressor.compress("log", in: workshop)
    let error = workshop.error(name)
    #expect(
      error
        == .unrecognized(
          path: workshop.path(name), found: "\(compressor.name) data, inside it a text file"))
  }

  @Test("of no bytes is refused", arguments: Compressor.available)
  func nothingInside(compressor: Compressor) throws {
    try workshop.file("core", [])
    let name = try compressor.compress("core", in: workshop)
    let error = workshop.error(name)
    #expect(error?.exitCode == .unreadableInput)
    guard case .damaged? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("of several streams in one file expands to all of them", arguments: Compressor.available)
  func joined(compressor: Compressor) throws {
    let bytes = SyntheticELF.core.bytes
    try workshop.file("a", bytes.prefix(100_000))
    try workshop.file("b", bytes.dropFirst(100_000))
    let first = try compressor.compress("a", in: workshop)
    let second = try compressor.compress("b", in: workshop)
    try workshop.file("core", try workshop.contents(first) + workshop.contents(second))
    let input = try workshop.open("core")
    #expect(try readAll(try #require(input.core)) == bytes)
    // gzip's check sum is that of the last stream alone, which is said.
    #expect(input.problems.count == (compressor.name == "gzip" ? 1 : 0))
  }

  @Test(
    "of zstd may begin with a skippable frame, as pzstd writes it",
    .enabled(if: Tool.canExpand("zstd")))
  func skippableFrame() throws {
    let bytes = SyntheticELF.core.bytes
    try workshop.file("core", bytes)
    try workshop.run("zstd", "-q", "core")
    let frame: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    try workshop.file("core.pzst", frame + workshop.contents("core.zst"))
    #expect(try readAll(try #require(try workshop.open("core.pzst").core)) == bytes)
  }

  @Test(
    "compressed twice is refused or expanded, never mistaken",
    .enabled(if: Tool.canExpand("zstd", "gzip")))
  func twice() throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    try workshop.run("gzip", "core")
    try workshop.run("zstd", "-q", "core.gz")
    #expect(
      workshop.error("core.gz.zst")
        == .unrecognized(
          path: workshop.path("core.gz.zst"), found: "zstd data with gzip data inside"))
  }

  @Test(
    "keeps the attributes that systemd-coredump left on it", .enabled(if: Tool.canExpand("zstd")))
  func attributes() throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    try workshop.run("zstd", "-q", "core")
    for name in ["core", "core.zst"] {
      guard setAttribute(workshop.path(name), "user.coredump.signal", "11"),
        setAttribute(workshop.path(name), "user.coredump.exe", "/opt/ä/app"),
        setAttribute(
          workshop.path(name), "user.coredump.long", String(repeating: "x", count: 4000)),
        setAttribute(workshop.path(name), "user.other", "no")
      else {
        print("skipped: no user attributes on this file system")
        return
      }
      let core = try #require(try workshop.open(name).core)
      #expect(core.coredumpAttributes["signal"] == "11")
      #expect(core.coredumpAttributes["exe"] == "/opt/ä/app")
      #expect(core.coredumpAttributes.keys.sorted() == ["exe", "long", "signal"])
    }
  }

  /// Sets an extended attribute; false where the file system has none.
  private func setAttribute(_ path: String, _ name: String, _ value: String) -> Bool {
    typealias Setter =
      @convention(c) (
        UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer?, Int, Int32
      ) -> Int32
    guard let symbol = dlsym(nil, "setxattr") else { return false }
    return unsafeBitCast(symbol, to: Setter.self)(path, name, value, value.utf8.count, 0) == 0
  }
}
