// Prepares the sections of a file's debug information for libdw: hides those that are not needed, expands
// those that libdw cannot expand, and refuses those that would take too much memory.

internal import CElfutils
internal import ElfCore

/// What was done to the `.debug_` sections of one open file.
@safe
package final class DwarfSections {
  /// Expands the contents of a section, as zstd made them, to the given size in bytes.
  package typealias Expand = @Sendable (_ compressed: [UInt8], _ size: Int) -> [UInt8]?

  /// Whether there is a `.debug_info` with bytes.
  private(set) var hasInformation = false
  /// Why what there is cannot be read.
  private(set) var problem: String?
  /// Sections that were expanded here; libdw looks at them in place.
  private var expanded: [UnsafeMutableRawBufferPointer] = unsafe []

  /// What names, types and fixed addresses need. libdw would expand the others, too, when it opens a
  /// file, though Go's lines and frames come from pclntab: the largest fixed cost of a run.
  static let needed: Set<String> = [
    "info", "abbrev", "str", "line_str", "str_offsets", "addr",
  ]
  /// What the lines and frames of C need besides.
  static let neededForFrames = needed.union(["line", "ranges", "rnglists", "frame"])
  /// What the places of local variables need besides.
  private static let neededForLocations: Set<String> = ["loc", "loclists", "ranges", "rnglists"]
  /// What a section may expand to, in bytes, and how many times its size. Go's shrink to a third.
  private static let sizeLimit: UInt64 = 2 << 30
  private static let ratioLimit: UInt64 = 200

  private let elf: OpaquePointer
  private let expand: Expand?
  /// Those that were hidden, as they were.
  private var hidden: [(name: String, section: OpaquePointer, header: GElf_Shdr)] = unsafe []

  /// Hides what is not in `needed`. `elf` has to stay open as long as this is used.
  init(_ elf: OpaquePointer, needed: Set<String> = needed, expand: Expand?) {
    unsafe self.elf = elf
    self.expand = expand
    var names = 0
    guard unsafe elf_getshdrstrndx(elf, &names) == 0 else { return }
    var section: OpaquePointer? = nil
    while true {
      unsafe section = elf_nextscn(elf, section)
      guard let current = unsafe section else { return }
      var header = GElf_Shdr()
      guard unsafe gelf_getshdr(current, &header) != nil,
        let text = unsafe elf_strptr(elf, names, Int(header.sh_name))
      else { continue }
      let name = unsafe String(cString: text)
      guard let kind = Self.kind(of: name) else { continue }
      if needed.contains(kind) {
        unsafe prepare(current, header, name)
      } else {
        unsafe hidden.append((name, current, header))
        header.sh_type = UInt32(SHT_NOBITS)
        _ = unsafe gelf_update_shdr(current, &header)
      }
    }
  }

  /// Shows what the places of local variables need, too.
  func showLocations() {
    // The formatter damages `for unsafe`.
    // swift-format-ignore: ReplaceForEachWithForLoop
    unsafe hidden.forEach { entry in
      let (name, section, header) = unsafe entry
      guard let kind = Self.kind(of: name), Self.neededForLocations.contains(kind) else { return }
      var shown = header
      _ = unsafe gelf_update_shdr(section, &shown)
      unsafe prepare(section, header, name)
    }
  }

  /// What follows `.debug_` in a section's name, or GNU's `.zdebug_`; nil for other sections.
  private static func kind(of name: String) -> String? {
    if name.hasPrefix(".debug_") { return String(name.dropFirst(7)) }
    return name.hasPrefix(".zdebug_") ? String(name.dropFirst(8)) : nil
  }

  /// Looks over a section that libdw is to see, and expands it where libdw cannot.
  private func prepare(_ section: OpaquePointer, _ header: GElf_Shdr, _ name: String) {
    guard header.sh_type != UInt32(SHT_NOBITS), header.sh_type != UInt32(SHT_NULL) else { return }
    if Self.kind(of: name) == "info" { hasInformation = true }
    guard let size = unsafe Self.expandedSize(section, header, isGNU: name.hasPrefix(".z")) else {
      return
    }
    if size > Self.sizeLimit || size / Self.ratioLimit > header.sh_size {
      problem = "\(name) would expand to \(size) bytes"
    } else if let compression = unsafe Self.compression(of: section, header) {
      switch compression {
      case Self.zlib: unsafe expandZlib(section, header, Int(size))
      case Self.zstandard: unsafe expandZstandard(section, header, Int(size), name)
      default: break
      }
    }
  }

  deinit {
    // The formatter damages `for unsafe`.
    // swift-format-ignore: ReplaceForEachWithForLoop
    unsafe expanded.forEach { unsafe $0.deallocate() }
  }

  private static let zlib = UInt32(ELFCOMPRESS_ZLIB)
  /// ELFCOMPRESS_ZSTD (gABI, 2022); libdw knows it since 0.189, if it was built so.
  private static let zstandard: UInt32 = 2

  /// How a section is compressed, by a number of the gABI; nil for one that is not.
  private static func compression(of section: OpaquePointer, _ header: GElf_Shdr) -> UInt32? {
    var compression = GElf_Chdr()
    guard header.sh_flags & UInt64(SHF_COMPRESSED) != 0,
      unsafe gelf_getchdr(section, &compression) != nil
    else { return nil }
    return compression.ch_type
  }

  /// The size that a section expands to; nil for one that is not compressed. GNU's older form begins
  /// with `ZLIB` and the size, big-endian.
  private static func expandedSize(
    _ section: OpaquePointer, _ header: GElf_Shdr, isGNU: Bool
  ) -> UInt64? {
    if header.sh_flags & UInt64(SHF_COMPRESSED) != 0 {
      var compression = GElf_Chdr()
      return unsafe gelf_getchdr(section, &compression) != nil ? compression.ch_size : nil
    }
    guard isGNU, let bytes = unsafe contents(section, limit: 12), bytes.count == 12,
      bytes.starts(with: "ZLIB".utf8)
    else { return nil }
    return bytes[4...].reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func contents(_ section: OpaquePointer, limit: Int = .max) -> [UInt8]? {
    guard let data = unsafe elf_rawdata(section, nil), let start = unsafe data.pointee.d_buf else {
      return nil
    }
    let count = unsafe min(limit, Int(clamping: data.pointee.d_size))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The size of what comes before the compressed bytes: Elf64_Chdr has 24 bytes, Elf32_Chdr 12.
  private var headSize: Int { unsafe gelf_getclass(elf) == ELFCLASS64 ? 24 : 12 }

  /// Puts the expanded contents of a section in the place of those that zlib compressed. What is not as it
  /// should be is left to libdw.
  private func expandZlib(_ section: OpaquePointer, _ header: GElf_Shdr, _ size: Int) {
    guard size > 0, let data = unsafe elf_rawdata(section, nil),
      let start = unsafe data.pointee.d_buf, unsafe data.pointee.d_size > headSize
    else { return }
    let all = unsafe UnsafeRawBufferPointer(start: start, count: data.pointee.d_size)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    guard
      unsafe ZlibExpansion.expand(UnsafeRawBufferPointer(rebasing: all[headSize...]), into: buffer)
    else {
      unsafe buffer.deallocate()
      return
    }
    unsafe show(buffer, as: section, header)
  }

  /// Puts the expanded contents of a section in the place of those that zstd compressed.
  private func expandZstandard(
    _ section: OpaquePointer, _ header: GElf_Shdr, _ size: Int, _ name: String
  ) {
    guard let expand else {
      problem = "its sections are compressed with zstd"
      return
    }
    guard let bytes = unsafe Self.contents(section), bytes.count > headSize,
      let contents = expand(Array(bytes[headSize...]), size), contents.count == size
    else {
      problem = "\(name) is compressed with zstd and cannot be expanded"
      return
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    unsafe buffer.copyBytes(from: contents)
    unsafe show(buffer, as: section, header)
  }

  /// Shows libdw a section as if `buffer`, which is kept, were its contents in the file.
  private func show(
    _ buffer: UnsafeMutableRawBufferPointer, as section: OpaquePointer, _ original: GElf_Shdr
  ) {
    unsafe expanded.append(buffer)
    var header = original
    header.sh_flags &= ~UInt64(SHF_COMPRESSED)
    _ = unsafe gelf_update_shdr(section, &header)
    // libdw takes the one or the other, by its release.
    // The formatter damages `for unsafe`.
    // swift-format-ignore: ReplaceForEachWithForLoop
    unsafe [elf_rawdata(section, nil), elf_getdata(section, nil)].forEach { data in
      unsafe data?.pointee.d_buf = UnsafeMutableRawPointer(buffer.baseAddress)
      unsafe data?.pointee.d_size = buffer.count
    }
  }
}
