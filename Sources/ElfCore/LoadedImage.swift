// A program or library as the process's own memory shows it: its first page, which the kernel dumps,
// holds the program headers and the build IDs.

/// One loaded ELF image, as far as the process's own memory shows it.
package struct LoadedImage: Sendable {
  /// The load bias; nil where the headers do not give it.
  package let loadBias: UInt64?
  /// The build IDs in the dumped first page.
  package let buildIDs: BuildIDs
  /// The program headers, without the load bias.
  package let segments: [ProgramHeader]
  /// PT_TLS's size in memory, in bytes, as the header has it; nil where the program has none.
  package let threadLocalSize: UInt64?
  /// Whether it is the program that the kernel executed; if not, it is a library.
  package let isMainProgram: Bool

  /// How many segments of notes are read, and bytes of them. A core may seem to have thousands of images.
  private static let noteLimit = 8
  private static let noteSizeLimit = 1 << 16

  /// The program that the kernel executed: reads the program headers that AT_PHDR points to; nil when
  /// the process has no such memory.
  package init?(mainProgramOf process: ProcessImage) {
    let memory = process.memory
    let is64Bit = process.architecture.pointerSize == 8
    guard let vector = process.auxiliaryVector,
      let start = vector[AuxiliaryVector.programHeaders],
      let count = vector[AuxiliaryVector.programHeaderCount], count <= 1_000,
      let bytes = memory.bytesIfThere(
        at: Address(start), count: Int(count) * ProgramHeader.size(is64Bit: is64Bit))
    else { return nil }
    let headers = Self.parse(bytes, is64Bit: is64Bit)
    let own = headers.first { $0.type == ProgramHeader.selfReference }
    self.init(
      headers, bias: own.map { start &- $0.address }, isMainProgram: true, memory: memory)
  }

  /// Reads the ELF header at `base`, where the file's first byte was mapped; nil when none is there.
  package init?(base: Address, memory: AddressSpace) {
    guard let header = memory.bytesIfThere(at: base, count: memory.pointerSize == 8 ? 64 : 52),
      header.field(at: 0, size: 4) == 0x464c_457f,
      header[4] == (memory.pointerSize == 8 ? 2 : 1)
    else { return nil }
    let is64Bit = memory.pointerSize == 8
    guard let offset = header.field(at: is64Bit ? 32 : 28, size: is64Bit ? 8 : 4),
      let count = header.field(at: is64Bit ? 56 : 44, size: 2), count > 0, count <= 1_000,
      offset < 1 << 20,
      let bytes = memory.bytesIfThere(
        at: base &+ Int(offset), count: Int(count) * ProgramHeader.size(is64Bit: is64Bit))
    else { return nil }
    let headers = Self.parse(bytes, is64Bit: is64Bit)
    guard
      let first = headers.first(where: { $0.type == ProgramHeader.load && $0.fileOffset == 0 })
    else { return nil }
    self.init(
      headers, bias: base.rawValue &- first.address, isMainProgram: false, memory: memory)
  }

  private init(
    _ headers: [ProgramHeader], bias: UInt64?, isMainProgram: Bool, memory: AddressSpace
  ) {
    loadBias = bias
    segments = headers
    self.isMainProgram = isMainProgram
    var ids = BuildIDs()
    var room = Self.noteSizeLimit
    for header in headers.filter({ $0.type == ProgramHeader.note }).prefix(Self.noteLimit) {
      let address = Address(header.address &+ (loadBias ?? 0))
      guard let size = Int(exactly: header.fileSize), size <= room,
        let note = memory.bytesIfThere(at: address, count: size)
      else { continue }
      room -= size
      ids.take(note)
      let page = Address(address.rawValue & ~0xfff)
      ids.takeNotes(inPage: memory.readablePrefix(at: page, count: 4_096).0)
    }
    buildIDs = ids
    threadLocalSize = headers.first { $0.type == ProgramHeader.threadLocalStorage }.map {
      $0.memorySize
    }
  }

  /// The images whose first page is in memory: the executed program first, then libraries, plugins and
  /// the vDSO by address.
  package static func all(of process: ProcessImage) -> [LoadedImage] {
    var images: [LoadedImage] = []
    var bases: Set<Address> = []
    if let main = LoadedImage(mainProgramOf: process) {
      images.append(main)
      if let base = main.base { bases.insert(base) }
    }
    for base in process.mappings.map(\.range.start) {
      guard !bases.contains(base), let image = LoadedImage(base: base, memory: process.memory)
      else { continue }
      bases.insert(base)
      images.append(image)
    }
    return images
  }

  /// Where the file's first byte was mapped; nil when no segment holds it.
  package var base: Address? {
    guard let bias = loadBias else { return nil }
    return segments.first { $0.type == ProgramHeader.load && $0.fileOffset == 0 }
      .map { Address($0.address &+ bias) }
  }

  /// The least size that the file can have by its program headers, in bytes.
  package var leastFileSize: UInt64 {
    segments.reduce(0) { size, segment in
      guard segment.type == ProgramHeader.load, segment.fileSize > 0 else { return size }
      let (end, overflow) = segment.fileOffset.addingReportingOverflow(segment.fileSize)
      return overflow ? size : max(size, end)
    }
  }

  /// Where its code lies in the process.
  package var code: [AddressRange] { segments.executableRanges(bias: loadBias ?? 0) }

  /// Whether `address` lies in one of the loaded segments.
  package func covers(_ address: Address) -> Bool {
    segments.loads(address.rawValue &- (loadBias ?? 0))
  }

  private static func parse(_ bytes: [UInt8], is64Bit: Bool) -> [ProgramHeader] {
    stride(from: 0, to: bytes.count, by: ProgramHeader.size(is64Bit: is64Bit)).map {
      ProgramHeader(bytes, at: $0, is64Bit: is64Bit)
    }
  }
}

extension BuildIDs {
  /// Takes the notes in the page of a note segment. Go's linker writes its own note next to GNU's, but
  /// the segment covers only one of them.
  mutating func takeNotes(inPage bytes: [UInt8]) {
    for offset in stride(from: 0, to: bytes.count - 16, by: 4) {
      guard bytes.field(at: offset, size: 4) == 4, let type = bytes.field(at: offset + 8, size: 4),
        let name = bytes.text(at: offset + 12, limit: 4),
        (name == "GNU" && type == 3 && gnu == nil) || (name == "Go" && type == 4 && go == nil)
      else { continue }
      take(Array(bytes[offset...]))
    }
  }
}

extension ExecutableFile {
  /// Whether this file is the one that was loaded: by build ID, or by the program headers where no kind
  /// of build ID is known on both sides. Nil when nothing can be compared.
  package func matches(_ image: LoadedImage) -> Bool? {
    if let verdict = buildIDs.matches(image.buildIDs) { return verdict }
    guard !image.segments.isEmpty else { return nil }
    return image.segments == self.image.segments ? nil : false
  }
}
