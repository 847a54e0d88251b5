// NT_PRPSINFO, NT_AUXV and NT_FILE: the process as a whole.

/// NT_PRPSINFO: the process's name and the start of its command line.
package struct ProcessInformation: Sendable {
  package let processID: Int32
  package let parentID: Int32
  package let userID: UInt32
  /// The executable's name, cut at 15 bytes by the kernel.
  package let name: String
  /// The command line, cut at 79 bytes by the kernel, its words joined by spaces.
  package let arguments: String

  init?(_ bytes: [UInt8], _ layout: Architecture.NoteLayout) {
    guard let process = bytes.int32(at: layout.prpsinfoProcessID),
      let parent = bytes.int32(at: layout.prpsinfoProcessID + 4),
      let user = bytes.field(at: layout.prpsinfoUserID, size: layout.prpsinfoUserIDSize),
      let name = bytes.text(at: layout.prpsinfoName, limit: 16),
      let arguments = bytes.text(at: layout.prpsinfoArguments, limit: 80)
    else { return nil }
    self.processID = process
    self.parentID = parent
    self.userID = UInt32(user)
    self.name = name
    self.arguments = arguments
  }
}

/// NT_AUXV: the values that the kernel passed to the program when it started.
package struct AuxiliaryVector: Sendable {
  private let values: [UInt64: UInt64]
  /// The first four words, used to find the vector on the stack; empty when it is shorter.
  package let firstBytes: [UInt8]

  package static let programHeaders: UInt64 = 3
  package static let programHeaderCount: UInt64 = 5
  package static let pageSize: UInt64 = 6
  package static let entry: UInt64 = 9
  /// The vDSO's ELF header (AT_SYSINFO_EHDR).
  package static let kernelLibrary: UInt64 = 33
  package static let executablePath: UInt64 = 31

  init(_ bytes: [UInt8], pointerSize: Int) {
    var values: [UInt64: UInt64] = [:]
    for offset in stride(from: 0, to: bytes.count, by: 2 * pointerSize) {
      guard let tag = bytes.field(at: offset, size: pointerSize), tag != 0,
        let value = bytes.field(at: offset + pointerSize, size: pointerSize)
      else { break }
      values[tag] = value
    }
    self.values = values
    firstBytes = bytes.count >= 4 * pointerSize ? Array(bytes.prefix(4 * pointerSize)) : []
  }

  /// The value of `tag`, or nil where the vector has none.
  package subscript(tag: UInt64) -> UInt64? { values[tag] }
}

/// One line of NT_FILE: a file that was mapped.
package struct FileMapping: Sendable {
  package let range: AddressRange
  /// The offset in the file, in bytes.
  package let offset: UInt64
  /// The path in the process's mount namespace, also of a file that has been removed; `memfd:NAME` for
  /// memory that never was one.
  package let path: String

  /// Parses the note. Damage ends the list; `complete` is then false.
  static func parse(
    _ bytes: [UInt8], pointerSize: Int
  ) -> (mappings: [FileMapping], complete: Bool) {
    guard let count = bytes.field(at: 0, size: pointerSize),
      let pageSize = bytes.field(at: pointerSize, size: pointerSize),
      count <= UInt64(bytes.count / (3 * pointerSize))
    else { return ([], false) }
    var name = 2 * pointerSize + Int(count) * 3 * pointerSize
    var mappings: [FileMapping] = []
    for index in 0..<Int(count) {
      let offset = 2 * pointerSize + index * 3 * pointerSize
      guard let start = bytes.field(at: offset, size: pointerSize),
        let end = bytes.field(at: offset + pointerSize, size: pointerSize),
        let page = bytes.field(at: offset + 2 * pointerSize, size: pointerSize),
        name < bytes.count,
        let length = bytes[name...].firstIndex(of: 0).map({ $0 - name })
      else { return (mappings, false) }
      let (fileOffset, overflow) = page.multipliedReportingOverflow(by: pageSize)
      guard !overflow else { return (mappings, false) }
      mappings.append(
        FileMapping(
          range: AddressRange(start: Address(start), end: Address(end)),
          offset: fileOffset,
          path: MappedPath.path(bytes[name..<name + length])))
      name += length + 1
    }
    return (mappings, true)
  }
}
