// An ELF file with compiled code other than Go's: its call frame information, read with libdw. Extensions
// read its symbols and lines.

internal import CElfutils
package import ElfCore
internal import Glibc

/// One executable or library. Not `Sendable`: libdw's handles belong to one task.
@safe
package final class NativeFile {
  let elf: OpaquePointer
  /// Keeps the open file, or the bytes, that `elf` reads.
  private let mapping: MappedFile?
  private let copy: UnsafeMutableRawBufferPointer?
  /// Expands what libdw cannot.
  private let expand: DwarfSections.Expand?
  /// The sections of its debug information, once they were needed.
  private var sections: DwarfSections?
  private let unwindTable: OpaquePointer?
  private let registerCount: Int
  /// The rules that were looked up already: recursion asks for the same addresses.
  private var known: [UInt64: FrameRules?] = [:]
  private var openedDwarf: OpaquePointer??
  private(set) lazy var symbols: NativeSymbols = unsafe NativeSymbols(elf)
  private(set) lazy var lines: NativeLines = unsafe NativeLines(dwarf)

  /// Opens a mapped file; nil when libelf does not accept it. `registerCount`: how many registers
  /// have DWARF numbers. `expand` expands sections that libdw cannot.
  package init?(
    _ file: MappedFile, registerCount: Int, expand: DwarfSections.Expand? = nil
  ) {
    _ = elf_version(UInt32(EV_CURRENT))
    // Private mapping: libdw and the hiding of sections change headers in memory.
    guard let elf = unsafe elf_begin(file.descriptor, ELF_C_READ_MMAP_PRIVATE, nil) else {
      return nil
    }
    guard unsafe elf_kind(elf) == ELF_K_ELF else {
      unsafe elf_end(elf)
      return nil
    }
    self.expand = expand
    unsafe self.elf = elf
    mapping = file
    unsafe copy = nil
    unsafe unwindTable = dwarf_getcfi_elf(elf)
    self.registerCount = registerCount
  }

  /// Opens an image of which only memory holds a copy.
  package init?(bytes: [UInt8], registerCount: Int) {
    _ = elf_version(UInt32(EV_CURRENT))
    guard bytes.count >= 64 else { return nil }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
    unsafe copy.copyBytes(from: bytes)
    guard let base = copy.baseAddress,
      let elf = unsafe elf_memory(base.assumingMemoryBound(to: CChar.self), bytes.count)
    else {
      unsafe copy.deallocate()
      return nil
    }
    guard unsafe elf_kind(elf) == ELF_K_ELF else {
      unsafe elf_end(elf)
      unsafe copy.deallocate()
      return nil
    }
    unsafe self.elf = elf
    unsafe self.copy = copy
    expand = nil
    mapping = nil
    unsafe unwindTable = dwarf_getcfi_elf(elf)
    self.registerCount = registerCount
  }

  deinit {
    if let unwindTable = unsafe unwindTable { unsafe dwarf_cfi_end(unwindTable) }
    if case .some(.some(let dwarf)) = unsafe openedDwarf { unsafe dwarf_end(dwarf) }
    unsafe elf_end(elf)
    unsafe copy?.deallocate()
  }

  /// The DWARF, opened when it is first asked for; nil where there is none.
  var dwarf: OpaquePointer? {
    if let openedDwarf = unsafe openedDwarf { return unsafe openedDwarf }
    // Only memory holds a copy of the vDSO, which has nothing to hide or to expand.
    if mapping != nil {
      sections = unsafe DwarfSections(
        elf, needed: DwarfSections.neededForFrames, expand: expand)
    }
    let opened = unsafe sections?.problem == nil ? dwarf_begin_elf(elf, DWARF_C_READ, nil) : nil
    unsafe openedDwarf = .some(opened)
    return unsafe opened
  }

  /// How to leave the function at `address` (in the file; no load bias); nil where neither `.eh_frame`
  /// nor `.debug_frame` covers it.
  package func rules(at address: UInt64) -> FrameRules? {
    if let found = known[address] { return found }
    var found = unsafe unwindTable.flatMap { unsafe read($0, address) }
    if found == nil, let dwarf = unsafe dwarf, let table = unsafe dwarf_getcfi(dwarf) {
      found = unsafe read(table, address)
    }
    known[address] = .some(found)
    return found
  }

  private func read(_ table: OpaquePointer, _ address: UInt64) -> FrameRules? {
    var handle: OpaquePointer? = nil
    guard unsafe dwarf_cfi_addrframe(table, address, &handle) == 0, let frame = unsafe handle else {
      return nil
    }
    defer { unsafe free(UnsafeMutableRawPointer(frame)) }
    var isSignalFrame = false
    let column = unsafe dwarf_frame_info(frame, nil, nil, &isSignalFrame)
    var operations: UnsafeMutablePointer<Dwarf_Op>? = nil
    var count = 0
    guard column >= 0, unsafe dwarf_frame_cfa(frame, &operations, &count) == 0,
      let cfa = unsafe Self.copied(operations, count), !cfa.isEmpty
    else { return nil }
    let registers = (0..<max(registerCount, min(Int(column) + 1, 256))).map {
      unsafe rule(frame, Int32($0))
    }
    return FrameRules(
      isSignalFrame: isSignalFrame, returnAddress: Int(column), frameAddress: cfa,
      registers: registers)
  }

  private func rule(_ frame: OpaquePointer, _ number: Int32) -> RegisterRule {
    unsafe withUnsafeTemporaryAllocation(of: Dwarf_Op.self, capacity: 3) { buffer in
      var operations: UnsafeMutablePointer<Dwarf_Op>? = nil
      var count = 0
      guard let base = buffer.baseAddress,
        unsafe dwarf_frame_register(frame, number, base, &operations, &count) == 0
      else { return .undefined }
      // No operations: undefined where libdw points to our buffer, unchanged where to nothing.
      guard count > 0 else { return unsafe operations == nil ? .same : .undefined }
      return unsafe Self.copied(operations, count).map { .expression($0) } ?? .undefined
    }
  }

  private static func copied(
    _ operations: UnsafeMutablePointer<Dwarf_Op>?, _ count: Int
  ) -> [LocationOperation]? {
    guard let operations = unsafe operations, count <= 1_000 else { return nil }
    return (0..<count).map { index in
      let operation = unsafe operations[index]
      return LocationOperation(
        operation.atom, operation.number, operation.number2, offset: operation.offset)
    }
  }
}
