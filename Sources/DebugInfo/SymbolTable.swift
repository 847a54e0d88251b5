// The ELF symbol table: addresses by name, to cross-check DWARF and to stand in for it.

internal import CElfutils
internal import ElfCore
internal import Glibc

/// Addresses and sizes of the symbols that were asked for.
package struct SymbolTable: Sendable {
  package let symbols: [String: Variable]

  /// Reads `.symtab` of the file at `descriptor`; nil where the file has none.
  package init?(descriptor original: Int32, names: Set<String>) {
    _ = elf_version(UInt32(EV_CURRENT))
    let copy = dup(original)
    guard copy >= 0 else { return nil }
    defer { close(copy) }
    guard let elf = unsafe elf_begin(copy, ELF_C_READ_MMAP, nil) else { return nil }
    defer { unsafe elf_end(elf) }
    var found: [String: Variable]?
    var section: OpaquePointer? = nil
    while true {
      unsafe section = elf_nextscn(elf, section)
      guard let current = unsafe section else { break }
      var header = GElf_Shdr()
      guard unsafe gelf_getshdr(current, &header) != nil,
        header.sh_type == UInt32(SHT_SYMTAB), header.sh_entsize > 0
      else { continue }
      found = unsafe Self.scan(elf, current, header, names)
      break
    }
    guard let found else { return nil }
    symbols = found
  }

  private static func scan(
    _ elf: OpaquePointer, _ section: OpaquePointer, _ header: GElf_Shdr, _ names: Set<String>
  ) -> [String: Variable] {
    guard let data = unsafe elf_getdata(section, nil) else { return [:] }
    var found: [String: Variable] = [:]
    for index in 0..<min(header.sh_size / header.sh_entsize, UInt64(Int32.max)) {
      var symbol = GElf_Sym()
      guard unsafe gelf_getsym(data, Int32(index), &symbol) != nil else { break }
      // 0 notype, 1 object: functions are in pclntab.
      guard symbol.st_info & 0xf <= 1, symbol.st_shndx != 0,
        let text = unsafe elf_strptr(elf, Int(header.sh_link), Int(symbol.st_name)),
        unsafe text[0] == 0x72, unsafe text[1] == 0x75
      else { continue }
      let name = unsafe String(cString: text)
      if names.contains(name) {
        found[name] = Variable(
          address: symbol.st_value,
          size: symbol.st_size > 0 ? Int(exactly: symbol.st_size) : nil)
        if found.count == names.count { break }
      }
    }
    return found
  }
}
