// Where moduledata lies when no symbol says so: its first word is the address of the function table.

internal import ElfCore

/// Finds the first module of a program without symbols.
struct ModuleSearch {
  let executable: ExecutableFile
  let memory: AddressSpace
  let facts: RuntimeFacts

  /// The address of moduledata in the process; nil when none validates.
  func find() -> Address? {
    guard let offset = executable.functionTableOffset(),
      let tableAddress = executable.address(ofFileOffset: offset),
      let table = PCTable(file: executable.file, base: offset)
    else { return nil }
    let wanted = tableAddress.rawValue &+ executable.loadBias
    let word = memory.pointerSize
    var reader = memory.reader()
    // From go1.26 on it has a section of its own, outside the ranges that it names.
    for segment in executable.image.segments
    where segment.type == ProgramHeader.load && segment.isWritable {
      let start = Address(segment.address &+ executable.loadBias)
      let range = AddressRange(start: start, end: start &+ Int(clamping: segment.memorySize))
      for part in memory.dumpedParts(of: range) {
        var address = Address((part.start.rawValue &+ 7) & ~7)
        while address < part.end {
          if (try? reader.word(address)) == wanted, isModule(address, table, wanted) {
            return address
          }
          address = address &+ word
        }
      }
    }
    return nil
  }

  private func isModule(_ address: Address, _ table: PCTable, _ tableAddress: UInt64) -> Bool {
    func word(_ field: RuntimeField, _ index: Int = 0) -> UInt64? {
      facts[field].flatMap {
        try? memory.word(address &+ ($0.offset + index * memory.pointerSize))
      }
    }
    guard let count = word(.moduleFunctions, 1), count == UInt64(table.functionCount) + 1,
      let functions = word(.moduleFunctions),
      functions == tableAddress &+ UInt64(table.functionsOffset),
      let names = word(.moduleNames), names == tableAddress &+ UInt64(table.namesOffset),
      let text = word(.moduleText), let low = word(.moduleMinPC), let high = word(.moduleMaxPC),
      let end = word(.moduleTextEnd)
    else { return false }
    // etext is aligned up since go1.26, so that maxpc need not equal it.
    return text <= low && low < high && high <= end
  }
}
