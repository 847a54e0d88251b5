// Where moduledata lies when the function table that it points to is not at hand: by the agreement of
// its own words.

internal import ElfCore

/// Finds the first module in a core's memory alone.
struct DumpedModuleSearch {
  let memory: AddressSpace
  let facts: RuntimeFacts
  /// Where writable data lies.
  let ranges: [AddressRange]
  /// The table's header: eight bytes and eight words at most (runtime/symtab.go pcHeader), then
  /// alignment.
  private static let headerLimit: UInt64 = 0x100

  /// The address of moduledata in the process; nil when no words agree.
  func find() -> Address? {
    guard let header = facts[.moduleHeader], let names = facts[.moduleNames] else { return nil }
    let word = memory.pointerSize
    var reader = memory.reader()
    for part in ranges.flatMap({ memory.dumpedParts(of: $0) }) {
      var address = Address((part.start.rawValue &+ 7) & ~7)
      while address < part.end {
        // The names follow the table's header: few words of any memory point at each other so.
        if let table = try? reader.word(address &+ header.offset), table != 0,
          let name = try? reader.word(address &+ names.offset), name > table,
          name - table <= Self.headerLimit, isModule(address, table, name)
        {
          return address
        }
        address = address &+ word
      }
    }
    return nil
  }

  private func isModule(_ address: Address, _ table: UInt64, _ names: UInt64) -> Bool {
    func word(_ field: RuntimeField, _ index: Int = 0) -> UInt64? {
      facts[field].flatMap {
        try? memory.word(address &+ ($0.offset + index * memory.pointerSize))
      }
    }
    func isSlice(_ field: RuntimeField) -> Bool {
      guard let count = word(field, 1), let capacity = word(field, 2) else { return false }
      return count > 1 && count == capacity && count < 1 << 40
    }
    guard isSlice(.moduleNames), isSlice(.moduleFunctions), let size = word(.moduleNames, 1),
      let functions = word(.moduleFunctions), functions >= names, functions - names >= size,
      let text = word(.moduleText), let low = word(.moduleMinPC), let high = word(.moduleMaxPC),
      let end = word(.moduleTextEnd), text <= low, low < high, high <= end,
      let data = word(.moduleData), let dataEnd = word(.moduleDataEnd), data < dataEnd,
      let bss = word(.moduleBSS), let bssEnd = word(.moduleBSSEnd), bss < bssEnd
    else { return false }
    return ranges.contains { $0.contains(Address(data)) && $0.containsOrEnds(at: Address(dataEnd)) }
      && memory.readableCount(from: Address(bss)) > 0
  }
}
