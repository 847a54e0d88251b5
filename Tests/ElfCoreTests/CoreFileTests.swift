// Core files as a whole: what is refused, what is a problem, and unusual headers.

import ElfCore
import TestSupport
import Testing

@Suite("A core file")
struct CoreFileTests {
  private func failure(_ bytes: [UInt8]) -> CoreFileError? {
    do {
      _ = try openCore(bytes)
      return nil
    } catch {
      return error as? CoreFileError
    }
  }

  @Test("is read on each architecture", arguments: Architecture.supported)
  func architectures(architecture: Architecture) throws {
    let core = try SyntheticCore(
      architecture, notes: [CoreNotes(architecture).prstatus(thread: 1)],
      memory: [.load(0x1000, [1, 2, 3, 4, 5, 6, 7, 8])]
    ).open()
    #expect(core.architecture.name == architecture.name)
    #expect(core.problems.isEmpty)
    #expect(core.segments.map(\.type) == [4, 1])
    #expect(core.segments.last?.address == 0x1000)
    #expect(core.segments.last?.isWritable == true)
    #expect(core.segments.last?.isExecutable == false)
    #expect(try core.memory().load(Address(0x1000), as: UInt32.self) == 0x0403_0201)
  }

  @Test("of no bytes is refused")
  func noBytes() { #expect(failure([]) == .notELF(path: "core", reason: "the file is empty")) }

  @Test(
    "that is no ELF file is refused",
    arguments: [[0], Array("#!/bin/sh\n".utf8), [0x7f, 0x45, 0x4c]])
  func noELF(bytes: [UInt8]) {
    guard case .notELF = failure(bytes) else {
      Issue.record("\(String(describing: failure(bytes)))")
      return
    }
  }

  @Test("that is an executable is refused as such")
  func executable() {
    let bytes = Architecture.amd64.elf(ELFWriter.executable, [.load(0x1000, [1])]).bytes
    #expect(
      failure(bytes)
        == .wrongType(path: "core", expected: "a core file", found: "an ELF file of type 2"))
  }

