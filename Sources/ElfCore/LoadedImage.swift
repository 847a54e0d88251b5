// The executable as the core alone shows it: the first page of it, which the kernel dumps, holds the
// program headers and the build IDs.

/// What the core's own memory says of the main executable.
package struct LoadedImage: Sendable {
  /// Load bias, from AT_PHDR and the PT_PHDR header; nil where neither tells.
  package let loadBias: UInt64?
  /// The build IDs in the dumped first page.
  package let buildIDs: BuildIDs
  /// The addresses of the segments, biased.
  package let segments: [ProgramHeader]
  /// PT_TLS's size in memory, in bytes, as the header has it; nil where the program has none.
  package let threadLocalSize: UInt64?

  /// Reads the program headers that AT_PHDR points to; nil when the core has no such memory.
  package init?(core: CoreFile, memory: AddressSpace) {
    let is64Bit = core.architecture.pointerSize == 8
    guard let vector = core.auxiliaryVector,
      let start = vector[AuxiliaryVector.programHeaders],
      let count = vector[AuxiliaryVector.programHeaderCount], count <= 1_000,
      let bytes = try? memory.bytes(
        at: Address(start), count: Int(count) * (is64Bit ? 56 : 32))
    else { return nil }
    let headers = Self.parse(bytes, is64Bit: is64Bit)
    let own = headers.first { $0.type == ProgramHeader.selfReference }
    let bias = own.map { start &- $0.address }
    loadBias = bias
    segments = headers
    var ids = BuildIDs()
    for header in headers where header.type == ProgramHeader.note {
      let address = Address(header.address &+ (bias ?? 0))
      guard let size = Int(exactly: header.fileSize), size <= 1 << 16,
        let note = try? memory.bytes(at: address, count: size)
      else { continue }
      ids.take(note)
      ids.takeNotes(around: address, memory)
    }
    buildIDs = ids
    threadLocalSize = headers.first { $0.type == ProgramHeader.threadLocalStorage }.map {
      $0.memorySize
    }
  }

  private static func parse(_ bytes: [UInt8], is64Bit: Bool) -> [ProgramHeader] {
    stride(from: 0, to: bytes.count, by: is64Bit ? 56 : 32).map { offset in
      func field(_ wide: Int, _ narrow: Int) -> UInt64 {
        bytes.field(at: offset + (is64Bit ? wide : narrow), size: is64Bit ? 8 : 4) ?? 0
      }
      return ProgramHeader(
        type: UInt32(bytes.field(at: offset, size: 4) ?? 0),
        flags: UInt32(bytes.field(at: offset + (is64Bit ? 4 : 24), size: 4) ?? 0),
        fileOffset: field(8, 4), address: field(16, 8), fileSize: field(32, 16),
        memorySize: field(40, 20), alignment: field(48, 28))
    }
  }
}

extension BuildIDs {
  /// Takes the notes that lie in the same page as a note segment. Go's linker writes its own note and
  /// GNU's side by side, and lets the segment cover one of them.
  fileprivate mutating func takeNotes(around address: Address, _ memory: AddressSpace) {
    let page = Address(address.rawValue & ~0xfff)
    let (bytes, _) = memory.readablePrefix(at: page, count: 4_096)
    for offset in stride(from: 0, to: bytes.count - 16, by: 4) {
      guard bytes.field(at: offset, size: 4) == 4, let type = bytes.field(at: offset + 8, size: 4),
        let name = bytes.text(at: offset + 12, limit: 4),
        (name == "GNU" && type == 3) || (name == "Go" && type == 4)
      else { continue }
      take(Array(bytes[offset...]))
    }
  }
}

extension ExecutableFile {
  /// Whether this file is what the core shows as loaded: by build ID, or where no kind of it is known
  /// on both sides by the program headers; nil when nothing can be compared.
  package func matches(_ image: LoadedImage) -> Bool? {
    if let verdict = buildIDs.matches(image.buildIDs) { return verdict }
    guard !image.segments.isEmpty else { return nil }
    return image.segments == self.image.segments ? nil : false
  }
}
