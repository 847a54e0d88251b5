// The ELF header, program headers and section headers of a file, read with libelf.

internal import CElfutils

/// One program header (`Elf64_Phdr`), with its numbers as they are in the file.
package struct ProgramHeader: Sendable, Equatable {
  package let type: UInt32
  package let flags: UInt32
  package let fileOffset: UInt64
  package let address: UInt64
  package let fileSize: UInt64
  package let memorySize: UInt64
  package let alignment: UInt64

  /// Whether the segment is mapped writable (PF_W).
  package var isWritable: Bool { flags & 2 != 0 }
  /// Whether the segment is mapped executable (PF_X).
  package var isExecutable: Bool { flags & 1 != 0 }

  package static let load: UInt32 = 1
  package static let note: UInt32 = 4
  package static let selfReference: UInt32 = 6
  package static let threadLocalStorage: UInt32 = 7
}

extension ProgramHeader {
  /// The size of one in a file, in bytes.
  static func size(is64Bit: Bool) -> Int { is64Bit ? 56 : 32 }

  /// The header at `offset` of `bytes`, which hold it whole.
  init(_ bytes: [UInt8], at offset: Int, is64Bit: Bool) {
    func field(_ wide: Int, _ narrow: Int, size: Int? = nil) -> UInt64 {
      bytes.field(at: offset + (is64Bit ? wide : narrow), size: size ?? (is64Bit ? 8 : 4)) ?? 0
    }
    self.init(
      type: UInt32(field(0, 0, size: 4)), flags: UInt32(field(4, 24, size: 4)),
      fileOffset: field(8, 4), address: field(16, 8), fileSize: field(32, 16),
      memorySize: field(40, 20), alignment: field(48, 28))
  }
}

extension [ProgramHeader] {
  /// Whether `address`, without any load bias, lies in a segment that is loaded.
  func loads(_ address: UInt64) -> Bool {
    contains {
      $0.type == ProgramHeader.load && address >= $0.address
        && address &- $0.address < $0.memorySize
    }
  }

  /// Where the last of the segments' bytes end in the file; nil where no segment has bytes.
  var endInFile: UInt64? {
    lazy.filter { $0.fileSize > 0 }.map { segment in
      let (end, overflow) = segment.fileOffset.addingReportingOverflow(segment.fileSize)
      return overflow ? .max : end
    }.max()
  }

  /// Where a program's writable data lies when it is loaded with `bias`.
  package func writableRanges(bias: UInt64) -> [AddressRange] {
    loadedRanges(bias: bias, where: \.isWritable)
  }

  /// Where a program's code lies when it is loaded with `bias`.
  package func executableRanges(bias: UInt64) -> [AddressRange] {
    loadedRanges(bias: bias, where: \.isExecutable)
  }

  /// Ascending; those that overlap, as only a hostile file has them, are one range.
  private func loadedRanges(
    bias: UInt64, where isWanted: (ProgramHeader) -> Bool
  ) -> [AddressRange] {
    let ranges = filter { $0.type == ProgramHeader.load && isWanted($0) }.map {
      AddressRange(
        start: Address($0.address &+ bias), end: Address($0.address &+ bias &+ $0.memorySize))
    }
    return ranges.sorted { $0.start < $1.start }.reduce(into: []) { joined, range in
      if let last = joined.last, range.start < last.end {
        joined[joined.count - 1] = AddressRange(
          start: last.start, end: Swift.max(last.end, range.end))
      } else {
        joined.append(range)
      }
    }
  }
}

/// One section header.
package struct SectionHeader: Sendable, Equatable {
  package let name: String
  package let type: UInt32
  package let flags: UInt64
  package let address: UInt64
  package let fileOffset: UInt64
  package let size: UInt64

  /// Whether the section has bytes in the file (not SHT_NOBITS).
  package var hasBytes: Bool { type != 8 }
}