  @Test("of a big-endian target is refused")
  func bigEndian() {
    var elf = Architecture.amd64.elf(ELFWriter.core, [.load(0x1000, [1])])
    elf.isBigEndian = true
    #expect(
      failure(elf.bytes) == .unsupportedArchitecture(path: "core", found: "a big-endian file"))
  }

  @Test(
    "of an unknown processor, or of the other class, is refused",
    arguments: [(UInt16(243), true), (62, false), (183, false), (3, true), (0, true)])
  func unknownMachine(machine: UInt16, is64Bit: Bool) {
    let elf = ELFWriter(
      type: ELFWriter.core, machine: machine, is64Bit: is64Bit, segments: [.load(0x1000, [1])])
    #expect(
      failure(elf.bytes)
        == .unsupportedArchitecture(
          path: "core", found: "ELF machine \(machine), \(is64Bit ? 64 : 32) bit"))
  }

  @Test("without program headers is refused")
  func noSegments() {
    #expect(
      failure(Architecture.amd64.elf(ELFWriter.core).bytes)
        == .empty(path: "core", reason: "the core file has no program headers"))
  }

  @Test("without threads says so")
  func noThreads() throws {
    let core = try SyntheticCore(memory: [.load(0x1000, [1])]).open()
    #expect(core.problems == [.noThreads])
    #expect(core.truncatedAt == nil)
  }

  @Test("cut at any byte behind its headers is read, and tells where it ends")
  func cutAnywhere() throws {
    let core = SyntheticCore(
      notes: [CoreNotes(.amd64).prstatus(thread: 1)], memory: [.load(0x1000, [1, 2, 3, 4])])
    let bytes = core.elf.bytes
    let headers = 64 + 2 * 56
    for length in headers..<bytes.count {
      let cut = try openCore(Array(bytes.prefix(length)))
      #expect(cut.truncatedAt == UInt64(length))
      #expect(cut.problems.first == .truncated(size: UInt64(length), expected: UInt64(bytes.count)))
    }
    #expect(try openCore(bytes).truncatedAt == nil)
  }

  @Test("cut within its headers is refused or read, and never a trap")
  func cutHeaders() {
    let bytes = SyntheticCore(memory: [.load(0x1000, [1, 2, 3, 4])]).elf.bytes
    for length in 1..<(64 + 2 * 56) {
      if let error = failure(Array(bytes.prefix(length))) { #expect(!error.message.isEmpty) }
    }
  }

  @Test("whose notes break off says that they are damaged")
  func damagedNotes() throws {
    let note = CoreNotes(.amd64).prstatus(thread: 1)
    let core = try SyntheticCore(notes: [note, Array(note.prefix(40))]).open()
    #expect(core.threads.count == 1)
    #expect(core.problems == [.damagedNotes])
  }

  @Test("with a note segment beyond its end says that notes are damaged and bytes are missing")
  func lostNotes() throws {
    var segment = ELFWriter.Segment.note([])
    segment.claimedFileSize = 0x1000
    segment.claimedOffset = 0x10_0000
    let core = try openCore(
      Architecture.amd64.elf(ELFWriter.core, [segment, .load(0x1000, [1])]).bytes)
    #expect(core.problems.contains(.damagedNotes))
    #expect(core.truncatedAt != nil)
    #expect(core.threads.isEmpty)
  }

  @Test("with sizes that overflow is read")
  func overflowingSizes() throws {
    var segment = ELFWriter.Segment.load(0x1000, [1])
    segment.claimedFileSize = .max
    segment.claimedOffset = .max
    segment.memorySize = .max
    let core = try openCore(
      Architecture.amd64.elf(ELFWriter.core, [segment, .load(0x2000, [7])]).bytes)
    #expect(core.truncatedAt != nil)
    #expect(try core.memory().load(Address(0x2000), as: UInt8.self) == 7)
  }

  @Test("with several note segments reads them all")
  func severalNoteSegments() throws {
    let notes = CoreNotes(.amd64)
    let core = try openCore(
      Architecture.amd64.elf(
        ELFWriter.core,
        [
          .note([notes.prstatus(thread: 1)]), .note([notes.prstatus(thread: 2)]),
          .load(0x1000, [1]),
        ]
      ).bytes)
    #expect(core.threads.map(\.id) == [1, 2])
  }
}

@Suite("A core file of more than 65,535 segments")
struct ManySegmentsTests {
  private static let count = 65_540

  /// One note segment, then segments of a byte each, 16 bytes apart.
  private static let elf: ELFWriter = {
    var elf = Architecture.amd64.elf(ELFWriter.core)
    elf.segments =
      [.note([CoreNotes(.amd64).prstatus(thread: 1)])]
      + (1..<count).map { .load(UInt64($0) * 16, [UInt8(truncatingIfNeeded: $0)]) }
    return elf
  }()
  private static let bytes = elf.bytes

  @Test("takes their number from the first section header")
  func extendedCount() throws {
    let core = try openCore(Self.bytes)
    #expect(core.segments.count == Self.count)
    #expect(core.problems.isEmpty)
    let memory = core.memory()
    #expect(
      try memory.load(Address(65_539 * 16), as: UInt8.self) == UInt8(truncatingIfNeeded: 65_539))
    #expect(memory.provenance(of: Address(65_539 * 16 + 1)) == nil)
  }

  @Test("and truncated, so that the number is lost, is read all the same")
  func truncated() throws {
    let offsets = Self.elf.contentOffsets
    let end = try #require(offsets.dropLast(100).last)
    let core = try openCore(Array(Self.bytes.prefix(end)))
    #expect(core.threads.map(\.id) == [1])
    #expect(core.truncatedAt == UInt64(end))
    let memory = core.memory()
    #expect(
      try memory.load(Address(1_000 * 16), as: UInt8.self) == UInt8(truncatingIfNeeded: 1_000))
    #expect(core.segments.count == Self.count)
    #expect(memory.provenance(of: Address(65_539 * 16)) == .truncated)
  }
}
