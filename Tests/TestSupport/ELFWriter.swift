// ELF files drawn by a test: header, program headers, contents, and section headers where wanted.

/// A core file or an executable, of either class and byte order.
package struct ELFWriter: Sendable {
  /// One program header and the bytes behind it.
  package struct Segment: Sendable {
    /// `p_type`: 1 load, 4 note, 6 program headers, 7 thread-local storage.
    package var type: UInt32 = 1
    /// `p_flags`: 4 readable, 2 writable, 1 executable.
    package var flags: UInt32 = 6
    package var address: UInt64 = 0
    /// The bytes in the file.
    package var contents: [UInt8] = []
    /// `p_memsz`; the size of the contents when nil.
    package var memorySize: UInt64?
    /// `p_filesz`, where it lies about the contents.
    package var claimedFileSize: UInt64?
    /// `p_offset`, where it lies about the place.
    package var claimedOffset: UInt64?
    package var alignment: UInt64 = 1

    /// A PT_LOAD segment.
    package static func load(
      _ address: UInt64, _ contents: [UInt8], memorySize: UInt64? = nil, flags: UInt32 = 6
    ) -> Segment {
      Segment(type: 1, flags: flags, address: address, contents: contents, memorySize: memorySize)
    }

    /// A PT_NOTE segment.
    package static func note(_ notes: [[UInt8]], alignment: UInt64 = 4) -> Segment {
      Segment(
        type: 4, flags: 0, address: 0, contents: notes.flatMap { $0 }, memorySize: 0,
        alignment: alignment)
    }
  }

  /// One section header; its bytes are those that the segments load at its address.
  package struct Section: Sendable {
    package var name: String
    package var type: UInt32
    package var address: UInt64
    package var size: UInt64
    /// `sh_link` and `sh_entsize`.
    package var link: UInt32 = 0
    package var entrySize: UInt64 = 0
    /// `sh_flags`: 0x800 is SHF_COMPRESSED.
    package var flags: UInt64 = 0

    package init(_ name: String, type: UInt32 = 1, address: UInt64 = 0, size: UInt64 = 0) {
      self.name = name
      self.type = type
      self.address = address
      self.size = size
    }
  }

  package static let core: UInt16 = 4
  package static let executable: UInt16 = 2
  package static let shared: UInt16 = 3

  /// `e_type`.
  package var type: UInt16
  /// `e_machine`: 62 is x86-64, 183 AArch64, 3 the 80386.
  package var machine: UInt16
  package var is64Bit = true
  package var isBigEndian = false
  package var entry: UInt64 = 0
  package var segments: [Segment] = []
  package var sections: [Section] = []

  package init(
    type: UInt16, machine: UInt16 = 62, is64Bit: Bool = true, segments: [Segment] = []
  ) {
    self.type = type
    self.machine = machine
    self.is64Bit = is64Bit
    self.segments = segments
  }

  private var headerSize: Int { is64Bit ? 64 : 52 }
  private var segmentEntrySize: Int { is64Bit ? 56 : 32 }
  private var sectionEntrySize: Int { is64Bit ? 64 : 40 }
  /// Whether the number of segments does not fit the header (PN_XNUM, 65,535).
  private var hasExtendedCount: Bool { segments.count >= 0xffff }

  /// Where the contents of each segment begin in the file.
  package var contentOffsets: [Int] {
    var offset = headerSize + segments.count * segmentEntrySize
    return segments.map { segment in
      offset = (offset + 7) / 8 * 8
      defer { offset += segment.contents.count }
      return offset
    }
  }

  /// The whole file.
  package var bytes: [UInt8] {
    let offsets = contentOffsets
    let end = (offsets.last ?? headerSize) + (segments.last?.contents.count ?? 0)
    let hasSections = !sections.isEmpty || hasExtendedCount
    let names = sectionNames
    let namesOffset = (end + 7) / 8 * 8
    let sectionsOffset = hasSections ? (namesOffset + names.bytes.count + 7) / 8 * 8 : 0

    var out = ByteWriter(wordSize: is64Bit ? 8 : 4, isBigEndian: isBigEndian)
    writeHeader(&out, sectionsOffset: sectionsOffset, hasSections: hasSections)
    for (segment, offset) in zip(segments, offsets) { write(segment, at: offset, to: &out) }
    for (segment, offset) in zip(segments, offsets) {
      out.pad(to: offset)
      out.raw(segment.contents)
    }
    guard hasSections else { return out.bytes }
    out.pad(to: namesOffset)
    out.raw(names.bytes)
    out.pad(to: sectionsOffset)
    // Section 0: sh_info holds the number of segments that the header cannot.
    writeSection(
      &out, name: 0, type: 0, address: 0, offset: 0, size: 0,
      info: hasExtendedCount ? UInt64(segments.count) : 0)
    for (section, name) in zip(sections, names.offsets) {
      writeSection(
        &out, name: name, type: section.type, address: section.address,
        offset: fileOffset(of: section, offsets), size: section.size, info: 0,
        link: section.link, entrySize: section.entrySize, flags: section.flags)
    }
    writeSection(
      &out, name: names.own, type: 3, address: 0, offset: namesOffset,
      size: UInt64(names.bytes.count),
      info: 0)
    return out.bytes
  }

  private func writeHeader(_ out: inout ByteWriter, sectionsOffset: Int, hasSections: Bool) {
    out.raw([0x7f, 0x45, 0x4c, 0x46, is64Bit ? 2 : 1, isBigEndian ? 2 : 1, 1])
    out.pad(to: 16)
    out.put(type)
    out.put(machine)
    out.put(1 as UInt32)  // e_version
    out.word(entry)
    out.word(segments.isEmpty ? 0 : UInt64(headerSize))  // e_phoff
    out.word(UInt64(sectionsOffset))  // e_shoff
    out.put(0 as UInt32)  // e_flags
    out.put(UInt16(headerSize))
    out.put(UInt16(segmentEntrySize))
    out.put(hasExtendedCount ? 0xffff : UInt16(segments.count))
    out.put(hasSections ? UInt16(sectionEntrySize) : 0)
    out.put(hasSections ? UInt16(sections.count + 2) : 0)
    out.put(hasSections ? UInt16(sections.count + 1) : 0)  // e_shstrndx
  }

  private func write(_ segment: Segment, at offset: Int, to out: inout ByteWriter) {
    let fileSize = segment.claimedFileSize ?? UInt64(segment.contents.count)
    out.put(segment.type)
    if is64Bit { out.put(segment.flags) }
    out.word(segment.claimedOffset ?? UInt64(offset))
    out.word(segment.address)
    out.word(0)  // p_paddr
    out.word(fileSize)
    out.word(segment.memorySize ?? fileSize)
    if !is64Bit { out.put(segment.flags) }
    out.word(segment.alignment)
  }

  private func writeSection(
    _ out: inout ByteWriter, name: UInt32, type: UInt32, address: UInt64, offset: Int, size: UInt64,
    info: UInt64, link: UInt32 = 0, entrySize: UInt64 = 0, flags: UInt64 = 0
  ) {
    out.put(name)
    out.put(type)
    out.word(flags)
    out.word(address)
    out.word(UInt64(offset))
    out.word(size)
    out.put(link)
    out.put(UInt32(info))
    out.word(1)  // sh_addralign
    out.word(entrySize)
  }

  private var sectionNames: (bytes: [UInt8], offsets: [UInt32], own: UInt32) {
    var table = ByteWriter()
    table.put(0 as UInt8)
    var offsets: [UInt32] = []
    for section in sections {
      offsets.append(UInt32(table.count))
      table.cString(section.name)
    }
    let own = UInt32(table.count)
    table.cString(".shstrtab")
    return (table.bytes, offsets, own)
  }

  private func fileOffset(of section: Section, _ offsets: [Int]) -> Int {
    for (segment, offset) in zip(segments, offsets) where segment.type == 1 || segment.type == 4 {
      if section.address >= segment.address,
        section.address - segment.address < UInt64(segment.contents.count)
      {
        return offset + Int(section.address - segment.address)
      }
    }
    return 0
  }
}
