// Reads in which a miss is an answer like any other. Searches look at words that may be anything, and walks
// over what is damaged go on without what is not there. Who has to say what is missing reads with `try`.

extension AddressSpace {
  /// The word at `address`; nil where none can be read.
  package func wordIfThere(_ address: Address) -> UInt64? { try? word(address) }

  /// The pointer at `address`; nil where none can be read.
  package func pointerIfThere(_ address: Address) -> Address? { try? pointer(address) }

  /// All of the `count` bytes from `address` on; nil where one cannot be read.
  package func bytesIfThere(at address: Address, count: Int) -> [UInt8]? {
    try? bytes(at: address, count: count)
  }
}

extension MemoryReader {
  /// The word at `address`; nil where none can be read.
  @inlinable
  package mutating func wordIfThere(_ address: Address) -> UInt64? { try? word(address) }

  /// The pointer at `address`; nil where none can be read.
  @inlinable
  package mutating func pointerIfThere(_ address: Address) -> Address? { try? pointer(address) }
}
