// Executables: segments, sections, build IDs, and the image of one that a core shows.

import ElfCore
import TestSupport
import Testing

@Suite("An executable")
struct ExecutableFileTests {
  private func elf(_ segments: [ELFWriter.Segment]) -> ELFWriter {
    Architecture.amd64.elf(ELFWriter.executable, segments)
  }

  @Test(
    "may be of a fixed address or position-independent, and nothing else",
    arguments: [0, 1, 2, 3, 4])
  func types(type: UInt16) {
    let bytes = Architecture.amd64.elf(type, [.load(0x1000, [1])]).bytes
    let opened = Result { try openExecutable(bytes) }
    switch opened {
    case .success: #expect(type == 2 || type == 3)
    case .failure(let error):
      #expect(
        error as? CoreFileError
          == .wrongType(
            path: "app", expected: "an executable", found: "an ELF file of type \(type)"))
      #expect(type != 2 && type != 3)
    }
  }

  @Test("finds the offset in the file of what is loaded at an address")
  func fileOffset() throws {
    let elf = elf([.load(0x400000, [1, 2, 3]), .load(0x600000, [4, 5], memorySize: 0x100)])
    var file = try openExecutable(elf.bytes)
    let offsets = elf.contentOffsets
    #expect(file.fileOffset(of: Address(0x400002)) == offsets[0] + 2)
    #expect(file.fileOffset(of: Address(0x600001)) == offsets[1] + 1)
    // Zero fill, between segments, below and above.
    for address in [0x600002, 0x400003, 0x3fffff, 0, UInt64.max] {
      #expect(file.fileOffset(of: Address(address)) == nil, "\(address)")
    }
    file.loadBias = 0x1000_0000
    #expect(file.fileOffset(of: Address(0x1040_0001)) == offsets[0] + 1)
    #expect(file.fileOffset(of: Address(0x40_0001)) == nil)
  }

  @Test("covers its segments with their zero fill")
  func covers() throws {
    var file = try openExecutable(elf([.load(0x600000, [4, 5], memorySize: 0x100)]).bytes)
    #expect(file.covers(Address(0x6000ff)))
    #expect(!file.covers(Address(0x600100)))
    #expect(!file.covers(Address(0x5fffff)))
    file.loadBias = UInt64.max
    #expect(file.covers(Address(0x5fffff)))
  }

  @Test("has sections by name, those without bytes aside")
  func sections() throws {
    var elf = elf([.load(0x1000, [1, 2, 3, 4])])
    elf.sections = [
      .init(".text", address: 0x1002, size: 2),
      .init(".bss", type: 8, address: 0x1004, size: 0x100),
    ]
    let file = try openExecutable(elf.bytes)
    let text = try #require(file.section(".text"))
    #expect(text.fileOffset == UInt64(elf.contentOffsets[0] + 2))
    #expect(text.size == 2)
    #expect(file.section(".bss") == nil)
    #expect(file.section(".data") == nil)
  }

  @Test(
    "is Go's by its function table, its build information or its note",
    arguments: [".gopclntab", ".data.rel.ro.gopclntab", ".go.buildinfo"])
  func isGo(name: String) throws {
    var elf = elf([.load(0x1000, [1])])
    #expect(try !openExecutable(elf.bytes).isGoProgram)
    elf.sections = [.init(name, address: 0x1000, size: 1)]
    #expect(try openExecutable(elf.bytes).isGoProgram)
  }
}

@Suite("Build IDs")
struct BuildIDTests {
  private let gnu = CoreNotes.note("GNU", 3, [0xc7, 0x4f, 0x05, 0x00])
  private let go = CoreNotes.note("Go", 4, Array("action/content".utf8))

  @Test("are found in note sections")
  func inSections() throws {
    var elf = Architecture.amd64.elf(ELFWriter.executable, [.load(0x1000, gnu + go)])
    elf.sections = [
      .init(".note.gnu.build-id", type: 7, address: 0x1000, size: UInt64(gnu.count)),
      .init(
        ".note.go.buildid", type: 7, address: 0x1000 + UInt64(gnu.count), size: UInt64(go.count)),
    ]
    let ids = try openExecutable(elf.bytes).buildIDs
    #expect(ids == BuildIDs(gnu: "c74f0500", go: "action/content"))
  }

  @Test("are found in note segments where the sections are lost")
  func inSegments() throws {
    let bytes = Architecture.amd64.elf(
      ELFWriter.executable, [.note([gnu, go]), .load(0x1000, [1])]
    ).bytes
    #expect(try openExecutable(bytes).buildIDs == BuildIDs(gnu: "c74f0500", go: "action/content"))
  }

  @Test("are found beside the note that a segment covers, where the sections are lost")
  func besideSegment() throws {
    var segment = ELFWriter.Segment.note([go])
    segment.claimedFileSize = UInt64(segment.contents.count)
    segment.contents += gnu
    let bytes = Architecture.amd64.elf(ELFWriter.executable, [segment, .load(0x1000, [1])]).bytes
    #expect(try openExecutable(bytes).buildIDs == BuildIDs(gnu: "c74f0500", go: "action/content"))
  }

  @Test("of other owners or kinds are none")
  func otherNotes() {
    var ids = BuildIDs()
    ids.take(
      CoreNotes.note("GNU", 1, [1]) + CoreNotes.note("Go", 3, [1]) + CoreNotes.note("X", 4, [1]))
    #expect(ids == BuildIDs())
  }

