// The parameters and local variables at a program counter, inlined calls included.

internal import CElfutils
internal import ElfCore

extension DwarfFile {
  private static let depthLimit = 64
  private static let variableLimit = 2_000

  /// The variables in scope at `pc`, an address of the file, the innermost inlined call's first.
  package func variables(at pc: UInt64) -> [LocalVariable] {
    guard var unit = unsafe unit(at: pc) else { return [] }
    var size: UInt8 = 8
    var entry = unsafe Dwarf_Die()
    _ = unsafe dwarf_diecu(&unit, &entry, &size, nil)
    var child = unsafe Dwarf_Die()
    guard unsafe dwarf_child(&unit, &child) == 0 else { return [] }
    var found: [LocalVariable] = []
    repeat {
      guard unsafe Int(dwarf_tag(&child)) == Int(DW_TAG_subprogram),
        unsafe dwarf_haspc(&child, pc) == 1
      else {
        continue
      }
      unsafe collect(
        in: &child, at: pc, function: name(of: &child), inlined: 0, depth: 0,
        addressSize: Int(size), into: &found)
      break
    } while unsafe nextSibling(&child)
    return found.enumerated().sorted {
      ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset)
    }
    .map(\.element)
  }

  /// The unit whose code `pc` is. libdw's own search needs a table that Go does not write.
  private func unit(at pc: UInt64) -> Dwarf_Die? {
    guard let dwarf = unsafe dwarfWithLocations else { return nil }
    var unit: OpaquePointer? = nil
    while true {
      var next: OpaquePointer? = nil
      var entry = unsafe Dwarf_Die()
      guard unsafe dwarf_get_units(dwarf, unit, &next, nil, nil, &entry, nil) == 0,
        unsafe next != nil
      else {
        return nil
      }
      unsafe unit = next
      guard unsafe isOfGo(&entry), unsafe dwarf_haspc(&entry, pc) == 1 else { continue }
      // Such damage would keep libdw in an endless loop.
      var abbreviations = unsafe AbbreviationCheck(dwarf)
      return unsafe abbreviations.shapes(of: &entry) != nil ? entry : nil
    }
  }

  private func collect(
    in scope: inout Dwarf_Die, at pc: UInt64, function: String, inlined: Int, depth: Int,
    addressSize: Int, into found: inout [LocalVariable]
  ) {
    var child = unsafe Dwarf_Die()
    guard depth < Self.depthLimit, unsafe dwarf_child(&scope, &child) == 0 else { return }
    repeat {
      guard found.count < Self.variableLimit else { return }
      switch unsafe Int(dwarf_tag(&child)) {
      case Int(DW_TAG_formal_parameter), Int(DW_TAG_variable):
        let isParameter = unsafe Int(dwarf_tag(&child)) == Int(DW_TAG_formal_parameter)
        guard let pieces = unsafe pieces(of: &child, at: pc, addressSize: addressSize),
          !pieces.isEmpty,
          let text = unsafe dwarf_diename(&child), let type = unsafe type(of: &child)
        else { continue }
        unsafe found.append(
          LocalVariable(
            name: String(cString: text), function: function, depth: inlined,
            isParameter: isParameter, type: type, pieces: pieces))
      case Int(DW_TAG_lexical_block):
        guard unsafe dwarf_haspc(&child, pc) == 1 else { continue }
        unsafe collect(
          in: &child, at: pc, function: function, inlined: inlined, depth: depth + 1,
          addressSize: addressSize, into: &found)
      case Int(DW_TAG_inlined_subroutine):
        guard unsafe dwarf_haspc(&child, pc) == 1 else { continue }
        unsafe collect(
          in: &child, at: pc, function: name(of: &child), inlined: inlined + 1, depth: depth + 1,
          addressSize: addressSize, into: &found)
      default: continue
      }
    } while unsafe nextSibling(&child)
  }

  private func name(of entry: inout Dwarf_Die) -> String {
    guard let text = unsafe dwarf_diename(&entry) else { return "" }
    return unsafe String(cString: text)
  }

  /// Where a variable is at `pc`; nil where its location cannot be read.
  private func pieces(
    of entry: inout Dwarf_Die, at pc: UInt64, addressSize: Int
  ) -> [VariablePiece]? {
    var attribute = unsafe Dwarf_Attribute()
    guard unsafe dwarf_attr_integrate(&entry, UInt32(DW_AT_location), &attribute) != nil else {
      return nil
    }
    var block = unsafe Dwarf_Block()
    if unsafe dwarf_formblock(&attribute, &block) == 0 {
      guard let data = unsafe block.data, unsafe block.length <= 4_096 else { return nil }
      let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: Int(block.length)))
      return PlaceOperation.parse(bytes, addressSize: addressSize)
        .flatMap(VariablePiece.pieces)
    }
    var expression: UnsafeMutablePointer<Dwarf_Op>? = nil
    var length = 0
    guard unsafe dwarf_getlocation_addr(&attribute, pc, &expression, &length, 1) == 1,
      let expression = unsafe expression, length <= 1_000
    else { return nil }
    return unsafe VariablePiece.pieces(
      of: UnsafeBufferPointer(start: expression, count: length).map {
        PlaceOperation(code: $0.atom, number: $0.number)
      })
  }

  // MARK: - Types

  private func type(of entry: inout Dwarf_Die) -> DebugType? {
    var attribute = unsafe Dwarf_Attribute()
    var type = unsafe Dwarf_Die()
    guard unsafe dwarf_attr_integrate(&entry, UInt32(DW_AT_type), &attribute) != nil,
      unsafe dwarf_formref_die(&attribute, &type) != nil
    else { return nil }
    return unsafe DebugType(offset: dwarf_dieoffset(&type))
  }

  /// Calls `body` with the entry of a type; nil where there is none.
  private func withEntry<Result>(
    _ type: DebugType, resolvingAliases: Bool = true, _ body: (inout Dwarf_Die) -> Result?
  ) -> Result? {
    var entry = unsafe Dwarf_Die()
    guard unsafe dwarf_offdie(dwarf, type.offset, &entry) != nil else { return nil }
    var steps = 0
    while resolvingAliases, unsafe Int(dwarf_tag(&entry)) == Int(DW_TAG_typedef), steps < 16 {
      var attribute = unsafe Dwarf_Attribute()
      var inner = unsafe Dwarf_Die()
      guard unsafe dwarf_attr(&entry, UInt32(DW_AT_type), &attribute) != nil,
        unsafe dwarf_formref_die(&attribute, &inner) != nil
      else { return nil }
      unsafe entry = inner
      steps += 1
    }
    return unsafe body(&entry)
  }

  /// The type's name as in the program.
  package func name(of type: DebugType) -> String? {
    unsafe withEntry(type, resolvingAliases: false) { entry in
      unsafe dwarf_diename(&entry).map { unsafe String(cString: $0) }
    }
  }

  /// The type's size in bytes. Go's DWARF gives no size for pointers, but libdw knows it.
  package func size(of type: DebugType) -> Int? {
    unsafe withEntry(type) { entry in
      var size: Dwarf_Word = 0
      guard unsafe dwarf_aggregate_size(&entry, &size) == 0, size <= 1 << 40 else { return nil }
      return Int(size)
    }
  }

  /// Whether values of the type are functions.
  package func isFunction(_ type: DebugType) -> Bool {
    unsafe withEntry(type) { entry in
      if unsafe Int(dwarf_tag(&entry)) == Int(DW_TAG_subroutine_type) { return true }
      guard unsafe Int(dwarf_tag(&entry)) == Int(DW_TAG_pointer_type),
        let target = unsafe self.type(of: &entry)
      else { return false }
      return unsafe self.withEntry(target) {
        unsafe Int(dwarf_tag(&$0)) == Int(DW_TAG_subroutine_type)
      }
    } ?? false
  }

  /// What a pointer of this type points to; nil where it is no pointer or the target is not described.
  package func target(of type: DebugType) -> DebugType? {
    unsafe withEntry(type) { entry in
      unsafe Int(dwarf_tag(&entry)) == Int(DW_TAG_pointer_type) ? self.type(of: &entry) : nil
    }
  }

  /// The part of a type that lies at `offset` bytes: the outermost that begins there and is no larger
  /// than `size` bytes, and failing that the innermost that holds the byte. A string, slice or
  /// interface is a whole: its words have no names in the language.
  package func part(of whole: DebugType, at offset: Int, size: Int) -> TypePart? {
    guard let length = self.size(of: whole), offset >= 0, offset < length else { return nil }
    var part = TypePart(path: "", offset: 0, type: whole)
    for _ in 0..<Self.depthLimit {
      if part.offset == offset, let length = self.size(of: part.type), length <= size {
        return part
      }
      guard !isIndivisible(part.type), let inner = member(of: part, holding: offset) else {
        return part
      }
      part = inner
    }
    return nil
  }

  /// Whether the language does not name the words of a type (cmd/link/internal/ld/dwarf.go).
  private func isIndivisible(_ type: DebugType) -> Bool {
    guard let name = name(of: type) else { return false }
    if name == "string" || name.hasPrefix("[]") { return true }
    return unsafe withEntry(type) { entry in
      guard let text = unsafe dwarf_diename(&entry) else { return nil }
      let name = unsafe String(cString: text)
      return name == "runtime.iface" || name == "runtime.eface" || name == "string"
        || name.hasPrefix("[]")
    } ?? false
  }

  /// The member or element of `part` that holds the byte at `offset` of the whole.
  private func member(of part: TypePart, holding offset: Int) -> TypePart? {
    unsafe withEntry(part.type) { entry in
      switch unsafe Int(dwarf_tag(&entry)) {
      case Int(DW_TAG_structure_type):
        return unsafe structureMember(of: &entry, part, holding: offset)
      case Int(DW_TAG_array_type):
        guard let element = unsafe self.type(of: &entry), let size = self.size(of: element),
          size > 0
        else { return nil }
        let index = (offset - part.offset) / size
        return TypePart(
          path: "\(part.path)[\(index)]", offset: part.offset + index * size, type: element)
      default: return nil
      }
    }
  }

  private func structureMember(
    of entry: inout Dwarf_Die, _ part: TypePart, holding offset: Int
  ) -> TypePart? {
    var member = unsafe Dwarf_Die()
    guard unsafe dwarf_child(&entry, &member) == 0 else { return nil }
    repeat {
      var attribute = unsafe Dwarf_Attribute()
      var distance: Dwarf_Word = 0
      guard unsafe Int(dwarf_tag(&member)) == Int(DW_TAG_member),
        let text = unsafe dwarf_diename(&member),
        unsafe dwarf_attr(&member, UInt32(DW_AT_data_member_location), &attribute) != nil,
        unsafe dwarf_formudata(&attribute, &distance) == 0, distance <= 1 << 30,
        let type = unsafe self.type(of: &member), let size = self.size(of: type)
      else { continue }
      let start = part.offset + Int(distance)
      guard offset >= start, offset - start < size else { continue }
      let name = unsafe String(cString: text)
      return TypePart(
        path: part.path.isEmpty ? name : "\(part.path).\(name)", offset: start, type: type)
    } while unsafe nextSibling(&member)
    return nil
  }
}
