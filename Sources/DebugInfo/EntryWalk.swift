// Goes over a unit's entries byte by byte (DWARF 5, section 7.5). libdw steps over all that lies inside of an
// entry attribute by attribute, and takes several times as long.

internal import CElfutils
internal import Glibc

/// The `.debug_info` of one file, as libdw sees it.
@safe
struct InfoSection {
  fileprivate let bytes: UnsafeRawBufferPointer
  fileprivate let dwarf: OpaquePointer

  /// Nil where there is none under a usual name.
  init?(_ dwarf: OpaquePointer) {
    var names = 0
    guard let elf = unsafe dwarf_getelf(dwarf), unsafe elf_getshdrstrndx(elf, &names) == 0 else {
      return nil
    }
    var section: OpaquePointer? = nil
    while true {
      unsafe section = elf_nextscn(elf, section)
      guard let current = unsafe section else { return nil }
      var header = GElf_Shdr()
      guard unsafe gelf_getshdr(current, &header) != nil,
        let name = unsafe elf_strptr(elf, names, Int(header.sh_name)),
        unsafe (strcmp(name, ".debug_info") == 0 || strcmp(name, ".zdebug_info") == 0)
      else { continue }
      guard let data = unsafe elf_getdata(current, nil), let start = unsafe data.pointee.d_buf
      else { return nil }
      unsafe bytes = UnsafeRawBufferPointer(start: start, count: data.pointee.d_size)
      unsafe self.dwarf = dwarf
      return
    }
  }

  /// Whether the name at a place that `EntryWalk` gave begins with `prefix`.
  func hasPrefix(_ prefix: StaticString, at name: Range<Int>) -> Bool {
    unsafe bytes[name].starts(
      with: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
  }
}

/// The way over the attributes of the entries of one shape.
struct EntryPath {
  fileprivate enum Step {
    /// Attributes that take so many bytes together.
    case bytes(Int)
    /// A LEB128 number.
    case number
    /// Text up to a zero.
    case text
    /// The same, and it is the entry's name.
    case name
    /// A number of so many bytes, LEB128 for 0, and then as many bytes as it says.
    case block(Int)
    /// Where the next entry of the same parent is: a number of so many bytes, LEB128 for 0.
    case sibling(Int)
  }

  let tag: Int
  let hasChildren: Bool
  /// Whether the entries say where the next one of the same parent is.
  fileprivate(set) var hasSibling = false
  fileprivate var steps: [Step] = []

  /// Nil where one of the forms is not known here. Sizes that units differ in come from `unit`.
  fileprivate init?(_ shape: EntryShapes.Shape, _ unit: UnitFormat) {
    tag = shape.tag
    hasChildren = shape.hasChildren
    for (name, form) in shape.attributes {
      if name == UInt32(DW_AT_sibling) {
        guard let size = unit.referenceSize(form) else { return nil }
        hasSibling = true
        steps.append(.sibling(size))
        continue
      }
      switch Int(form) {
      case Int(DW_FORM_block1): steps.append(.block(1))
      case Int(DW_FORM_block2): steps.append(.block(2))
      case Int(DW_FORM_block4): steps.append(.block(4))
      case Int(DW_FORM_block), Int(DW_FORM_exprloc): steps.append(.block(0))
      case Int(DW_FORM_sdata), Int(DW_FORM_udata), Int(DW_FORM_ref_udata), Int(DW_FORM_strx),
        Int(DW_FORM_addrx), Int(DW_FORM_loclistx), Int(DW_FORM_rnglistx):
        steps.append(.number)
      case Int(DW_FORM_string): steps.append(name == UInt32(DW_AT_name) ? .name : .text)
      default:
        guard let size = unit.size(of: form) else { return nil }
        if case .bytes(let before)? = steps.last {
          steps[steps.count - 1] = .bytes(before + size)
        } else {
          steps.append(.bytes(size))
        }
      }
    }
  }
}

/// How numbers are written in a unit.
private struct UnitFormat {
  var version: Dwarf_Half = 0
  var addressSize: UInt8 = 0
  var offsetSize: UInt8 = 0

  /// The bytes of a reference within the unit, 0 for LEB128; nil for other forms.
  func referenceSize(_ form: UInt32) -> Int? {
    switch Int(form) {
    case Int(DW_FORM_ref_udata): 0
    case Int(DW_FORM_ref1), Int(DW_FORM_ref2), Int(DW_FORM_ref4), Int(DW_FORM_ref8): size(of: form)
    default: nil
    }
  }

