// A file's DWARF through libdw. With its extensions the only user of `Dwarf *` and `Dwarf_Die`.

internal import CElfutils
internal import ElfCore
internal import Glibc

/// The DWARF of one file. Not `Sendable`: libdw 0.188 gives wrong answers when threads share a handle.
@safe
package final class DwarfFile {
  let dwarf: OpaquePointer
  private let elf: OpaquePointer
  private let descriptor: Int32
  /// The path, for messages.
  package let path: String

  /// Sections that libdw would inflate when it opens a file and that gocore never asks it for: Go's
  /// lines and frames come from pclntab. Hiding them saves most of the opening time of a compressed
  /// binary (it is the largest fixed cost of a run).
  private static let unneeded: Set<String> = [
    "line", "frame", "loc", "loclists", "ranges", "rnglists", "aranges", "pubnames", "pubtypes",
    "gdb_scripts", "macro", "types",
  ]

  /// Opens the DWARF of the file at `descriptor`, which is duplicated.
  package init(descriptor original: Int32, path: String) throws(DebugInfoError) {
    _ = elf_version(UInt32(EV_CURRENT))
    let copy = dup(original)
    guard copy >= 0 else { throw .unreadable(path: path, reason: "error \(errno)") }
    // Private mapping: hiding a section changes its header in memory only.
    guard let elf = elf_begin(copy, ELF_C_READ_MMAP_PRIVATE, nil) else {
      close(copy)
      throw .unreadable(path: path, reason: Self.message(elf_errmsg(-1)))
    }
    let found = Self.hideUnneededSections(elf)
    guard found.hasInformation else {
      elf_end(elf)
      close(copy)
      throw .absent(path: path)
    }
    guard let dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nil) else {
      let reason = Self.message(dwarf_errmsg(-1))
      elf_end(elf)
      close(copy)
      throw .unusable(
        path: path,
        reason: found.usesZstandard ? "its sections are compressed with zstd" : reason)
    }
    self.dwarf = dwarf
    self.elf = elf
    self.descriptor = copy
    self.path = path
  }

  deinit {
    dwarf_end(dwarf)
    elf_end(elf)
    close(descriptor)
  }

  private static func hideUnneededSections(
    _ elf: OpaquePointer
  ) -> (hasInformation: Bool, usesZstandard: Bool) {
    var result = (hasInformation: false, usesZstandard: false)
    var names = 0
    guard elf_getshdrstrndx(elf, &names) == 0 else { return result }
    var section: OpaquePointer? = nil
    while true {
      section = elf_nextscn(elf, section)
      guard let current = section else { return result }
      var header = GElf_Shdr()
      guard gelf_getshdr(current, &header) != nil,
        let text = elf_strptr(elf, names, Int(header.sh_name))
      else { continue }
      let name = String(cString: text)
      let kind: Substring
      if name.hasPrefix(".debug_") {
        kind = name.dropFirst(7)
      } else if name.hasPrefix(".zdebug_") {
        kind = name.dropFirst(8)
      } else {
        continue
      }
      if kind == "info" {
        result.hasInformation = header.sh_type != UInt32(SHT_NOBITS)
        var compression = GElf_Chdr()
        if gelf_getchdr(current, &compression) != nil {
          result.usesZstandard = compression.ch_type == 2
        }
      }
      if unneeded.contains(String(kind)) {
        header.sh_type = UInt32(SHT_NOBITS)
        _ = gelf_update_shdr(current, &header)
      }
    }
  }

  private static func message(_ text: UnsafePointer<CChar>?) -> String {
    guard let text = text else { return "unknown reason" }
    return String(cString: text)
  }
}
