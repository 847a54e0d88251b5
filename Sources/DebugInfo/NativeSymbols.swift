// The functions of an ELF file's symbol table, by address.

internal import Basics
internal import CElfutils

/// Functions by address, from `.symtab`, or from `.dynsym` where `.symtab` was stripped.
@safe struct NativeSymbols {
  /// One function. Where the table gives no size, as for much assembly, `end` is its start.
  private struct Function {
    let start: UInt64
    let end: UInt64
    /// Where the section ends, and with it every function.
    let limit: UInt64
    let rank: UInt8
    let name: Int
  }

  private var functions: [Function] = []
  private let elf: OpaquePointer
  private var strings = 0
  private static let limit = 4_000_000

  init(_ elf: OpaquePointer) {
    unsafe self.elf = elf
    var best: (section: OpaquePointer, header: GElf_Shdr)?
    var section: OpaquePointer? = nil
    for _ in 0..<100_000 {
      unsafe section = elf_nextscn(elf, section)
      guard let current = unsafe section else { break }
      var header = GElf_Shdr()
      guard unsafe gelf_getshdr(current, &header) != nil, header.sh_entsize > 0 else { continue }
      if unsafe header.sh_type == UInt32(SHT_SYMTAB)
        || (header.sh_type == UInt32(SHT_DYNSYM) && best == nil)
      {
        unsafe best = (current, header)
      }
    }
    guard let best = unsafe best, let data = unsafe elf_getdata(best.section, nil) else { return }
    strings = unsafe Int(best.header.sh_link)
    unsafe read(data, count: min(best.header.sh_size / best.header.sh_entsize, UInt64(Self.limit)))
  }

  private mutating func read(_ data: UnsafeMutablePointer<Elf_Data>, count: UInt64) {
    var sections: [UInt16: UInt64?] = [:]
    for index in 0..<Int32(count) {
      var symbol = GElf_Sym()
      guard unsafe gelf_getsym(data, index, &symbol) != nil else { break }
      // Assembly without a `.type` directive gives NOTYPE; IFUNC resolvers are functions, too.
      guard symbol.st_shndx != 0, symbol.st_shndx < 0xff00,
        [0, 2, 10].contains(symbol.st_info & 0xf), symbol.st_name > 0
      else { continue }
      if sections[symbol.st_shndx] == nil {
        sections[symbol.st_shndx] = .some(end(ofCode: symbol.st_shndx))
      }
      guard case .some(.some(let limit)) = sections[symbol.st_shndx], symbol.st_value < limit
      else { continue }
      let end = symbol.st_value.addingReportingOverflow(symbol.st_size)
      // Of several names, the global one is the one in manuals: abort, not __GI_abort.
      let binding: UInt8 = symbol.st_info >> 4 == 1 ? 0 : symbol.st_info >> 4 == 2 ? 1 : 2
      functions.append(
        Function(
          start: symbol.st_value, end: end.overflow ? limit : min(end.partialValue, limit),
          limit: limit, rank: binding, name: Int(symbol.st_name)))
    }
    functions.sort { ($0.start, $0.rank, $0.name) < ($1.start, $1.rank, $1.name) }
  }

  /// The end of a section of code; nil for other sections.
  private func end(ofCode index: UInt16) -> UInt64? {
    var header = GElf_Shdr()
    guard let section = unsafe elf_getscn(elf, Int(index)),
      unsafe gelf_getshdr(section, &header) != nil,
      header.sh_flags & 4 != 0
    else { return nil }
    let end = header.sh_addr.addingReportingOverflow(header.sh_size)
    return end.overflow ? nil : end.partialValue
  }

  /// The function at `address`: the innermost sized one around it, or one without a size next below, which
  /// ends where it starts.
  func function(at address: UInt64) -> (name: String, start: UInt64, end: UInt64)? {
    let next = functions.partitioningIndex { $0.start > address }
    var unsized: Function?
    // Sized functions seldom nest, and never deep.
    for index in stride(from: next - 1, through: max(0, next - 64), by: -1) {
      let function = functions[index]
      if function.end > address { return named(best(at: index)) }
      if function.end == function.start {
        if function.start != unsized?.start || function.rank < (unsized?.rank ?? .max) {
          if unsized == nil || unsized?.start == function.start { unsized = function }
        }
      } else if unsized == nil || function.start < (unsized?.start ?? 0) {
        break
      }
    }
    guard let unsized, address < unsized.limit else { return nil }
    return named(unsized)
  }

  /// The usual one of the names of a function.
  private func best(at index: Int) -> Function {
    let wanted = functions[index]
    var found = wanted
    var place = index
    while place > 0, functions[place - 1].start == wanted.start { place -= 1 }
    var text: String?
    while place < functions.count, functions[place].start == wanted.start, place - index < 64 {
      let other = functions[place]
      place += 1
      guard other.end == wanted.end, other.rank <= found.rank, let name = name(of: other) else {
        continue
      }
      if let text, other.rank == found.rank,
        (name.utf8.count, name) >= (text.utf8.count, text)
      {
        continue
      }
      found = other
      text = name
    }
    return found
  }

  private func named(_ function: Function) -> (name: String, start: UInt64, end: UInt64)? {
    name(of: function).map { ($0, function.start, function.end) }
  }

  /// The name without the version that follows an `@`.
  private func name(of function: Function) -> String? {
    guard let text = unsafe elf_strptr(elf, strings, function.name) else { return nil }
    let name = unsafe String(String(cString: text).prefix { $0 != "@" })
    return name.isEmpty ? nil : name
  }
}
