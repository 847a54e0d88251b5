// Whether libdw can follow the siblings that a unit's entries name (DW_AT_sibling) and come to an end. It
// follows them backwards, too, and then goes round for ever. Go's linker writes none; dwz puts the
// abbreviations of Go's units and of C's, which have them, into one table.

internal import CElfutils
internal import ElfCore

/// Goes over the entries of a unit byte by byte.
struct SiblingCheck {
  /// An abbreviation: the forms of an entry's attributes, and which of them is the sibling.
  private struct Shape {
    var forms: [UInt32] = []
    var sibling: Int?
  }

  private var shapes: [UInt64: Shape] = [:]
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
        hasSiblings = shapes.values.contains { $0.sibling != nil }
        return
      }
      guard length > 0 else { return nil }
      var shape = Shape()
      var name: UInt32 = 0
      var form: UInt32 = 0
      // libdw's own count is wrong where a value stands in the table (DW_FORM_implicit_const).
      while shape.forms.count < Self.limit,
        unsafe dwarf_getabbrevattr(abbreviation, shape.forms.count, &name, &form, nil) == 0
      {
        if name == UInt32(DW_AT_sibling) { shape.sibling = shape.forms.count }
        shape.forms.append(form)
      }
      shapes[UInt64(unsafe dwarf_getabbrevcode(abbreviation))] = shape
      offset += Dwarf_Off(length)
    }
    return nil
  }

  /// Whether each sibling that an entry of `unit` names is an entry behind it.
  func isSound(_ unit: inout Dwarf_Die) -> Bool {
    guard hasSiblings else { return true }
    guard let start = unsafe unit.addr, let handle = unsafe unit.cu,
      let dwarf = unsafe dwarf_cu_getdwarf(handle)
    else { return false }
    let header = unsafe dwarf_cuoffset(&unit)
    let place = unsafe dwarf_dieoffset(&unit)
    var next: Dwarf_Off = 0
    var size = 0
    var version: Dwarf_Half = 0
    var addressSize: UInt8 = 0
    var offsetSize: UInt8 = 0
    guard place >= header,
      unsafe dwarf_next_unit(
        dwarf, place - header, &next, &size, &version, nil, &addressSize, &offsetSize, nil, nil)
        == 0, next > place, let count = Int(exactly: next - place),
      let header = Int(exactly: header)
    else { return false }
    var entries = unsafe EntryBytes(
      bytes: [UInt8](UnsafeRawBufferPointer(start: start, count: count)), version: version,
      addressSize: Int(addressSize), offsetSize: Int(offsetSize))
    // Where siblings were said to be and have not come yet. None may lead into the middle of an entry.
    var awaited: Set<Int> = []
    while entries.position < count {
      let position = entries.position
      awaited.remove(position + header)
      guard let code = entries.number() else { return false }
      if code == 0 { continue }
      guard let shape = shapes[code] else { return false }
      for (index, form) in shape.forms.enumerated() {
        guard index == shape.sibling else {
          guard entries.skip(form) else { return false }
          continue
        }
        guard let target = entries.reference(form).flatMap({ Int(exactly: $0) }),
          target > position + header
        else { return false }
        awaited.insert(target)
      }
    }
    awaited.remove(count + header)
    return awaited.isEmpty
  }
}

/// The bytes of a unit's entries (DWARF 5, section 7.5), read within bounds.
private struct EntryBytes {
  let bytes: [UInt8]
  let version: UInt16
  let addressSize: Int
  let offsetSize: Int
  private(set) var position = 0

  init(bytes: [UInt8], version: UInt16, addressSize: Int, offsetSize: Int) {
    self.bytes = bytes
    self.version = version
    self.addressSize = addressSize
    self.offsetSize = offsetSize
  }

  /// A LEB128 number without a sign.
  mutating func number() -> UInt64? {
    PlaceOperation.variableLength(bytes, &position, isSigned: false)
  }

  /// A number of `size` bytes.
  private mutating func fixed(_ size: Int) -> UInt64? {
    let value = bytes.field(at: position, size: size)
    if value != nil { position += size }
    return value
  }

  private mutating func skip(bytes count: UInt64) -> Bool {
    guard count <= UInt64(bytes.count - position) else { return false }
    position += Int(count)
    return true
  }

  /// The offset within the unit to which a reference leads.
  mutating func reference(_ form: UInt32) -> UInt64? {
    switch Int(form) {
    case Int(DW_FORM_ref1): fixed(1)
    case Int(DW_FORM_ref2): fixed(2)
    case Int(DW_FORM_ref4): fixed(4)
    case Int(DW_FORM_ref8): fixed(8)
    case Int(DW_FORM_ref_udata): number()
    default: nil
    }
  }

  /// Goes behind an attribute; false where its form is not known or its end is not there.
  mutating func skip(_ form: UInt32) -> Bool {
    if let size = fixedSize(form) { return skip(bytes: UInt64(size)) }
    switch Int(form) {
    case Int(DW_FORM_block1): return fixed(1).map { skip(bytes: $0) } ?? false
    case Int(DW_FORM_block2): return fixed(2).map { skip(bytes: $0) } ?? false
    case Int(DW_FORM_block4): return fixed(4).map { skip(bytes: $0) } ?? false
    case Int(DW_FORM_block), Int(DW_FORM_exprloc): return number().map { skip(bytes: $0) } ?? false
    case Int(DW_FORM_sdata), Int(DW_FORM_udata), Int(DW_FORM_ref_udata), Int(DW_FORM_strx),
      Int(DW_FORM_addrx), Int(DW_FORM_loclistx), Int(DW_FORM_rnglistx):
      return number() != nil
    case Int(DW_FORM_string):
      while position < bytes.count {
        position += 1
        if bytes[position - 1] == 0 { return true }
      }
      return false
    default: return false
    }
  }

  private func fixedSize(_ form: UInt32) -> Int? {
    switch Int(form) {
    case Int(DW_FORM_flag_present), Int(DW_FORM_implicit_const): 0
    case Int(DW_FORM_data1), Int(DW_FORM_flag), Int(DW_FORM_ref1), Int(DW_FORM_strx1),
      Int(DW_FORM_addrx1):
      1
    case Int(DW_FORM_data2), Int(DW_FORM_ref2), Int(DW_FORM_strx2), Int(DW_FORM_addrx2): 2
    case Int(DW_FORM_strx3), Int(DW_FORM_addrx3): 3
    case Int(DW_FORM_data4), Int(DW_FORM_ref4), Int(DW_FORM_strx4), Int(DW_FORM_addrx4),
      Int(DW_FORM_ref_sup4):
      4
    case Int(DW_FORM_data8), Int(DW_FORM_ref8), Int(DW_FORM_ref_sig8), Int(DW_FORM_ref_sup8): 8
    case Int(DW_FORM_data16): 16
    case Int(DW_FORM_addr): addressSize
    case Int(DW_FORM_ref_addr): version == 2 ? addressSize : offsetSize
    case Int(DW_FORM_strp), Int(DW_FORM_sec_offset), Int(DW_FORM_strp_sup),
      Int(DW_FORM_line_strp), Int(DW_FORM_GNU_ref_alt), Int(DW_FORM_GNU_strp_alt):
      offsetSize
    default: nil
    }
  }
}
