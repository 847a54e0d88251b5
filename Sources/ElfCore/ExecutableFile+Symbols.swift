// The ELF symbol table: what global variable a data address belongs to, and where variables are.

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
    let wanted = address.rawValue &- loadBias
    var best: DataEntry?
    forEachDataEntry { entry in
      guard wanted >= entry.value, wanted &- entry.value < entry.size,
        entry.size < best?.size ?? .max
      else { return }
      best = entry
    }
    return best.flatMap(symbol)
  }

  /// The variables whose names are wanted, in the order of the symbol table. None in a stripped file.
  package func dataSymbols(where isWanted: (String) -> Bool) -> [DataSymbol] {
    var found: [DataSymbol] = []
    forEachDataEntry { entry in
      guard entry.size > 0, let symbol = symbol(entry), isWanted(symbol.name) else { return }
      found.append(symbol)
    }
    return found
  }

  /// Whether there is a symbol table, without which no variable has a name.
  package var namesVariables: Bool { section(".symtab") != nil }

  /// A line of the symbol table, in the file's own addresses.
  private struct DataEntry {
    /// Where its name begins among the names.
    let name: UInt32
    let value: UInt64
    let size: UInt64
  }

  private func forEachDataEntry(_ body: (DataEntry) -> Void) {
    guard let table = section(".symtab"),
      let start = Int(exactly: table.fileOffset), let size = Int(exactly: table.size)
    else { return }
    let entrySize = image.is64Bit ? 24 : 16
    for offset in stride(from: start, to: min(start &+ size, file.count), by: entrySize) {
      // st_info: 0 notype, 1 object; st_shndx 0 is a symbol of another file.
      guard let info = file.load(at: offset + (image.is64Bit ? 4 : 12), as: UInt8.self),
        info & 0xf <= 1,
        let section = file.load(at: offset + (image.is64Bit ? 6 : 14), as: UInt16.self),
        section != 0,
        let value = number(at: offset + (image.is64Bit ? 8 : 4)),
        let length = number(at: offset + (image.is64Bit ? 16 : 8)),
        let name = file.load(at: offset, as: UInt32.self)
      else { continue }
      body(DataEntry(name: name, value: value, size: length))
    }
  }

  private func symbol(_ entry: DataEntry) -> DataSymbol? {
    guard let names = section(".strtab"), let firstName = Int(exactly: names.fileOffset),
      let name = Int(exactly: entry.name),
      let end = file.endOfCString(at: firstName &+ name, limit: 4_096),
      let bytes = file.bytes(at: firstName &+ name, count: end - firstName - name)
    else { return nil }
    return DataSymbol(
      name: String(decoding: bytes, as: UTF8.self), address: Address(entry.value &+ loadBias),
      size: entry.size)
  }

  private func number(at offset: Int) -> UInt64? {
    image.is64Bit
      ? file.load(at: offset, as: UInt64.self)
      : file.load(at: offset, as: UInt32.self).map(UInt64.init)
  }
}
