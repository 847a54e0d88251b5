// The link from a stripped binary to the file that its debug information was moved to.

/// The contents of `.gnu_debuglink` (objcopy(1), --add-gnu-debuglink).
package struct DebugLink: Sendable, Equatable {
  /// The name of the debug file, without folders.
  package let name: String
  /// CRC-32 of the debug file.
  package let checksum: UInt32
}

extension ExecutableFile {
  /// The link to the debug file; nil when there is none or when it holds a path instead of a name.
  package var debugLink: DebugLink? {
    guard let bytes = contents(of: ".gnu_debuglink", limit: 4_096),
      let end = bytes.firstIndex(of: 0), !bytes[..<end].contains(UInt8(ascii: "/")),
      // The check sum follows the name's NUL at the next multiple of four.
      let checksum = bytes.field(at: (end + 4) & ~3, size: 4)
    else { return nil }
    let name = String(decoding: bytes[..<end], as: UTF8.self)
    guard !name.isEmpty, name != ".", name != ".." else { return nil }
    return DebugLink(name: name, checksum: UInt32(truncatingIfNeeded: checksum))
  }

  /// Whether this is a debug file: it describes code that it does not contain (objcopy(1),
  /// --only-keep-debug).
  package var isDebugFile: Bool {
    let code = image.sections.filter {
      $0.name == ".text" || $0.name == ".gopclntab" || $0.name == ".data.rel.ro.gopclntab"
    }
    return !code.isEmpty && code.allSatisfy { !$0.hasBytes }
  }

  /// Whether code lies at the same addresses as in `other`, judging by the section headers.
  package func isLaidOut(like other: ExecutableFile) -> Bool {
    func code(_ file: ExecutableFile) -> SectionHeader? {
      file.image.sections.first { $0.name == ".text" }
    }
    guard image.architecture.name == other.image.architecture.name else { return false }
    guard let mine = code(self), let theirs = code(other) else { return true }
    return mine.address == theirs.address && mine.size == theirs.size
  }

  private func contents(of name: String, limit: Int) -> [UInt8]? {
    guard let section = section(name), let offset = Int(exactly: section.fileOffset),
      let size = Int(exactly: section.size), size <= limit
    else { return nil }
    return file.bytes(at: offset, count: size)
  }
}
