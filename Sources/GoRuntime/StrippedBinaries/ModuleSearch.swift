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
    var found: Address?
    // From go1.26 on it has a section of its own, outside the ranges that it names.
    for range in executable.image.segments.writableRanges(bias: executable.loadBias) {
      runtime.memory.forEachWord(in: range, from: wanted, below: wanted &+ 1) { address, _ in
        if found == nil, (try? isModule(runtime.record(at: address), table, wanted)) == true {
          found = address
        }
      }
    }
    return found
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
