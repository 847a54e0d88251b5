// Finds moduledata without symbols: its first word is the address of the function table.

internal import ElfCore

/// Finds the first module of a program without symbols.
struct ModuleSearch {
  let executable: ExecutableFile
  let runtime: RuntimeMemory

  /// The address of moduledata in the process; nil when none validates.
  func find() -> Address? {
    guard let offset = executable.functionTableOffset(),
      let tableAddress = executable.address(ofFileOffset: offset),
      let table = PCTable(file: executable.file, base: offset)
    else { return nil }
    let wanted = tableAddress.rawValue &+ executable.loadBias
    let memory = runtime.memory
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
          if reader.wordIfThere(address) == wanted,
            (try? isModule(runtime.record(at: address), table, wanted)) == true
          {
            return address
          }
          address = address &+ word
        }
      }
    }
    return nil
  }

  private func isModule(
    _ module: RuntimeRecord, _ table: PCTable, _ tableAddress: UInt64
  ) throws(RecordError) -> Bool {
    guard try module[.moduleFunctions].word(1) == UInt64(table.functionCount) + 1,
      try module[.moduleFunctions].word() == tableAddress &+ UInt64(table.functionsOffset),
      try module[.moduleNames].word() == tableAddress &+ UInt64(table.namesOffset)
    else { return false }
    let text = try module.range(.moduleText, .moduleTextEnd)
    let functions = try module.range(.moduleMinPC, .moduleMaxPC)
    // etext is aligned up since go1.26, so that maxpc need not equal it.
    return functions.count > 0 && text.start <= functions.start && functions.end <= text.end
  }
}
