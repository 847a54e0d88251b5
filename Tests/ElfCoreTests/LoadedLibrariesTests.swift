// Which files the process had mapped, by whatever the core kept of that.

import ElfCore
import TestSupport
import Testing

@Suite("The libraries of a process")
struct LoadedLibrariesTests {
  private static let notes = CoreNotes(.amd64)

  private func image(
    _ notes: [[UInt8]], memory: [ELFWriter.Segment] = [.load(0x1000, [1])]
  ) throws -> ProcessImage {
    try SyntheticCore(notes: notes, memory: memory).open().image()
  }

  /// A library's first page: a segment of code at 0, data at 0x3000 from 0x1000 of the file.
  private static var firstPage: [UInt8] {
    var code = ELFWriter.Segment.load(0, [UInt8](repeating: 0, count: 16), flags: 5)
    code.claimedOffset = 0
    code.memorySize = 0x1000
    return Architecture.amd64.elf(ELFWriter.shared, [code]).bytes
  }

  @Test("are the files of NT_FILE, each as often as it was loaded")
  func mappedFiles() throws {
    let libraries = LoadedLibraries(
      try image([
        Self.notes.fileMappings([
          .init(0x40_0000, 0x40_1000, page: 0, "/usr/bin/app"),
          .init(0x40_1000, 0x40_3000, page: 1, "/usr/bin/app"),
          .init(0x7000_0000, 0x7000_1000, page: 0, "/lib/libc.so.6"),
          .init(0x7000_2000, 0x7000_3000, page: 1, "/lib/libc.so.6"),
          .init(0x7100_0000, 0x7100_1000, page: 0, "/lib/libc.so.6"),
        ])
      ]))
    #expect(libraries.libraries.map(\.name) == ["app", "libc.so.6", "libc.so.6"])
    #expect(libraries.libraries.map(\.mappings.count) == [2, 2, 1])
    let places: [(UInt64, Int?)] = [
      (0x40_2fff, 0), (0x40_3000, nil), (0x7000_0000, 1), (0x7000_1000, nil), (0x7000_2fff, 1),
      (0x7100_0800, 2), (0, nil),
    ]
    for (address, index) in places {
      #expect(libraries.index(containing: Address(address)) == index, "\(Address(address))")
    }
  }

  @Test(
    "have the page size of the auxiliary vector, if it can be one",
    arguments: [
      (65_536, 65_536), (4_096, 4_096), (0, 4_096), (3_000, 4_096), (512, 4_096),
      (1 << 30, 4_096),
    ])
  func pageSize(given: UInt64, used: UInt64) throws {
    let image = try image([Self.notes.auxiliaryVector([(AuxiliaryVector.pageSize, given)])])
    #expect(LoadedLibraries(image).pageSize == used)
    #expect(LoadedLibraries(try self.image([])).pageSize == 4_096)
  }

  @Test("are placed by the mapping around a program counter and the file's own headers")
  func loadBias() throws {
    // The data's segment begins in the middle of a page, as linkers pack them.
    var data = ELFWriter.Segment.load(0x3800, [UInt8](repeating: 0, count: 0x100))
    data.claimedOffset = 0x1800
    var code = ELFWriter.Segment.load(0, [UInt8](repeating: 0, count: 0x400), flags: 5)
    code.claimedOffset = 0
    let file = try openExecutable(
      Architecture.amd64.elf(ELFWriter.shared, [code, data]).bytes)
    let libraries = LoadedLibraries(
      try image([
        Self.notes.fileMappings([
          .init(0x7000_0000, 0x7000_1000, page: 0, "/lib/a.so"),
          .init(0x7000_3000, 0x7000_4000, page: 1, "/lib/a.so"),
        ])
      ]))
    let library = try #require(libraries.libraries.first)
    func bias(_ pc: UInt64) -> UInt64? {
      library.loadBias(segments: file.image.segments, around: Address(pc), pageSize: 4_096)
    }
    #expect(bias(0x7000_0010) == 0x7000_0000)
    #expect(bias(0x7000_3810) == 0x7000_0000)
    // The page before the data's first byte belongs to them; what lies behind their end does not.
    #expect(bias(0x7000_3010) == 0x7000_0000)
    #expect(bias(0x7000_3900) == nil)
    #expect(bias(0x7000_4000) == nil)
    #expect(
      library.loadBias(segments: file.image.segments, around: Address(0x7000_0010), pageSize: 0)
        == nil)
  }

  @Test("have the kernel's among them, whose bytes are in memory")
  func kernelLibrary() throws {
    let base: UInt64 = 0x7ffc_0000
    let bytes = Self.firstPage
    let libraries = LoadedLibraries(
      try image(
        [Self.notes.auxiliaryVector([(AuxiliaryVector.kernelLibrary, base)])],
        memory: [.load(base, bytes, flags: 5)]))
    let library = try #require(libraries.libraries.first)
    #expect(library.path == "[vdso]")
    #expect(library.loadBias == base)
    let end = base + UInt64(bytes.count)
    #expect(library.source == .memory(AddressRange(start: Address(base), end: Address(end))))
    #expect(libraries.index(containing: Address(end - 1)) == 0)
    #expect(libraries.index(containing: Address(end)) == nil)
  }

  @Test("are the dynamic linker's list where NT_FILE is missing", arguments: [false, true])
  func linkMap(isCircular: Bool) throws {
    var memory = SyntheticMemory(wordSize: 8)
    let headers: UInt64 = 0x40_0040
    let dynamic: UInt64 = 0x40_0800
    let list: UInt64 = 0x40_0a00
    memory.map(0x40_0000, size: 0x1000)
    var table = ByteWriter()
    // PT_PHDR and PT_DYNAMIC, of a program that was not moved.
    for (type, address) in [(6, headers), (2, dynamic)] as [(UInt32, UInt64)] {
      table.put(type)
      table.put(4 as UInt32)
      for field in [address - 0x40_0000, address, address, 0x100, 0x100, 8] { table.put(field) }
    }
    memory.write(table.bytes, at: headers)
    // DT_NEEDED, DT_DEBUG, the end; then r_debug: its version and the list.
    memory.words([1, 1, 21, list, 0, 0], at: dynamic)
    memory.words([1, list + 0x100], at: list)
    let base: UInt64 = 0x7000_0000
    memory.map(base, size: 0x1000)
    memory.write(Self.firstPage, at: base)
    memory.write(Array("/lib/libc.so.6\0".utf8), at: list + 0x80)
    // l_addr, l_name, l_ld, l_next: the program, which has no name, and a library.
    memory.words([0, list + 0x70, dynamic, list + 0x140], at: list + 0x100)
    memory.words([base, list + 0x80, 0, isCircular ? list + 0x100 : 0], at: list + 0x140)
    let libraries = LoadedLibraries(
      try image(
        [
          Self.notes.auxiliaryVector([
            (AuxiliaryVector.programHeaders, headers), (AuxiliaryVector.programHeaderCount, 2),
          ])
        ], memory: memory.segments))
    #expect(libraries.libraries.map(\.path) == ["/lib/libc.so.6"])
    #expect(libraries.libraries.first?.loadBias == base)
    #expect(libraries.index(containing: Address(base + 0xfff)) == 0)
    #expect(libraries.index(containing: Address(base + 0x1000)) == nil)
  }

  @Test("are none where nothing is known")
  func none() throws {
    #expect(LoadedLibraries(try image([])).libraries.isEmpty)
    #expect(LoadedLibraries(try image([])).index(containing: Address(0x1000)) == nil)
  }
}
