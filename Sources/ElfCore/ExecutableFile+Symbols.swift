// The ELF symbol table by address: what global variable a data address belongs to.

/// A symbol that covers an address.
package struct DataSymbol: Sendable, Equatable {
  package let name: String
  /// Its address in the process.
  package let address: Address
  /// Its size in bytes.
  package let size: UInt64
}

extension ExecutableFile {
  /// The variable that holds `address`, by the symbol table: the smallest symbol that covers it. Nil in
  /// a stripped file.
  package func dataSymbol(holding address: Address) -> DataSymbol? {
    guard let table = section(".symtab"), let names = section(".strtab"),
      let start = Int(exactly: table.fileOffset), let size = Int(exactly: table.size),
      let firstName = Int(exactly: names.fileOffset)
    else { return nil }
    let wanted = address.rawValue &- loadBias
    let entrySize = image.is64Bit ? 24 : 16
    var best: (name: UInt32, address: UInt64, size: UInt64)?
    for offset in stride(from: start, to: min(start &+ size, file.count), by: entrySize) {
      // st_info: 0 notype, 1 object; st_shndx 0 is a symbol of another file.
      guard let info = file.load(at: offset + (image.is64Bit ? 4 : 12), as: UInt8.self),
        info & 0xf <= 1,
        let section = file.load(at: offset + (image.is64Bit ? 6 : 14), as: UInt16.self),
        section != 0,
        let value = number(at: offset + (image.is64Bit ? 8 : 4)),
        let length = number(at: offset + (image.is64Bit ? 16 : 8)),
        wanted >= value, wanted &- value < length, length < best?.size ?? .max,
        let name = file.load(at: offset, as: UInt32.self)
      else { continue }
      best = (name, value, length)
    }
    guard let best, let name = Int(exactly: best.name),
      let end = file.endOfCString(at: firstName &+ name, limit: 4_096),
      let bytes = file.bytes(at: firstName &+ name, count: end - firstName - name)
    else { return nil }
    return DataSymbol(
      name: String(decoding: bytes, as: UTF8.self), address: Address(best.address &+ loadBias),
      size: best.size)
  }

  private func number(at offset: Int) -> UInt64? {
    image.is64Bit
      ? file.load(at: offset, as: UInt64.self)
      : file.load(at: offset, as: UInt32.self).map(UInt64.init)
  }
}
