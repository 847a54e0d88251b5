// Archive bombs, full disks, and what may be left behind.

import Foundation
import Testing

@testable import InputFiles

@Suite("Expanding", .enabled(if: Tool.canExpand("tar", "zstd"), "needs libarchive, tar and zstd"))
struct ExpansionLimitTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Makes a core of `size` bytes, nearly all zeros.
  private func makeBomb(_ name: String, size: Int) throws {
    try workshop.file(name, SyntheticELF.core.with { $0.size = 10_000 }.bytes)
    #expect(truncate(workshop.path(name), size) == 0)
  }

  @Test("stops at the limit, zeros counted", arguments: Compressor.available)
  func bomb(compressor: Compressor) throws {
    try makeBomb("core", size: 50_000_000)
    let name = try compressor.compress("core", in: workshop)
    let error = workshop.error(name, limit: 1_000_000)
    #expect(
      error == .expansionLimit(path: workshop.path(name), limit: 1_000_000, source: .option))
    #expect(error?.exitCode == .limit)
    #expect(error?.message.contains("more than 1000000 bytes") == true)
    #expect(try workshop.leftovers().isEmpty)
  }

  @Test("up to exactly the limit is allowed")
  func exactLimit() throws {
    try makeBomb("core", size: 3_000_000)
    try workshop.run("zstd", "-q", "core")
    #expect(try workshop.open("core.zst", limit: 3_000_000).core?.size == 3_000_000)
    #expect(workshop.error("core.zst", limit: 2_999_999) != nil)
  }

  @Test("counts all members together")
  func total() throws {
    try makeBomb("core", size: 3_000_000)
    for index in 0..<3 {
      try workshop.file("app\(index)", SyntheticELF.program.with { $0.size = 3_000_000 }.bytes)
    }
    try workshop.run("tar", "-cf", "x.tar", "core", "app0", "app1", "app2")
    #expect(try workshop.open("x.tar", limit: 12_000_000).executables.count == 3)
    let error = workshop.error("x.tar", limit: 11_999_999)
    #expect(error?.exitCode == .limit)
  }

  @Test("counts the hole at the end of a sparse member")
  func trailingHole() throws {
    try workshop.file("core", SyntheticELF.core.with { $0.size = 10_000 }.bytes)
    #expect(truncate(workshop.path("core"), 1 << 40) == 0)
    try workshop.run("tar", "-cSf", "x.tar", "core")
    let error = workshop.error("x.tar", limit: 1 << 30)
    #expect(error?.exitCode == .limit)
  }

  @Test("counts members that are only passed, where the archive is compressed")
  func passed() throws {
    try makeBomb("core", size: 100_000)
    try workshop.file("zeros", [])
    #expect(truncate(workshop.path("zeros"), 80_000_000) == 0)
    try workshop.run("tar", "-cf", "late.tar", "zeros", "core")
    try workshop.run("tar", "-cf", "early.tar", "core", "zeros")
    // Plain, the zeros are jumped over and cost nothing.
    #expect(try workshop.open("late.tar", limit: 1_000_000).core != nil)
    try workshop.run("zstd", "-q", "late.tar", "early.tar")
    let error = workshop.error("late.tar.zst", limit: 1_000_000)
    #expect(error?.exitCode == .limit)
    // A core that came first is kept.
    let input = try workshop.open("early.tar.zst", limit: 1_000_000)
    #expect(input.core?.size == 100_000)
    #expect(input.problems.first?.contains("too far in") == true)
  }

  @Test("stops within a member that is compressed in a compressed archive")
  func nestedBomb() throws {
    try makeBomb("core", size: 50_000_000)
    try workshop.run("zstd", "-q", "core")
    try workshop.run("tar", "-cf", "x.tar", "core.zst")
    try workshop.run("zstd", "-q", "x.tar")
    let error = workshop.error("x.tar.zst", limit: 1_000_000)
    #expect(error?.exitCode == .limit)
  }

  @Test("leaves no name behind, not even while the file is open")
  func nothingLeft() throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    try workshop.run("zstd", "-q", "core")
    let input = try workshop.open("core.zst")
    #expect(try workshop.leftovers().isEmpty)
    #expect(input.core != nil)
    // What it is open on is in the folder that was asked for.
    let descriptor = try #require(input.core?.descriptor.rawValue)
    let target = try FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/self/fd/\(descriptor)")
    #expect(target.hasPrefix(workshop.temporary.path + "/"))
    #expect(target.hasSuffix("(deleted)"))
  }

  @Test("works where the file system has no O_TMPFILE")
  func namedFallback() throws {
    let folder = try TemporaryFolder(
      options: InputOptions(temporaryDirectory: workshop.temporary.path))
    let descriptor = try folder.makeNamedFile()
    #expect(try workshop.leftovers().isEmpty)
    var status = stat()
    #expect(fstat(descriptor.rawValue, &status) == 0)
    #expect(status.st_nlink == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(fcntl(descriptor.rawValue, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test("into a folder that is not there says which")
  func missingFolder() throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    try workshop.run("zstd", "-q", "core")
    let options = InputOptions(temporaryDirectory: workshop.path("nowhere"))
    let error = failure(opening: workshop.path("core.zst"), options)
    #expect(
      error
        == .temporaryFolder(path: workshop.path("nowhere"), reason: "No such file or directory"))
    #expect(error?.exitCode == .limit)
  }

  @Test(
    "into a full file system is an error and no crash",
    .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full")))
  func fullDisk() throws {
    // /dev/full answers every write with ENOSPC.
    let number = open("/dev/full", O_RDWR)
    try #require(number >= 0)
    var file = SparseFile(descriptor: OwnedDescriptor(adopting: number), folder: "/full")
    let bytes = SyntheticELF.core.bytes
    var caught: InputError?
    do throws(InputError) { try file.write(bytes.span, at: 0) } catch { caught = error }
    #expect(caught == .temporaryFolder(path: "/full", reason: "No space left on device"))
  }

  @Test("is limited by nine tenths of the free space unless the user sets a limit")
  func defaultLimit() throws {
    let folder = try TemporaryFolder(
      options: InputOptions(temporaryDirectory: workshop.temporary.path))
    let budget = try folder.budget(options: InputOptions())
    let free = try #require(
      FileManager.default.attributesOfFileSystem(forPath: workshop.temporary.path)[.systemFreeSize]
        as? NSNumber
    ).uint64Value
    // Other processes write meanwhile: within a tenth.
    #expect(budget.limit > free / 10 * 8 && budget.limit < free)
    #expect(budget.source == .freeSpace(folder: workshop.temporary.path))
  }

  @Test("writes pages at any offset and leaves pages of zeros as holes")
  func pagesOfAFile() throws {
    let folder = try TemporaryFolder(
      options: InputOptions(temporaryDirectory: workshop.temporary.path))
    var expected = [UInt8](repeating: 0, count: 200_000)
    for index in 0..<expected.count where index / 4096 % 3 == 0 {
      expected[index] = UInt8(index & 0xff)
    }
    expected[199_999] = 0
    for step in [1, 511, 4095, 4096, 4097, 65_537] {
      var file = try SparseFile(in: folder)
      for start in stride(from: 0, to: expected.count, by: step) where step > 1 || start < 9000 {
        let part = Array(expected[start..<min(start + step, expected.count)])
        try file.write(part.span, at: UInt64(start))
      }
      try file.finish(size: file.end)
      let count = Int(file.end)
      #expect(file.descriptor.bytes(count: count, at: 0) == Array(expected[..<count]))
      var status = stat()
      #expect(fstat(file.descriptor.rawValue, &status) == 0)
      #expect(Int(status.st_blocks) * 512 < count * 2 / 3)
    }
  }
}

@Suite(
  "A build without libarchive", .enabled(if: !expandsCompressedInput, "this build has libarchive"))
struct MissingFeatureTests {
  @Test(
    "says that it cannot expand",
    arguments: [
      [0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0] as [UInt8], [0x50, 0x4b, 3, 4],
    ])
  func missing(bytes: [UInt8]) throws {
    let workshop = try Workshop()
    let path = try workshop.file("core.zst", bytes)
    let error = workshop.error("core.zst")
    #expect(error == .featureMissing("libarchive", path: path))
    #expect(error?.exitCode == .limit)
  }
}
