// The command line and the environment, read from where the kernel put them on the first thread's
// stack: no symbols are needed, so no binary is.

/// What the process was started with.
package struct ProcessArguments: Sendable {
  /// The command line's words.
  package let arguments: [String]
  /// The names of the environment variables, without their values.
  package let environmentNames: [String]
  /// The environment as it was, values included. Secrets live here.
  package let environment: [String]

  private static let wordLimit = 100_000

  /// Finds the vectors below the auxiliary vector on the stack (Linux fs/binfmt_elf.c
  /// create_elf_tables): argc, argv, 0, envp, 0, auxv.
  package init?(_ process: ProcessImage) {
    let memory = process.memory
    let word = process.architecture.pointerSize
    guard let vector = process.auxiliaryVector, !vector.firstBytes.isEmpty,
      let path = vector[AuxiliaryVector.executablePath],
      let region = memory.regionRange(of: Address(path))
    else { return nil }
    // Strings may take megabytes between the vectors and the top of the stack.
    let length = min(UInt64(8 << 20), path - region.start.rawValue)
    let start = Address(path - length)
    let (bytes, _) = memory.readablePrefix(at: start, count: Int(length))
    guard var offset = Self.lastOffset(of: vector.firstBytes, in: bytes, step: word) else {
      return nil
    }
    func entry(_ offset: Int) -> UInt64? { bytes.field(at: offset, size: word) }
    offset -= word
    guard entry(offset) == 0 else { return nil }
    var environment: [UInt64] = []
    offset -= word
    while let value = entry(offset), value != 0, environment.count < Self.wordLimit {
      environment.append(value)
      offset -= word
    }
    var arguments: [UInt64] = []
    offset -= word
    while let value = entry(offset), value > UInt64(arguments.count), value != 0,
      arguments.count < Self.wordLimit
    {
      arguments.append(value)
      offset -= word
    }
    guard entry(offset) == UInt64(arguments.count) else { return nil }
    // The kernel allows 128 KiB for a word and 6 MiB for all (ARG_MAX); a hostile core could name
    // the same long word a hundred thousand times.
    var budget = 8 << 20
    func text(_ address: UInt64) -> String {
      let (bytes, _) = memory.readablePrefix(at: Address(address), count: min(128 << 10, budget))
      let text = bytes.text(at: 0, limit: bytes.count) ?? ""
      budget -= text.utf8.count
      return text
    }
    self.arguments = arguments.reversed().map(text)
    self.environment = environment.reversed().map(text)
    self.environmentNames = self.environment.map { String($0.prefix { $0 != "=" }) }.sorted()
  }

  private static func lastOffset(of needle: [UInt8], in bytes: [UInt8], step: Int) -> Int? {
    guard needle.count <= bytes.count else { return nil }
    var offset = (bytes.count - needle.count) / step * step
    while offset > 0 {
      if bytes[offset] == needle[0],
        bytes[offset..<offset + needle.count].elementsEqual(needle)
      {
        return offset
      }
      offset -= step
    }
    return nil
  }
}