  @Test("match where one kind is equal and none differs")
  func matching() {
    let both = BuildIDs(gnu: "aa", go: "x/y")
    #expect(both.matches(both) == true)
    #expect(both.matches(BuildIDs(gnu: "aa")) == true)
    #expect(both.matches(BuildIDs(gnu: "bb", go: "x/y")) == false)
    #expect(both.matches(BuildIDs(gnu: "aa", go: "x/z")) == false)
    #expect(BuildIDs(gnu: "aa").matches(BuildIDs(go: "x/y")) == nil)
    #expect(BuildIDs().matches(BuildIDs()) == nil)
  }
}

@Suite("The image that a core shows of its executable")
struct LoadedImageTests {
  static let architectures = Architecture.supported
  private static let notes =
    CoreNotes.note("GNU", 3, [0xab, 0xcd]) + CoreNotes.note("Go", 4, Array("a/b".utf8))

  /// Program headers as they lie in memory: PT_PHDR, PT_NOTE, a load, PT_TLS.
  private func headers(_ architecture: Architecture, base: UInt64, hasOwn: Bool = true) -> [UInt8] {
    let word = architecture.pointerSize
    var out = ByteWriter(wordSize: word)
    func header(_ type: UInt32, _ offset: UInt64, _ address: UInt64, _ size: UInt64) {
      out.put(type)
      if word == 8 { out.put(4 as UInt32) }
      out.word(offset)
      out.word(address)
      out.word(address)
      out.word(size)
      out.word(size)
      if word == 4 { out.put(4 as UInt32) }
      out.word(8)
    }
    if hasOwn { header(6, 0x40, base + 0x40, 0x100) }
    header(4, 0x200, base + 0x200, UInt64(Self.notes.count))
    header(1, 0, base, 0x1000)
    header(7, 0x300, base + 0x300, 0x18)
    return out.bytes
  }

  private func core(
    _ architecture: Architecture, fileBase: UInt64, bias: UInt64, hasOwn: Bool = true,
    count: UInt64 = 4
  ) throws -> CoreFile {
    var page = [UInt8](repeating: 0, count: 0x40)
    page += headers(architecture, base: fileBase, hasOwn: hasOwn)
    page += [UInt8](repeating: 0, count: 0x200 - page.count) + Self.notes
    return try SyntheticCore(
      architecture,
      notes: [
        CoreNotes(architecture).auxiliaryVector([(3, fileBase + bias + 0x40), (5, count)])
      ],
      memory: [.load(fileBase + bias, page, memorySize: 0x1000, flags: 5)]
    ).open()
  }

  @Test(
    "has the load bias, the build IDs, the segments and the thread-local size",
    arguments: architectures)
  func reads(architecture: Architecture) throws {
    let core = try core(architecture, fileBase: 0x400000, bias: 0)
    let image = try #require(LoadedImage(mainProgramOf: core.image()))
    #expect(image.loadBias == 0)
    #expect(image.buildIDs == BuildIDs(gnu: "abcd", go: "a/b"))
    #expect(image.segments.map(\.type) == [6, 4, 1, 7])
    #expect(image.threadLocalSize == 0x18)
  }

  @Test("finds the bias of a position-independent one", arguments: architectures)
  func bias(architecture: Architecture) throws {
    let core = try core(architecture, fileBase: 0, bias: 0x5600_0000)
    let image = try #require(LoadedImage(mainProgramOf: core.image()))
    #expect(image.loadBias == 0x5600_0000)
    #expect(image.buildIDs.gnu == "abcd")
  }

  @Test("has no bias where no header tells its own address")
  func noOwnHeader() throws {
    let core = try core(.amd64, fileBase: 0x400000, bias: 0, hasOwn: false, count: 3)
    let image = try #require(LoadedImage(mainProgramOf: core.image()))
    #expect(image.loadBias == nil)
    #expect(image.buildIDs.go == "a/b")
  }

  @Test("is none where the vector, the memory or a sane count is missing")
  func missing() throws {
    let noVector = try SyntheticCore(memory: [.load(0x400000, [1])]).open()
    #expect(LoadedImage(mainProgramOf: noVector.image()) == nil)
    let absurd = try core(.amd64, fileBase: 0x400000, bias: 0, count: .max)
    #expect(LoadedImage(mainProgramOf: absurd.image()) == nil)
    let unmapped = try SyntheticCore(
      notes: [CoreNotes(.amd64).auxiliaryVector([(3, 0x999999), (5, 4)])],
      memory: [.load(0x400000, [1])]
    ).open()
    #expect(LoadedImage(mainProgramOf: unmapped.image()) == nil)
  }

  @Test("is another program's where a build ID differs, and unknown where neither has one")
  func matches() throws {
    let core = try core(.amd64, fileBase: 0x400000, bias: 0)
    let image = try #require(LoadedImage(mainProgramOf: core.image()))
    func executable(_ id: [UInt8]) throws -> ExecutableFile {
      try openExecutable(
        Architecture.amd64.elf(
          ELFWriter.executable, [.note([CoreNotes.note("GNU", 3, id)]), .load(0x1000, [1])]
        ).bytes)
    }
    #expect(try executable([0xab, 0xcd]).matches(image) == true)
    #expect(try executable([0xab, 0xce]).matches(image) == false)
    let without = try openExecutable(
      Architecture.amd64.elf(ELFWriter.executable, [.load(0x1000, [1])]).bytes)
    // No ID on one side: the program headers differ.
    #expect(without.matches(image) == false)
  }
}
