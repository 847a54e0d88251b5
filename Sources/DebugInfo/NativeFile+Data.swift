// The data of a file with compiled code: where its variables lie, and what its read-only pages say.

internal import CElfutils

extension NativeFile {
  /// The address of the variable with this name (in the file; no load bias).
  package func variable(_ name: String) -> UInt64? {
    var section: OpaquePointer? = nil
    for _ in 0..<100_000 {
      unsafe section = elf_nextscn(elf, section)
      guard let current = unsafe section else { return nil }
      var header = GElf_Shdr()
      guard unsafe gelf_getshdr(current, &header) != nil, header.sh_entsize > 0,
        header.sh_type == UInt32(SHT_SYMTAB) || header.sh_type == UInt32(SHT_DYNSYM),
        let data = unsafe elf_getdata(current, nil)
      else { continue }
      if let found = unsafe variable(name, in: data, header) { return found }
    }
    return nil
  }

  private func variable(
    _ name: String, in data: UnsafeMutablePointer<Elf_Data>, _ header: GElf_Shdr
  ) -> UInt64? {
    let count = min(header.sh_size / header.sh_entsize, 4_000_000)
    let wanted = Array(name.utf8)
    for index in 0..<Int32(count) {
      var symbol = GElf_Sym()
      guard unsafe gelf_getsym(data, index, &symbol) != nil else { return nil }
      // Data that is defined here: STT_OBJECT.
      guard symbol.st_info & 0xf == 1, symbol.st_shndx != 0, symbol.st_name > 0,
        let text = unsafe elf_strptr(elf, Int(header.sh_link), Int(symbol.st_name))
      else { continue }
      // A version may follow an `@`.
      var offset = 0
      while offset < wanted.count, unsafe UInt8(bitPattern: text[offset]) == wanted[offset] {
        offset += 1
      }
      guard offset == wanted.count else { continue }
      if unsafe text[offset] == 0 || text[offset] == 0x40 { return symbol.st_value }
    }
    return nil
  }

  /// Up to `count` bytes of what is loaded at `address` (in the file; no load bias), as the file has
  /// them.
  package func bytes(at address: UInt64, count: Int) -> [UInt8] {
    var total = 0
    guard unsafe elf_getphdrnum(elf, &total) == 0 else { return [] }
    for index in 0..<min(total, 1_000) {
      var header = GElf_Phdr()
      guard unsafe gelf_getphdr(elf, Int32(index), &header) != nil else { return [] }
      guard header.p_type == UInt32(PT_LOAD), address >= header.p_vaddr,
        address - header.p_vaddr < header.p_filesz
      else { continue }
      let distance = address - header.p_vaddr
      let wanted = min(UInt64(max(count, 0)), header.p_filesz - distance)
      let (offset, overflow) = header.p_offset.addingReportingOverflow(distance)
      guard !overflow, let place = Int64(exactly: offset), wanted > 0,
        let data = unsafe elf_getdata_rawchunk(elf, place, Int(wanted), ELF_T_BYTE),
        let start = unsafe data.pointee.d_buf
      else { return [] }
      return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: Int(data.pointee.d_size)))
    }
    return []
  }
}
