// What a core file gives of the process that it was made of.

import ElfCore
import TestSupport
import Testing

@Suite("The image of a process")
struct ProcessImageTests {
  private static let notes = CoreNotes(.amd64)

  private func core(
    notes: [[UInt8]] = [], memory: [ELFWriter.Segment] = [.load(0x1000, [1])]
  ) throws -> CoreFile {
    try SyntheticCore(notes: notes, memory: memory).open()
  }

  @Test("has the mappings of the core with their protection, dumped or not")
  func mappings() throws {
    let image = try core(memory: [
      .load(0x1000, [1, 2, 3, 4], memorySize: 0x1000, flags: 5),
      .load(0x4000, [], memorySize: 0x2000, flags: 0),
      .load(0x8000, [1], flags: 6),
    ]).image()
    #expect(image.origin == .core)
    #expect(
      image.mappings == [
        mapping(0x1000, 0x2000, [.readable, .executable]),
        mapping(0x4000, 0x6000, []),
        mapping(0x8000, 0x8001, [.readable, .writable]),
      ])
    #expect(image.mapping(of: Address(0x1fff))?.protection.contains(.executable) == true)
    #expect(image.mapping(of: Address(0x5fff))?.protection.isEmpty == true)
    #expect(image.mapping(of: Address(0x2000)) == nil)
    #expect(image.mapping(of: Address(0x6000)) == nil)
  }

  @Test("ends a mapping at the last address where its size would lead beyond")
  func overflow() throws {
    let image = try core(memory: [
      .load(0xffff_ffff_ffff_f000, [1], memorySize: .max, flags: 6)
    ]).image()
    #expect(image.mappings.map(\.range.end) == [Address(.max)])
    #expect(image.mapping(of: Address(0xffff_ffff_ffff_fffe)) != nil)
    #expect(image.mapping(of: Address(0)) == nil)
  }

  private func mapping(
    _ start: UInt64, _ end: UInt64, _ protection: Protection
  ) -> MemoryMapping {
    MemoryMapping(
      range: AddressRange(start: Address(start), end: Address(end)), protection: protection)
  }

  @Test("names the file that an address was mapped from")
  func fileMappings() throws {
    let image = try core(notes: [
      Self.notes.fileMappings([
        .init(0x40_0000, 0x50_0000, page: 0, "/usr/bin/app"),
        .init(0x7000_0000, 0x7000_3000, page: 0, "/lib/libc.so.6"),
      ]),
      Self.notes.auxiliaryVector([(AuxiliaryVector.entry, 0x40_1000)]),
    ]).image()
    #expect(image.fileMapping(of: Address(0x7000_2fff))?.path == "/lib/libc.so.6")
    #expect(image.fileMapping(of: Address(0x7000_3000)) == nil)
    #expect(image.path(of: nil) == "/usr/bin/app")
  }

  @Test("knows the path of an image by where the file's first byte was mapped")
  func pathOfImage() throws {
    var first = ELFWriter.Segment.load(0, [UInt8](repeating: 0, count: 16), flags: 5)
    first.claimedOffset = 0
    let library = Architecture.amd64.elf(ELFWriter.shared, [first]).bytes
    let image = try core(
      notes: [
        Self.notes.fileMappings([.init(0x7000_0000, 0x7000_1000, page: 0, "/plugins/a.so")])
      ],
      memory: [.load(0x7000_0000, library, flags: 5)]
    ).image()
    let loaded = try #require(LoadedImage.all(of: image).first)
    #expect(image.path(of: loaded) == "/plugins/a.so")
    // No entry is known: nothing stands for the program.
    #expect(image.path(of: nil) == nil)
  }

  @Test("has the pages of the executables in its memory that the core leaves out")
  func executables() throws {
    let executable = try openExecutable(
      Architecture.amd64.elf(
        ELFWriter.executable, [.load(0x1000, [0x90, 0x91, 0x92, 0x93], flags: 5)]
      ).bytes)
    let core = try core(memory: [.load(0x1000, [], memorySize: 4, flags: 5)])
    #expect(throws: MemoryError.notDumped(Address(0x1002))) {
      try core.image().memory.load(Address(0x1002), as: UInt8.self)
    }
    let image = core.image().adding([executable])
    #expect(try image.memory.load(Address(0x1002), as: UInt8.self) == 0x92)
    #expect(image.mappings == core.image().mappings)
  }

  @Test("has the threads, the signal and the ids of the process")
  func notes() throws {
    let image = try core(notes: [
      Self.notes.prstatus(thread: 7, signal: 11),
      Self.notes.siginfo(Self.notes.faultDescriptor(number: 11, code: 1, address: 0x10)),
      Self.notes.prpsinfo(process: 7, parent: 3),
      Self.notes.prstatus(thread: 8),
    ]).image()
    #expect(image.threads.map(\.id) == [7, 8])
    #expect(image.signal?.number == 11)
    #expect(image.signal?.address == Address(0x10))
    #expect(image.process?.processID == 7)
    #expect(image.process?.parentID == 3)
  }
}
