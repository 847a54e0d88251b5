// ELF files that are opened as they stand.

import Foundation
import Testing

@testable import InputFiles

@Suite("A plain ELF file")
struct PlainFileTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  @Test("is opened in place, whatever its name")
  func opensCore() throws {
    let bytes = SyntheticELF.core.bytes
    let path = try workshop.file("holiday.jpg", bytes)
    let input = try workshop.open("holiday.jpg")
    let core = try #require(input.core)
    #expect(core.path == path)
    #expect(core.kind == .core)
    #expect(core.size == UInt64(bytes.count))
    #expect(core.machine == 62)
    #expect(core.elfClass == .bits64)
    #expect(core.byteOrder == .littleEndian)
    #expect(core.compression == nil)
    #expect(core.truncatedAt == nil)
    #expect(core.member == nil)
    #expect(input.executables.isEmpty)
    #expect(input.problems.isEmpty)
    #expect(try readAll(core) == bytes)
  }

  @Test(
    "tells what it is for by its type",
    arguments: [
      (2 as UInt16, ELFKind.executable), (3, .sharedObject),
    ])
  func opensProgram(type: UInt16, kind: ELFKind) throws {
    try workshop.file("app", SyntheticELF(type: type).bytes)
    let input = try workshop.open("app")
    #expect(input.core == nil)
    #expect(input.executables.map(\.kind) == [kind])
  }

  @Test("may be big-endian, and of 32 bits")
  func foreignByteOrder() throws {
    let bytes = SyntheticELF(type: 4, machine: 20, isWide: false, isBigEndian: true).bytes
    try workshop.file("core", bytes)
    let core = try #require(try workshop.open("core").core)
    #expect(core.byteOrder == .bigEndian)
    #expect(core.elfClass == .bits32)
    #expect(core.machine == 20)
  }

  @Test("that is neither a core nor a program is refused by its type", arguments: [1, 0, 0xfe00])
  func otherTypes(type: UInt16) throws {
    try workshop.file("thing.o", SyntheticELF(type: type).bytes)
    let error = workshop.error("thing.o")
    #expect(error?.exitCode == .unreadableInput)
    #expect(error?.reason.contains(type == 1 ? "object file" : "type \(type)") == true)
  }

  @Test("of its first 19 bytes is no ELF file")
  func cutHeader() throws {
    try workshop.file("core", SyntheticELF.core.bytes.prefix(19))
    #expect(
      workshop.error("core")
        == .unrecognized(
          path: workshop.path("core"), found: "an ELF file cut off after 19 bytes"))
  }

  @Test("of its first 20 bytes is opened: what is missing is for the reader of cores to say")
  func shortestHeader() throws {
    try workshop.file("core", SyntheticELF.core.bytes.prefix(20))
    #expect(try workshop.open("core").core?.size == 20)
  }

  @Test("with a class or byte order that there is not has a damaged header", arguments: [4, 5])
  func damagedIdentification(index: Int) throws {
    var bytes = SyntheticELF.core.bytes
    bytes[index] = 7
    try workshop.file("core", bytes)
    let error = workshop.error("core")
    #expect(error?.reason.contains("damaged header") == true)
  }

  @Test("tells its size on disk and its time as the file system has them")
  func fileSystemFacts() throws {
    let path = try workshop.file("core", SyntheticELF.core.bytes)
    #expect(truncate(path, 50_000_000) == 0)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)], ofItemAtPath: path)
    let core = try #require(try workshop.open("core").core)
    #expect(core.size == 50_000_000)
    #expect(core.sizeOnDisk < 1_000_000)
    #expect(core.modificationTime == 1_700_000_000)
  }

  @Test("is found through a symbolic link")
  func symbolicLink() throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    #expect(symlink("core", workshop.path("latest")) == 0)
    #expect(try workshop.open("latest").core != nil)
  }

  @Test("is closed when its last owner goes away")
  func closes() throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    let path = workshop.path("core")
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    func openCount() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == file
      }
    }
    do {
      let input = try openInput(path: path)
      #expect(try openCount() > 0)
      withExtendedLifetime(input) {}
    }
    #expect(try openCount() == 0)
  }

  @Test("looks runnable by its entry point or its interpreter, as far as the header shows")
  func looksRunnable() {
    func runnable(_ elf: SyntheticELF) -> Bool? {
      ELFHeader(Array(elf.bytes.prefix(512)))?.looksRunnable
    }
    #expect(runnable(.program) == true)
    #expect(runnable(.library) == false)
    #expect(runnable(.library.with { $0.entry = 0x1000 }) == true)
    #expect(runnable(.library.with { $0.hasInterpreter = true }) == true)
    #expect(
      runnable(
        .library.with {
          $0.hasInterpreter = true
          $0.isWide = false
        }) == true)
    #expect(
      runnable(
        .library.with {
          $0.hasInterpreter = true
          $0.isBigEndian = true
        }) == true)
    #expect(runnable(.core.with { $0.entry = 0x1000 }) == false)
  }
}
