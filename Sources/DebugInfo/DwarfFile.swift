// A file's DWARF, read with libdw. Only this type and its extensions use `Dwarf *` and `Dwarf_Die`.

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
  /// The sections as libdw is to see them.
  private let sections: DwarfSections
  private var openedLocations: OpaquePointer??

  /// Opens the DWARF of the file at `descriptor`, which is duplicated. `expand` expands what libdw
  /// cannot.
  package init(
    descriptor original: Int32, path: String, expand: DwarfSections.Expand? = nil
  ) throws(DebugInfoError) {
    _ = elf_version(UInt32(EV_CURRENT))
    let copy = dup(original)
    guard copy >= 0 else { throw .unreadable(path: path, reason: "error \(errno)") }
    // Private mapping: hiding a section changes its header in memory only.
    guard let elf = unsafe elf_begin(copy, ELF_C_READ_MMAP_PRIVATE, nil) else {
      close(copy)
      throw unsafe .unreadable(path: path, reason: Self.message(elf_errmsg(-1)))
    }
    let sections = unsafe DwarfSections(elf, expand: expand)
    guard sections.hasInformation else {
      unsafe elf_end(elf)
      close(copy)
      throw .absent(path: path)
    }
    guard sections.problem == nil, let dwarf = unsafe dwarf_begin_elf(elf, DWARF_C_READ, nil) else {
      let reason = unsafe sections.problem ?? Self.message(dwarf_errmsg(-1))
      unsafe elf_end(elf)
      close(copy)
      throw .unusable(path: path, reason: reason)
    }
    unsafe self.dwarf = dwarf
    unsafe self.elf = elf
    self.sections = sections
    self.descriptor = copy
    self.path = path
  }

  deinit {
    // libdw looks into the sections until here.
    withExtendedLifetime(sections) {
      if case .some(.some(let opened)) = unsafe openedLocations { _ = unsafe dwarf_end(opened) }
      _ = unsafe dwarf_end(dwarf)
    }
    unsafe elf_end(elf)
    close(descriptor)
  }

  /// The same DWARF with the places of local variables; nil where they cannot be read. Few reports need
  /// them, so their sections are expanded when they are first asked for. It is a second handle over the
  /// same open file: what the first one expanded stays as it is.
  var dwarfWithLocations: OpaquePointer? {
    if let openedLocations = unsafe openedLocations { return unsafe openedLocations }
    sections.showLocations()
    let opened = unsafe sections.problem == nil ? dwarf_begin_elf(elf, DWARF_C_READ, nil) : nil
    unsafe openedLocations = .some(opened)
    return unsafe opened
  }

  /// Whether the places of local variables can be read.
  package var hasLocations: Bool { unsafe dwarfWithLocations != nil }

  private static func message(_ text: UnsafePointer<CChar>?) -> String {
    guard let text = unsafe text else { return "unknown reason" }
    return unsafe String(cString: text)
  }
}
