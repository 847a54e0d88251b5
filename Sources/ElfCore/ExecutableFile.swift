// The program's binary: its headers, its build IDs, and where the kernel loaded it.

internal import Basics

/// An executable or shared library on disk.
package struct ExecutableFile: Sendable {
  package let path: String
  package let image: ElfImage
  package let file: MappedFile
  /// Added to an address in the file, gives the address in the process.
  package var loadBias: UInt64 = 0
  package let buildIDs: BuildIDs
  /// Where in `file` the bytes of each address are: the image's own segments, or the segments of the
  /// core that contains the image.
  package let contents: [ProgramHeader]
  /// Whether `file` is a core, which has only the pages that were dumped.
  package let isOfCore: Bool
  /// The file with its debug information: itself or a debug file; nil where none can be trusted.
  package var debugFile: MappedFile?

  /// Reads the headers of `file`.
  package init(file: MappedFile, path: String) throws(CoreFileError) {
    image = try ElfImage(file: file, path: path)
    guard image.type == ElfImage.executable || image.type == ElfImage.shared else {
      throw .wrongType(
        path: path, expected: "an executable", found: "an ELF file of type \(image.type)")
    }
    self.path = path
    self.file = file
    self.debugFile = file
    self.buildIDs = BuildIDs(image: image, file: file)
    contents = image.segments.filter { $0.type == ProgramHeader.load }
    isOfCore = false
  }

  /// A loaded image as the core's memory contains it, used when its file is missing. Where `image` is
  /// nil, any segment of the core may belong to it.
  package init(core: CoreFile, image loaded: LoadedImage?) {
    path = core.path
    file = core.file
    loadBias = loaded?.loadBias ?? 0
    buildIDs = loaded?.buildIDs ?? BuildIDs()
    image = ElfImage(
      of: core.architecture,
      segments: loaded?.segments ?? core.segments.filter { $0.type == ProgramHeader.load })
    contents = Self.joinedSegments(of: core, bias: loadBias)
    isOfCore = true
    debugFile = nil
  }

  /// The dumped segments. Segments that are adjacent both in memory and in the file are joined, because
  /// the kernel splits one where its protection was changed.
  private static func joinedSegments(of core: CoreFile, bias: UInt64) -> [ProgramHeader] {
    var joined: [ProgramHeader] = []
    for segment in core.segments where segment.type == ProgramHeader.load && segment.fileSize > 0 {
      var offset = segment.fileOffset
      var address = segment.address &- bias
      var size = segment.bytesPresent(in: core.file)
      if let last = joined.last, last.address &+ last.fileSize == address,
        last.fileOffset &+ last.fileSize == offset
      {
        (offset, address, size) = (last.fileOffset, last.address, last.fileSize &+ size)
        joined.removeLast()
      }
      joined.append(
        ProgramHeader(
          type: segment.type, flags: segment.flags, fileOffset: offset, address: address,
          fileSize: size, memorySize: size, alignment: segment.alignment))
    }
    return joined
  }

  /// The section called `name`, where it has bytes in the file.
  package func section(_ name: String) -> SectionHeader? {
    image.sections.first { $0.name == name && $0.hasBytes }
  }

  /// The offset in the file of the byte that is loaded at `address`; nil when none is.
  package func fileOffset(of address: Address) -> Int? {
    bytes(from: address)?.offset
  }

  /// The offset in the file of the byte that is loaded at `address`, and how many bytes from there on
  /// lie together; nil when the file has none.
  package func bytes(from address: Address) -> (offset: Int, count: Int)? {
    let wanted = address.rawValue &- loadBias
    for segment in contents {
      // What lies below a core's image has an address below 0, which wraps round; what is joined to the
      // image begins there.
      let distance = wanted &- segment.address
      let place = segment.fileOffset.addingReportingOverflow(distance)
      if distance < segment.fileSize, !place.overflow, let offset = Int(exactly: place.partialValue)
      {
        return (offset, Int(clamping: segment.fileSize &- distance))
      }
    }
    return nil
  }

  /// Whether the byte at `address` is loaded from the file.
  package func hasBytes(at address: Address) -> Bool { fileOffset(of: address) != nil }

  /// Whether `address` lies in one of the loaded segments.
  package func covers(_ address: Address) -> Bool {
    image.segments.loads(address.rawValue &- loadBias)
  }
}

/// The two identities that a linked Go program can carry.
package struct BuildIDs: Sendable, Equatable {
  /// `.note.gnu.build-id`, as lower-case hexadecimal digits.
  package var gnu: String?
  /// `.note.go.buildid`: action and content ids, with slashes.
  package var go: String?

  package init(gnu: String? = nil, go: String? = nil) {
    self.gnu = gnu
    self.go = go
  }

  /// The ids in the note sections or segments of a file.
  init(image: ElfImage, file: MappedFile) {
    for section in image.sections where section.type == 7 {
      take(file, section.fileOffset, section.size)
    }
    guard gnu == nil || go == nil else { return }
    for segment in image.segments where segment.type == ProgramHeader.note {
      take(file, segment.fileOffset, segment.fileSize)
      guard let offset = Int(exactly: segment.fileOffset) else { continue }
      takeNotes(inPage: file.bytes(at: offset & ~0xfff, count: 4_096) ?? [])
    }
  }

  private mutating func take(_ file: MappedFile, _ offset: UInt64, _ size: UInt64) {
    guard let offset = Int(exactly: offset), let size = Int(exactly: size),
      let bytes = file.bytes(at: offset, count: min(size, 1 << 20))
    else { return }
    take(bytes)
  }

  /// Takes the ids out of the bytes of a note segment.
  package mutating func take(_ bytes: [UInt8]) {
    for note in Note.parse(bytes).notes {
      switch (note.name, note.type) {
      case ("GNU", 3):
        gnu = gnu ?? note.bytes.hexadecimalDigits
      case ("Go", 4):
        go = go ?? String(decoding: note.bytes, as: UTF8.self)
      default: break
      }
    }
  }

  /// Compares the ids with those of another image: false if a kind differs, true if a kind is equal and
  /// none differs, nil if no kind is known on both sides.
  package func matches(_ other: BuildIDs) -> Bool? {
    var result: Bool?
    for (mine, theirs) in [(gnu, other.gnu), (go, other.go)] {
      guard let mine, let theirs else { continue }
      if mine != theirs { return false }
      result = true
    }
    return result
  }
}

extension ExecutableFile {
  /// The size that the file must have by its program headers and by the offset of its section headers,
  /// in bytes.
  package var expectedSize: UInt64? {
    guard !isOfCore else { return nil }
    return max(image.segments.endInFile ?? 0, image.sectionHeaderOffset)
  }

  /// Whether the linker was Go's: there is a function table or a Go note.
  package var isGoProgram: Bool {
    buildIDs.go != nil
      || image.sections.contains {
        $0.name == ".gopclntab" || $0.name == ".data.rel.ro.gopclntab"
          || $0.name == ".go.buildinfo"
      }
  }
}
