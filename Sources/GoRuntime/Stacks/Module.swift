// moduledata: the linker's description of one piece of Go code, for the runtime. A program has one, and
// each plugin has another.

package import ElfCore

/// One module of Go code: its table and the addresses that the table's numbers are relative to.
package struct Module: Sendable {
  package let table: PCTable
  /// The text's start, from the module: the table's own copy is 0 since go1.26.
  package let text: Address
  /// The end of the last function.
  package let textEnd: Address
  /// The file that holds the function data, and the offset that its numbers are relative to; nil
  /// where a core has the table and not the data.
  let functionDataFile: MappedFile
  let functionDataBase: Int?
  /// Text sections that are not contiguous (`textsect`): start offset, end offset, address.
  private let sections: [(start: UInt64, end: UInt64, address: UInt64)]

  /// Reads a moduledata; nil when it makes no sense or `executable` does not hold its table. Fails where it
  /// cannot be read whole: without one of its addresses every function would be in the wrong place.
  init?(
    _ record: RuntimeRecord, in runtime: RuntimeMemory, executable: ExecutableFile
  ) throws(RecordError) {
    let header = try record[.moduleHeader].pointer()
    let text = try record[.moduleText].pointer()
    let functionData = try record[.moduleFunctionData].pointer()
    guard let place = executable.bytes(from: header),
      let table = PCTable(file: executable.file, base: place.offset),
      !executable.isOfCore || table.isInside(place.count)
    else { return nil }
    let functionDataBase = executable.fileOffset(of: functionData)
    guard executable.isOfCore || functionDataBase != nil else { return nil }
    self.table = table
    self.text = text
    self.functionDataFile = executable.file
    self.functionDataBase = functionDataBase
    self.sections = try Self.readSections(of: record, runtime)
    let end = UInt64(table.endOffset)
    self.textEnd = Self.address(of: end, text: text, sections)
  }

  private static func readSections(
    of record: RuntimeRecord, _ runtime: RuntimeMemory
  ) throws(RecordError) -> [(start: UInt64, end: UInt64, address: UInt64)] {
    guard let (data, count) = try record[ifPresent: .moduleTextSections]?.slice(), count > 1,
      count < 1_000
    else { return [] }
    let words = runtime.place(at: data)
    var sections: [(start: UInt64, end: UInt64, address: UInt64)] = []
    for index in 0..<Int(count) {
      sections.append(
        (
          start: try words.word(index * 3), end: try words.word(index * 3 + 1),
          address: try words.word(index * 3 + 2)
        ))
    }
    return sections
  }

  private static func address(
    of offset: UInt64, text: Address, _ sections: [(start: UInt64, end: UInt64, address: UInt64)]
  ) -> Address {
    for section in sections where offset >= section.start && offset < section.end {
      return Address(section.address &+ (offset &- section.start))
    }
    return Address(text.rawValue &+ offset)
  }

  /// The address of the byte at `offset` from the text's start.
  func address(ofText offset: UInt32) -> Address {
    sections.isEmpty
      ? Address(text.rawValue &+ UInt64(offset))
      : Self.address(of: UInt64(offset), text: text, sections)
  }

  /// The distance of `address` from the text's start; nil when it is no Go code of this module.
  func textOffset(of address: Address) -> UInt32? {
    for section in sections {
      let distance = address.rawValue.subtractingReportingOverflow(section.address)
      if !distance.overflow, distance.partialValue < section.end &- section.start {
        return UInt32(exactly: section.start &+ distance.partialValue)
      }
    }
    guard sections.isEmpty, address >= text, address < textEnd else { return nil }
    return UInt32(exactly: address.rawValue &- text.rawValue)
  }
}