/// The headers of an ELF file.
package struct ElfImage: Sendable {
  /// `e_type`.
  package let type: UInt16
  /// Whether its class is ELFCLASS64.
  package let is64Bit: Bool
  /// The processor.
  package let architecture: Architecture
  /// `e_entry`.
  package let entry: UInt64
  /// `e_shoff`.
  package let sectionHeaderOffset: UInt64
  package let segments: [ProgramHeader]
  /// Empty in most core files, and in files that have lost their section headers.
  package let sections: [SectionHeader]

  package static let core: UInt16 = 4
  package static let executable: UInt16 = 2
  package static let shared: UInt16 = 3

  /// The headers of an image whose file is missing: only its segments are known.
  init(of architecture: Architecture, segments: [ProgramHeader]) {
    type = Self.shared
    is64Bit = architecture.pointerSize == 8
    self.architecture = architecture
    entry = 0
    sectionHeaderOffset = 0
    self.segments = segments
    sections = []
  }

  /// Reads the headers of `file`.
  package init(file: MappedFile, path: String) throws(CoreFileError) {
    _ = elf_version(UInt32(EV_CURRENT))
    guard let elf = unsafe file.withElf({ unsafe $0 }) else {
      throw .notELF(path: path, reason: Self.lastError())
    }
    defer { unsafe elf_end(elf) }
    var header = GElf_Ehdr()
    guard unsafe elf_kind(elf) == ELF_K_ELF, unsafe gelf_getehdr(elf, &header) != nil else {
      throw .notELF(path: path, reason: Self.lastError())
    }
    let is64Bit = unsafe gelf_getclass(elf) == ELFCLASS64
    guard header.e_ident.5 == UInt8(ELFDATA2LSB) else {
      throw .unsupportedArchitecture(path: path, found: "a big-endian file")
    }
    guard
      let architecture = Architecture.recognizing(elfMachine: header.e_machine, is64Bit: is64Bit)
    else {
      throw .unsupportedArchitecture(
        path: path, found: "ELF machine \(header.e_machine), \(is64Bit ? 64 : 32) bit")
    }
    self.type = header.e_type
    self.is64Bit = is64Bit
    self.architecture = architecture
    self.entry = header.e_entry
    self.sectionHeaderOffset = header.e_shoff
    let read = unsafe Self.readSegments(elf)
    // PN_XNUM with the section header that holds the count cut off: libelf takes 65,535 for it.
    let isCountLost =
      header.e_phnum == UInt16.max && header.e_shoff &+ 64 > UInt64(file.count)
    self.segments =
      read.isEmpty || isCountLost ? Self.scanSegments(file, header, is64Bit: is64Bit) : read
    self.sections = unsafe Self.readSections(elf)
  }

  private static let segmentLimit = 16_000_000

  private static func readSegments(_ elf: OpaquePointer) -> [ProgramHeader] {
    var count = 0
    guard unsafe elf_getphdrnum(elf, &count) == 0 else { return [] }
    var segments: [ProgramHeader] = []
    for index in 0..<min(count, segmentLimit) {
      var raw = GElf_Phdr()
      guard let number = Int32(exactly: index), unsafe gelf_getphdr(elf, number, &raw) != nil else {
        break
      }
      segments.append(
        ProgramHeader(
          type: raw.p_type, flags: raw.p_flags, fileOffset: raw.p_offset, address: raw.p_vaddr,
          fileSize: raw.p_filesz, memorySize: raw.p_memsz, alignment: raw.p_align))
    }
    return segments
  }

  /// The program headers of a file that has lost their number. With 65,535 segments or more, the number
  /// is in section header 0, which the kernel writes last (PN_XNUM), so a truncated file lacks it. The
  /// headers end where the first segment's bytes begin.
  private static func scanSegments(
    _ file: MappedFile, _ header: GElf_Ehdr, is64Bit: Bool
  ) -> [ProgramHeader] {
    let entrySize = ProgramHeader.size(is64Bit: is64Bit)
    guard Int(header.e_phentsize) == entrySize, let start = Int(exactly: header.e_phoff), start > 0
    else { return [] }
    var segments: [ProgramHeader] = []
    var end = file.count
    var offset = start
    while offset <= end - entrySize, segments.count < segmentLimit {
      guard let raw = file.bytes(at: offset, count: entrySize) else { break }
      let segment = ProgramHeader(raw, at: 0, is64Bit: is64Bit)
      if segment.fileSize > 0, let first = Int(exactly: segment.fileOffset), first > start {
        end = min(end, first)
      }
      segments.append(segment)
      offset += entrySize
    }
    return segments
  }

  private static func readSections(_ elf: OpaquePointer) -> [SectionHeader] {
    var names = 0
    guard unsafe elf_getshdrstrndx(elf, &names) == 0 else { return [] }
    var sections: [SectionHeader] = []
    var section: OpaquePointer? = nil
    while sections.count < 100_000 {
      unsafe section = elf_nextscn(elf, section)
      guard let current = unsafe section else { break }
      var raw = GElf_Shdr()
      guard unsafe gelf_getshdr(current, &raw) != nil else { break }
      var name = ""
      if let text = unsafe elf_strptr(elf, names, Int(raw.sh_name)) {
        name = unsafe String(cString: text)
      }
      sections.append(
        SectionHeader(
          name: name, type: raw.sh_type, flags: raw.sh_flags, address: raw.sh_addr,
          fileOffset: raw.sh_offset, size: raw.sh_size))
    }
    return sections
  }

  private static func lastError() -> String {
    guard let text = unsafe elf_errmsg(-1) else { return "no ELF header" }
    return unsafe String(cString: text)
  }
}

extension MappedFile {
  /// A libelf handle over the mapping; libelf only reads through it.
  fileprivate func withElf(_ body: (OpaquePointer?) -> OpaquePointer?) -> OpaquePointer? {
    unsafe withImage { image, count in
      unsafe body(elf_memory(image.assumingMemoryBound(to: CChar.self), count))
    }
  }
}
