// Finds moduledata when the function table that it points to is not at hand: by words of its own that
// agree with each other.

internal import ElfCore

/// Finds the first module in a core's memory alone.
struct DumpedModuleSearch {
  let runtime: RuntimeMemory
  /// Where writable data lies.
  let ranges: [AddressRange]
  /// The table's header: eight bytes and eight words at most (runtime/symtab.go pcHeader), then
  /// alignment.
  private static let headerLimit: UInt64 = 0x100

  /// The address of moduledata in the process; nil when no words agree.
  func find() -> Address? {
    guard let header = runtime.facts[.moduleHeader], let names = runtime.facts[.moduleNames] else {
      return nil
    }
    var reader = runtime.memory.reader()
    var found: Address?
    for range in ranges {
      runtime.memory.forEachWord(in: range, from: 1, below: .max) { place, table in
        let address = place &- header.offset
        // The names follow the table's header: few words of any memory point at each other so.
        guard found == nil, let name = reader.wordIfThere(address &+ names.offset), name > table,
          name - table <= Self.headerLimit,
          (try? isModule(runtime.record(at: address), names: name)) == true
        else { return }
        found = address
      }
    }
    return found
  }

  private func isModule(
    _ module: RuntimeRecord, names: UInt64
  ) throws(RecordError) -> Bool {
    let functions = try module[.moduleFunctions].word()
    guard try isFullSlice(module[.moduleNames]), try isFullSlice(module[.moduleFunctions]),
      functions >= names, try functions - names >= module[.moduleNames].word(1)
    else { return false }
    let text = try module.range(.moduleText, .moduleTextEnd)
    let code = try module.range(.moduleMinPC, .moduleMaxPC)
    let data = try module.range(.moduleData, .moduleDataEnd)
    let zeroed = try module.range(.moduleBSS, .moduleBSSEnd)
    guard code.count > 0, data.count > 0, zeroed.count > 0, text.start <= code.start,
      code.end <= text.end
    else { return false }
    return ranges.contains { $0.contains(data.start) && $0.containsOrEnds(at: data.end) }
      && runtime.memory.readableCount(from: zeroed.start) > 0
  }

  /// Whether a slice has elements and no room for more, as the linker's slices do.
  private func isFullSlice(_ slice: RuntimePlace) throws(RecordError) -> Bool {
    let count = try slice.word(1)
    let capacity = try slice.word(2)
    return count > 1 && count == capacity && count < 1 << 40
  }
}
