// Where the function table lies in an executable whose section headers may be gone.

internal import ElfCore

extension ExecutableFile {
  private static let tableSections = [
    ".gopclntab", ".data.rel.ro.gopclntab",
  ]

  /// The offset in the file of the function table; nil when the file has none.
  func functionTableOffset() -> Int? {
    for name in Self.tableSections {
      if let section = section(name), let offset = Int(exactly: section.fileOffset),
        PCTable(file: file, base: offset) != nil
      {
        return offset
      }
    }
    // An external linker merges the section into another one; strip may drop the headers.
    for segment in contents where !segment.isExecutable {
      if let found = scan(segment) { return found }
    }
    for segment in contents where segment.isExecutable {
      if let found = scan(segment) { return found }
    }
    return nil
  }

  private func scan(_ segment: ProgramHeader) -> Int? {
    guard let start = Int(exactly: segment.fileOffset), let size = Int(exactly: segment.fileSize),
      start < file.count
    else { return nil }
    let end = min(file.count, start + size) - 64
    var offset = (start + 7) & ~7
    while offset < end {
      // The low half of both magics, before anything else is looked at.
      if file.load(at: offset + 1, as: UInt32.self).map({ $0 & 0x00ff_ffff == 0x00ff_ffff })
        == true,
        let table = PCTable(file: file, base: offset), table.isConsistent
      {
        return offset
      }
      offset += 8
    }
    return nil
  }

  /// The address in the file at which the byte at `offset` is loaded.
  func address(ofFileOffset offset: Int) -> Address? {
    for segment in contents {
      let distance = UInt64(offset).subtractingReportingOverflow(segment.fileOffset)
      if !distance.overflow, distance.partialValue < segment.fileSize {
        return Address(segment.address &+ distance.partialValue)
      }
    }
    return nil
  }
}