  /// The bytes that a form takes, where that is always the same.
  func size(of form: UInt32) -> Int? {
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
    case Int(DW_FORM_addr): Int(addressSize)
    case Int(DW_FORM_ref_addr): Int(version == 2 ? addressSize : offsetSize)
    case Int(DW_FORM_strp), Int(DW_FORM_sec_offset), Int(DW_FORM_strp_sup),
      Int(DW_FORM_line_strp), Int(DW_FORM_GNU_ref_alt), Int(DW_FORM_GNU_strp_alt):
      Int(offsetSize)
    default: nil
    }
  }
}

/// Goes over the entries of one unit, in order, with those inside of others.
@safe
struct EntryWalk {
  /// What is next.
  enum Item {
    case entry(EntryPath)
    /// The end of what lies in an entry.
    case endOfChildren
    /// The end of the unit.
    case end
    /// Something that does not make sense.
    case damage
  }

  /// Where the item begins in the section.
  private(set) var place: Int
  /// Where the entry's name is in the section, if the entry has it in itself.
  private(set) var name: Range<Int>?
  /// Where the entry says that the next one of the same parent is.
  private(set) var sibling: Int?

  private let bytes: UnsafeRawBufferPointer
  private let unitStart: Int
  private let end: Int
  private var position: Int
  private let paths: [EntryPath?]

  /// Starts at the unit's own entry; nil where the unit is not in the section.
  init?(_ unit: inout Dwarf_Die, in section: InfoSection, _ shapes: EntryShapes) {
    let header = unsafe dwarf_cuoffset(&unit)
    let first = unsafe dwarf_dieoffset(&unit)
    var format = UnitFormat()
    var next: Dwarf_Off = 0
    var size = 0
    guard first >= header,
      unsafe dwarf_next_unit(
        section.dwarf, first - header, &next, &size, &format.version, nil, &format.addressSize,
        &format.offsetSize, nil, nil) == 0,
      let start = Int(exactly: first - header), let position = Int(exactly: first),
      let end = Int(exactly: next), position < end, unsafe end <= section.bytes.count,
      let base = unsafe section.bytes.baseAddress,
      let entry = unsafe unit.addr, unsafe base + position == UnsafeRawPointer(entry)
    else { return nil }
    unsafe bytes = unsafe section.bytes
    unitStart = start
    self.end = end
    self.position = position
    place = position
    paths = shapes.byCode.map { shape in shape.flatMap { EntryPath($0, format) } }
  }

  /// Where the unit ends in the section.
  var unitEnd: Int { end }

  mutating func next() -> Item {
    place = position
    name = nil
    sibling = nil
    guard position < end else { return .end }
    guard let code = number() else { return .damage }
    if code == 0 { return .endOfChildren }
    guard code < UInt64(paths.count), let path = paths[Int(code)], follow(path) else {
      return .damage
    }
    return .entry(path)
  }

  /// Goes behind the attributes of an entry; false where they do not end.
  private mutating func follow(_ path: EntryPath) -> Bool {
    for step in path.steps {
      switch step {
      case .bytes(let count): guard skip(UInt64(count)) else { return false }
      case .number: guard number() != nil else { return false }
      case .text: guard skipText() else { return false }
      case .name:
        let start = position
        guard skipText() else { return false }
        name = start..<position - 1
      case .block(let size): guard let count = number(size), skip(count) else { return false }
      case .sibling(let size):
        guard let distance = number(size).flatMap({ Int(exactly: $0) }), distance <= end - unitStart
        else { return false }
        sibling = unitStart + distance
      }
    }
    return true
  }

  /// A LEB128 number without a sign; nil where it has more than 64 bits.
  private mutating func number() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end, shift < 64 {
      let byte = unsafe bytes[position]
      position &+= 1
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
    return nil
  }

  /// A number of `size` bytes, LEB128 for 0.
  private mutating func number(_ size: Int) -> UInt64? {
    if size == 0 { return number() }
    guard size <= end - position else { return nil }
    var value: UInt64 = 0
    for index in 0..<size {
      unsafe value |= UInt64(bytes[position &+ index]) &<< UInt64(8 &* index)
    }
    position &+= size
    return value
  }

  private mutating func skip(_ count: UInt64) -> Bool {
    guard count <= UInt64(end &- position) else { return false }
    position &+= Int(count)
    return true
  }

  private mutating func skipText() -> Bool {
    while position < end {
      position &+= 1
      if unsafe bytes[position &- 1] == 0 { return true }
    }
    return false
  }
}
