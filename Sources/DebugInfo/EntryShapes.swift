// Whether libdw can follow the siblings that a unit's entries name (DW_AT_sibling) and come to an end. It
// follows them backwards, too, and then goes round for ever. Go's linker writes none; dwz puts the
// abbreviations of Go's units and of C's, which have them, into one table.

internal import CElfutils

/// The shapes that the entries of a unit can have: one table of abbreviations.
struct EntryShapes {
  /// An abbreviation.
  struct Shape {
    let tag: Int
    let hasChildren: Bool
    var attributes: [(name: UInt32, form: UInt32)] = []
  }

  /// By their codes, with gaps: linkers number them from 1 on.
  private(set) var byCode: [Shape?] = []
  private let hasSiblings: Bool
  private static let limit = 10_000

  /// Reads the abbreviations of `unit`; nil where their table is damaged.
  init?(_ unit: inout Dwarf_Die) {
    // libdw marks the end of a table by this pointer (DWARF_END_ABBREV).
    let end = unsafe OpaquePointer(bitPattern: -1)
    var offset: Dwarf_Off = 0
    for _ in 0..<Self.limit {
      var length = 0
      guard let abbreviation = unsafe dwarf_getabbrev(&unit, offset, &length) else { return nil }
      if unsafe abbreviation == end {
        hasSiblings = byCode.contains { shape in
          shape?.attributes.contains { $0.name == UInt32(DW_AT_sibling) } ?? false
        }
        return
      }
      let code = unsafe Int(dwarf_getabbrevcode(abbreviation))
      guard length > 0, code < 10 * Self.limit else { return nil }
      var shape = unsafe Shape(
        tag: Int(dwarf_getabbrevtag(abbreviation)),
        hasChildren: dwarf_abbrevhaschildren(abbreviation) == 1)
      var name: UInt32 = 0
      var form: UInt32 = 0
      // libdw's own count is wrong where a value stands in the table (DW_FORM_implicit_const).
      while shape.attributes.count < Self.limit,
        unsafe dwarf_getabbrevattr(abbreviation, shape.attributes.count, &name, &form, nil) == 0
      {
        shape.attributes.append((name, form))
      }
      if code >= byCode.count {
        byCode += [Shape?](repeating: nil, count: code + 1 - byCode.count)
      }
      byCode[code] = shape
      offset += Dwarf_Off(length)
    }
    return nil
  }

  /// Whether each sibling that an entry of `unit` names is an entry behind it.
  func areSiblingsSound(_ unit: inout Dwarf_Die, in section: InfoSection?) -> Bool {
    guard hasSiblings else { return true }
    guard let section, var walk = unsafe EntryWalk(&unit, in: section, self) else { return false }
    // Where siblings were said to be and have not come yet. None may lead into the middle of an entry.
    var awaited: Set<Int> = []
    while true {
      let item = walk.next()
      awaited.remove(walk.place)
      switch item {
      case .endOfChildren: continue
      case .entry(let path):
        guard path.hasSibling else { continue }
        guard let sibling = walk.sibling, sibling > walk.place else { return false }
        awaited.insert(sibling)
      case .end: return awaited.isEmpty
      case .damage: return false
      }
    }
  }
}
