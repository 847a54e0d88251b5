// Whether a program has a function of some name, be it only inlined into others.

extension PCTable {
  /// Adds the hashes of the names of all functions, also of those that are only inlined into others.
  func addNameHashes(to hashes: inout Set<UInt64>) {
    var hash = Self.emptyHash
    for byte in nameBytes {
      if byte == 0 {
        hashes.insert(hash)
        hash = Self.emptyHash
      } else {
        hash = Self.hash(hash, byte)
      }
    }
  }

  /// The hash of a name: FNV-1a with 64 bits.
  static func hash(of name: String) -> UInt64 { name.utf8.reduce(emptyHash, hash) }

  private static let emptyHash: UInt64 = 0xcbf2_9ce4_8422_2325

  private static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
