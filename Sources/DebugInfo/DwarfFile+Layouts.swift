// Reads the layout of a structure from its entry, and refuses impossible ones.

internal import CElfutils

/// Reads one layout, in bounded time: damaged DWARF can describe a tree without end.
///
/// The members of a Go structure are in order and adjacent, apart from alignment. Damage that can still
/// be parsed, such as a changed offset or type, almost always breaks this; such a layout is refused.
struct LayoutReader {
  private var members: [String: Field] = [:]
  private var steps = 0
  /// More than any structure of the runtime needs: `runtime.p` takes some hundred.
  private static let stepLimit = 50_000
  private static let depthLimit = 4
  private static let sizeLimit = 1 << 24
  /// The strictest alignment of a Go type, in bytes; larger gaps are members of their own.
  private static let alignment = 8

  /// The layout, members of members under dotted names; nil when it contradicts itself.
  mutating func layout(of entry: inout Dwarf_Die) -> TypeLayout? {
    members = [:]
    guard let size = unsafe byteSize(&entry), size <= Self.sizeLimit,
      unsafe addMembers(of: &entry, size: size, prefix: "", offset: 0, depth: 0)
    else { return nil }
    return TypeLayout(size: size, members: members)
  }

  private mutating func addMembers(
    of entry: inout Dwarf_Die, size: Int, prefix: String, offset: Int, depth: Int
  ) -> Bool {
    var member = unsafe Dwarf_Die()
    switch unsafe dwarf_child(&entry, &member) {
    case 0: break
    case 1: return true
    default: return false
    }
    var end = 0
    repeat {
      guard unsafe Int(dwarf_tag(&member)) == Int(DW_TAG_member) else { continue }
      steps += 1
      var attribute = unsafe Dwarf_Attribute()
      var distance: Dwarf_Word = 0
      guard steps <= Self.stepLimit, let text = unsafe dwarf_diename(&member),
        unsafe dwarf_attr(&member, UInt32(DW_AT_data_member_location), &attribute) != nil,
        unsafe dwarf_formudata(&attribute, &distance) == 0,
        let relative = Int(exactly: distance), relative >= end, relative - end < Self.alignment,
        var type = unsafe typeEntry(&member)
      else { return false }
      let known = unsafe byteSize(&type)
      // Pointers and functions carry no size.
      end = unsafe relative + (known ?? pointerSize(type))
      guard end <= size else { return false }
      let name = unsafe prefix + String(cString: text)
      members[name] = Field(offset: offset + relative, size: known ?? 0)
      let isStructure = unsafe Int(dwarf_tag(&type)) == Int(DW_TAG_structure_type)
      if depth + 1 < Self.depthLimit, isStructure, let known,
        unsafe !addMembers(
          of: &type, size: known, prefix: name + ".", offset: offset + relative, depth: depth + 1)
      {
        return false
      }
    } while unsafe nextSibling(&member)
    // A member of no size at the end makes the structure one word larger (CalcStructSize of
    // cmd/compile/internal/types, go1.27).
    return size - end <= Self.alignment
  }

  private func pointerSize(_ type: Dwarf_Die) -> Int {
    var size: UInt8 = 0
    guard let unit = unsafe type.cu,
      unsafe dwarf_cu_info(unit, nil, nil, nil, nil, nil, &size, nil) == 0
    else { return 0 }
    return Int(size)
  }
}
