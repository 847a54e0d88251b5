// Programs and libraries as the core's own memory shows them.

import ElfCore
import TestSupport
import Testing

@Suite("An image in the memory of a core")
struct ImagesInMemoryTests {
  /// The first page of a library that lies at 0x7000_0000 and whose data follow.
  private static func library(_ architecture: Architecture) -> [UInt8] {
    // The first segment begins with the file itself, as linkers make it.
    var first = ELFWriter.Segment.load(0, [UInt8](repeating: 0, count: 16), flags: 5)
    first.claimedOffset = 0
    return architecture.elf(
      ELFWriter.shared,
      [first, .load(0x2000, [1, 2, 3, 4, 5, 6, 7, 8], memorySize: 0x1000)]
    ).bytes
  }

  private func core(_ architecture: Architecture) throws -> CoreFile {
    try SyntheticCore(
      architecture,
      memory: [
        .load(0x1000, [0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0]),
        .load(0x7000_0000, Self.library(architecture), flags: 5),
        .load(0x7000_2000, [1, 2, 3, 4, 5, 6, 7, 8], flags: 6),
      ]
    ).open()
  }

  @Test("is found by its ELF header in memory", arguments: Architecture.supported)
  func byHeader(architecture: Architecture) throws {
    let core = try core(architecture)
    let images = LoadedImage.all(of: core.image())
    #expect(images.count == 1)
    let image = try #require(images.first)
    #expect(image.loadBias == 0x7000_0000)
    #expect(image.base == Address(0x7000_0000))
    #expect(!image.isMainProgram)
    #expect(image.covers(Address(0x7000_2fff)))
    #expect(!image.covers(Address(0x7000_3000)))
  }

  @Test("is an executable whose bytes are the core's, and ends where the core's do")
  func asExecutable() throws {
    let core = try core(.amd64)
    let image = try #require(LoadedImage.all(of: core.image()).first)
    let executable = ExecutableFile(core: core, image: image)
    #expect(executable.isOfCore)
    #expect(executable.expectedSize == nil)
    let (offset, count) = try #require(executable.bytes(from: Address(0x7000_2002)))
    #expect(executable.file.load(at: offset, as: UInt8.self) == 3)
    #expect(count == 6)
    #expect(executable.bytes(from: Address(0x7000_2008)) == nil)
    #expect(executable.covers(Address(0x7000_2008)))
    #expect(core.memory().adding([executable]).provenance(of: Address(0x7000_2008)) == nil)
  }

  @Test("has bytes that lie together where the kernel split a segment in two")
  func joined() throws {
    let core = try SyntheticCore(
      memory: [
        .load(0x1000, [UInt8](repeating: 1, count: 4096), flags: 4),
        .load(0x2000, [UInt8](repeating: 2, count: 4096), flags: 6),
        .load(0x9000, [UInt8](repeating: 3, count: 4096), flags: 6),
      ]
    ).open()
    let executable = ExecutableFile(core: core, image: nil)
    #expect(executable.bytes(from: Address(0x1000))?.count == 8192)
    #expect(executable.bytes(from: Address(0x9000))?.count == 4096)
  }

  @Test("has its bytes where another dumped segment ends at its first page")
  func adjacent() throws {
    let library = Self.library(.amd64)
    let page = library + [UInt8](repeating: 0, count: 0x1000 - library.count)
    let core = try SyntheticCore(
      memory: [
        .load(0x6fff_f000, [UInt8](repeating: 9, count: 0x1000), flags: 6),
        .load(0x7000_0000, page, flags: 5),
        .load(0x7000_2000, [1, 2, 3, 4, 5, 6, 7, 8], flags: 6),
      ]
    ).open()
    let image = try #require(LoadedImage.all(of: core.image()).first)
    let executable = ExecutableFile(core: core, image: image)
    let (offset, count) = try #require(executable.bytes(from: Address(0x7000_0001)))
    #expect(executable.file.bytes(at: offset, count: 3) == Array("ELF".utf8))
    #expect(count == 0xfff)
    #expect(executable.bytes(from: Address(0x7000_2000))?.count == 8)
    #expect(executable.bytes(from: Address(0x6fff_ffff))?.count == 0x1001)
    #expect(executable.bytes(from: Address(0x7000_1000)) == nil)
  }
}
