// The parameters and local variables at a program counter, inlined calls included.

internal import CElfutils
internal import ElfCore

extension DwarfFile {
  private static let depthLimit = 64
  private static let variableLimit = 2_000

  /// The variables in scope at `pc`, an address of the file, the innermost inlined call's first. Needs
  /// a file opened with locations.
  package func variables(at pc: UInt64) -> [LocalVariable] {
    guard var unit = unit(at: pc) else { return [] }
    var size: UInt8 = 8
    var entry = Dwarf_Die()
    _ = dwarf_diecu(&unit, &entry, &size, nil)
    var child = Dwarf_Die()
    guard dwarf_child(&unit, &child) == 0 else { return [] }
    var found: [LocalVariable] = []
    repeat {
      guard Int(dwarf_tag(&child)) == Int(DW_TAG_subprogram), dwarf_haspc(&child, pc) == 1 else {
        continue
      }
      collect(
        in: &child, at: pc, function: name(of: &child), inlined: 0, depth: 0,
        addressSize: Int(size), into: &found)
      break
    } while nextSibling(&child)
    return found.enumerated().sorted {
      ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset)
    }
    .map(\.element)
  }

  /// The unit whose code `pc` is. libdw's own search needs a table that Go does not write.
  private func unit(at pc: UInt64) -> Dwarf_Die? {
    var unit: OpaquePointer? = nil
    while true {
      var next: OpaquePointer? = nil
      var entry = Dwarf_Die()
      guard dwarf_get_units(dwarf, unit, &next, nil, nil, &entry, nil) == 0, next != nil else {
        return nil
      }
      unit = next
      guard isOfGo(&entry), dwarf_haspc(&entry, pc) == 1 else { continue }
      // Damage that would send libdw round for ever.
      var abbreviations = AbbreviationCheck()
      return abbreviations.allows(&entry) ? entry : nil
    }
  }

  private func collect(
    in scope: inout Dwarf_Die, at pc: UInt64, function: String, inlined: Int, depth: Int,
    addressSize: Int, into found: inout [LocalVariable]
  ) {
    var child = Dwarf_Die()
    guard depth < Self.depthLimit, dwarf_child(&scope, &child) == 0 else { return }
    repeat {
      guard found.count < Self.variableLimit else { return }
      switch Int(dwarf_tag(&child)) {
      case Int(DW_TAG_formal_parameter), Int(DW_TAG_variable):
        let isParameter = Int(dwarf_tag(&child)) == Int(DW_TAG_formal_parameter)
        guard let pieces = pieces(of: &child, at: pc, addressSize: addressSize), !pieces.isEmpty,
          let text = dwarf_diename(&child), let type = type(of: &child)
        else { continue }
        found.append(
          LocalVariable(
            name: String(cString: text), function: function, depth: inlined,
            isParameter: isParameter, type: type, pieces: pieces))
      case Int(DW_TAG_lexical_block):
        guard dwarf_haspc(&child, pc) == 1 else { continue }
        collect(
          in: &child, at: pc, function: function, inlined: inlined, depth: depth + 1,
          addressSize: addressSize, into: &found)
      case Int(DW_TAG_inlined_subroutine):
        guard dwarf_haspc(&child, pc) == 1 else { continue }
        collect(
          in: &child, at: pc, function: name(of: &child), inlined: inlined + 1, depth: depth + 1,
          addressSize: addressSize, into: &found)
      default: continue
      }
    } while nextSibling(&child)
  }

  private func name(of entry: inout Dwarf_Die) -> String {
    guard let text = dwarf_diename(&entry) else { return "" }
    return String(cString: text)
  }

  /// Where a variable is at `pc`; nil where that is not understood.
  private func pieces(
    of entry: inout Dwarf_Die, at pc: UInt64, addressSize: Int
  ) -> [VariablePiece]? {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr_integrate(&entry, UInt32(DW_AT_location), &attribute) != nil else {
      return nil
    }
    var block = Dwarf_Block()
    if dwarf_formblock(&attribute, &block) == 0 {
      guard let data = block.data, block.length <= 4_096 else { return nil }
      let bytes = [UInt8](UnsafeBufferPointer(start: data, count: Int(block.length)))
      return PlaceOperation.parse(bytes, addressSize: addressSize)
        .flatMap(VariablePiece.pieces)
    }
    var expression: UnsafeMutablePointer<Dwarf_Op>? = nil
    var length = 0
    guard dwarf_getlocation_addr(&attribute, pc, &expression, &length, 1) == 1,
      let expression = expression, length <= 1_000
    else { return nil }
    return VariablePiece.pieces(
      of: UnsafeBufferPointer(start: expression, count: length).map {
        PlaceOperation(code: $0.atom, number: $0.number)
      })
  }

  // MARK: - Types

  private func type(of entry: inout Dwarf_Die) -> DebugType? {
    var attribute = Dwarf_Attribute()
    var type = Dwarf_Die()
    guard dwarf_attr_integrate(&entry, UInt32(DW_AT_type), &attribute) != nil,
      dwarf_formref_die(&attribute, &type) != nil
    else { return nil }
    return DebugType(offset: dwarf_dieoffset(&type))
  }

  /// Calls `body` with the entry of a type; nil where there is none.
  private func withEntry<Result>(
    _ type: DebugType, resolvingAliases: Bool = true, _ body: (inout Dwarf_Die) -> Result?
  ) -> Result? {
    var entry = Dwarf_Die()
    guard dwarf_offdie(dwarf, type.offset, &entry) != nil else { return nil }
    var steps = 0
    while resolvingAliases, Int(dwarf_tag(&entry)) == Int(DW_TAG_typedef), steps < 16 {
      var attribute = Dwarf_Attribute()
      var inner = Dwarf_Die()
      guard dwarf_attr(&entry, UInt32(DW_AT_type), &attribute) != nil,
        dwarf_formref_die(&attribute, &inner) != nil
      else { return nil }
      entry = inner
      steps += 1
    }
    return body(&entry)
  }

  /// The type's name as the program says it.
  package func name(of type: DebugType) -> String? {
    withEntry(type, resolvingAliases: false) { entry in
      dwarf_diename(&entry).map { String(cString: $0) }
    }
  }

  /// The type's size in bytes. Go's pointers do not tell theirs; libdw knows it.
  package func size(of type: DebugType) -> Int? {
    withEntry(type) { entry in
      var size: Dwarf_Word = 0
      guard dwarf_aggregate_size(&entry, &size) == 0, size <= 1 << 40 else { return nil }
      return Int(size)
    }
  }

  /// Whether values of the type are functions.
  package func isFunction(_ type: DebugType) -> Bool {
    withEntry(type) { entry in
      if Int(dwarf_tag(&entry)) == Int(DW_TAG_subroutine_type) { return true }
      guard Int(dwarf_tag(&entry)) == Int(DW_TAG_pointer_type), let target = self.type(of: &entry)
      else { return false }
      return self.withEntry(target) { Int(dwarf_tag(&$0)) == Int(DW_TAG_subroutine_type) }
    } ?? false
  }

  /// What a pointer of this type points to; nil where it is no pointer or the target is not described.
  package func target(of type: DebugType) -> DebugType? {
    withEntry(type) { entry in
      Int(dwarf_tag(&entry)) == Int(DW_TAG_pointer_type) ? self.type(of: &entry) : nil
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
    return withEntry(type) { entry in
      guard let text = dwarf_diename(&entry) else { return nil }
      let name = String(cString: text)
      return name == "runtime.iface" || name == "runtime.eface" || name == "string"
        || name.hasPrefix("[]")
    } ?? false
  }

  /// The member or element of `part` that holds the byte at `offset` of the whole.
  private func member(of part: TypePart, holding offset: Int) -> TypePart? {
    withEntry(part.type) { entry in
      switch Int(dwarf_tag(&entry)) {
      case Int(DW_TAG_structure_type): return structureMember(of: &entry, part, holding: offset)
      case Int(DW_TAG_array_type):
        guard let element = self.type(of: &entry), let size = self.size(of: element), size > 0
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
    var member = Dwarf_Die()
    guard dwarf_child(&entry, &member) == 0 else { return nil }
    repeat {
      var attribute = Dwarf_Attribute()
      var distance: Dwarf_Word = 0
      guard Int(dwarf_tag(&member)) == Int(DW_TAG_member), let text = dwarf_diename(&member),
        dwarf_attr(&member, UInt32(DW_AT_data_member_location), &attribute) != nil,
        dwarf_formudata(&attribute, &distance) == 0, distance <= 1 << 30,
        let type = self.type(of: &member), let size = self.size(of: type)
      else { continue }
      let start = part.offset + Int(distance)
      guard offset >= start, offset - start < size else { continue }
      let name = String(cString: text)
      return TypePart(
        path: part.path.isEmpty ? name : "\(part.path).\(name)", offset: start, type: type)
    } while nextSibling(&member)
    return nil
  }
}
