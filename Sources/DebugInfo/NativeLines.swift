// Source lines and inlined calls of C, from DWARF. They are read only when a frame is shown.

internal import Basics
internal import CElfutils
internal import Glibc

/// A function or an inlined call, as DWARF names it.
package struct NativePlace: Sendable, Equatable {
  package let function: String
  /// Empty where unknown.
  package let file: String
  package let line: Int32
  package let isInlined: Bool

  package init(function: String, file: String, line: Int32, isInlined: Bool) {
    self.function = function
    self.file = file
    self.line = line
    self.isInlined = isInlined
  }
}

/// The lines of one file. libdw finds no unit for an address on its own where Go's units are without
/// `.debug_aranges`, hence the table.
@safe struct NativeLines {
  private var units: [(start: UInt64, end: UInt64, offset: UInt64)] = []
  private let dwarf: OpaquePointer?
  private static let rangeLimit = 4_000_000
  private static let depthLimit = 64
  /// How often an entry refers to another for its declaration, at most.
  private static let originLimit = 8
  private static let nameLimit = 4_096

  init(_ dwarf: OpaquePointer?) {
    unsafe self.dwarf = dwarf
    guard let dwarf = unsafe dwarf else { return }
    var unit: OpaquePointer? = nil
    while units.count < Self.rangeLimit {
      var next: OpaquePointer? = nil
      var entry = unsafe Dwarf_Die()
      guard unsafe dwarf_get_units(dwarf, unit, &next, nil, nil, &entry, nil) == 0,
        let found = unsafe next
      else {
        break
      }
      unsafe unit = found
      // Go's units: pclntab has more about them.
      if unsafe dwarf_srclang(&entry) != Int32(DW_LANG_Go) { unsafe addRanges(of: &entry) }
    }
    units.sort { ($0.start, $0.offset) < ($1.start, $1.offset) }
  }

  private mutating func addRanges(of unit: inout Dwarf_Die) {
    var base: Dwarf_Addr = 0
    var start: Dwarf_Addr = 0
    var end: Dwarf_Addr = 0
    var position = 0
    for _ in 0..<1_000_000 {
      position = unsafe dwarf_ranges(&unit, position, &base, &start, &end)
      guard position > 0 else { return }
      if end > start { unsafe units.append((start, end, dwarf_dieoffset(&unit))) }
    }
  }

  /// The inlined calls at `address`, innermost first, and the function itself; empty where DWARF does
  /// not describe it.
  func places(at address: UInt64) -> [NativePlace] {
    guard let dwarf = unsafe dwarf, let offset = unit(at: address) else { return [] }
    var unit = unsafe Dwarf_Die()
    guard unsafe dwarf_offdie(dwarf, offset, &unit) != nil else { return [] }
    var file = ""
    var line: Int32 = 0
    if let row = unsafe dwarf_getsrc_die(&unit, address) {
      if let text = unsafe dwarf_linesrc(row, nil, nil) { file = unsafe String(cString: text) }
      unsafe dwarf_lineno(row, &line)
    }
    // Behind an inlined call, this list has the scopes of the inlined function's declaration. Its caller
    // is in the scopes of the entry itself.
    var innermost: UnsafeMutablePointer<Dwarf_Die>? = nil
    guard unsafe dwarf_getscopes(&unit, address, &innermost) > 0, let innermost = unsafe innermost
    else { return [] }
    defer { unsafe free(innermost) }
    var list: UnsafeMutablePointer<Dwarf_Die>? = nil
    let count = unsafe Int(dwarf_getscopes_die(innermost, &list))
    guard count > 0, let scopes = unsafe list else { return [] }
    defer { unsafe free(scopes) }
    var places: [NativePlace] = []
    for index in 0..<min(count, Self.depthLimit) {
      let isInlined = unsafe Int(dwarf_tag(&scopes[index])) == Int(DW_TAG_inlined_subroutine)
      guard unsafe isInlined || Int(dwarf_tag(&scopes[index])) == Int(DW_TAG_subprogram) else {
        continue
      }
      unsafe places.append(
        NativePlace(
          function: qualifiedName(of: scopes[index]) ?? "", file: file, line: line,
          isInlined: isInlined))
      guard isInlined else { return places }
      (file, line) = unsafe caller(of: &scopes[index], &unit)
    }
    return []
  }

  private func unit(at address: UInt64) -> UInt64? {
    let next = units.partitioningIndex { $0.start > address }
    for index in stride(from: next - 1, through: max(0, next - 16), by: -1)
    where units[index].end > address {
      return units[index].offset
    }
    return nil
  }

  /// The name with those of the namespaces and classes around the function's declaration, as C++ and Rust have
  /// them: `warehouse::Shelf::take`.
  private func qualifiedName(of entry: Dwarf_Die) -> String? {
    var declaration = unsafe entry
    guard var text = unsafe name(of: &declaration) else { return nil }
    for _ in 0..<Self.originLimit {
      var attribute = unsafe Dwarf_Attribute()
      var next = unsafe Dwarf_Die()
      guard
        unsafe dwarf_attr(&declaration, UInt32(DW_AT_abstract_origin), &attribute) != nil
          || dwarf_attr(&declaration, UInt32(DW_AT_specification), &attribute) != nil,
        unsafe dwarf_formref_die(&attribute, &next) != nil
      else { break }
      unsafe declaration = next
    }
    var list: UnsafeMutablePointer<Dwarf_Die>? = nil
    let count = unsafe Int(dwarf_getscopes_die(&declaration, &list))
    guard count > 1, let scopes = unsafe list else { return text }
    defer { unsafe free(scopes) }
    for index in 1..<min(count, Self.depthLimit) {
      switch unsafe Int(dwarf_tag(&scopes[index])) {
      case Int(DW_TAG_namespace):
        text = (unsafe name(of: &scopes[index]) ?? "(anonymous namespace)") + "::" + text
      case Int(DW_TAG_class_type), Int(DW_TAG_structure_type), Int(DW_TAG_union_type):
        if let name = unsafe name(of: &scopes[index]) { text = name + "::" + text }
      default: return text
      }
      guard text.utf8.count <= Self.nameLimit else { return text }
    }
    return text
  }

  private func name(of entry: inout Dwarf_Die) -> String? {
    var attribute = unsafe Dwarf_Attribute()
    guard unsafe dwarf_attr_integrate(&entry, UInt32(DW_AT_name), &attribute) != nil,
      let text = unsafe dwarf_formstring(&attribute)
    else { return nil }
    return unsafe String(cString: text)
  }

  /// The file and line of an inlined call.
  private func caller(of entry: inout Dwarf_Die, _ unit: inout Dwarf_Die) -> (String, Int32) {
    var attribute = unsafe Dwarf_Attribute()
    var line: Dwarf_Word = 0
    if unsafe dwarf_attr(&entry, UInt32(DW_AT_call_line), &attribute) != nil {
      unsafe dwarf_formudata(&attribute, &line)
    }
    var index: Dwarf_Word = 0
    var files: OpaquePointer? = nil
    var count = 0
    var file = ""
    if unsafe dwarf_attr(&entry, UInt32(DW_AT_call_file), &attribute) != nil,
      unsafe dwarf_formudata(&attribute, &index) == 0,
      unsafe dwarf_getsrcfiles(&unit, &files, &count) == 0,
      let files = unsafe files, index < count,
      let text = unsafe dwarf_filesrc(files, Int(index), nil, nil)
    {
      file = unsafe String(cString: text)
    }
    return (file, Int32(clamping: line))
  }
}
