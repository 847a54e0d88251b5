// DWARF drawn by a test: structures, variables and constants as Go's linker writes them.

package import DebugInfo

/// A type that DWARF describes.
package indirect enum DWARFType: Sendable {
  /// A base type of `size` bytes.
  case base(String, size: Int)
  /// A structure with members at offsets.
  case structure(String, size: Int, members: [DWARFMember])
  /// Another name for a type.
  case alias(String, DWARFType)
  /// The structure of this name, which may be one that is being described: a cycle.
  case reference(String)
}

/// A member of a structure.
package struct DWARFMember: Sendable {
  package let name: String
  package let offset: UInt64
  package let type: DWARFType

  package init(_ name: String, at offset: UInt64, _ type: DWARFType) {
    self.name = name
    self.offset = offset
    self.type = type
  }
}

/// Writes `.debug_abbrev` and `.debug_info` of version 4 or 5 (DWARF 5, section 7.5).
package struct DWARFWriter: Sendable {
  package var version: UInt16 = 4
  package var types: [DWARFType] = []
  /// Variables with the address of a DW_OP_addr and the type's name.
  package var variables: [(name: String, address: UInt64, type: String)] = []
  package var constants: [(name: String, value: Int64)] = []
  /// DW_AT_language of the unit: 0x16 is Go.
  package var language: UInt8 = 0x16
  /// Whether structures carry a DW_AT_sibling, which refers to the structure itself.
  package var hasCircularSiblings = false
  /// Whether structures carry a DW_AT_sibling as C's compilers write it, and how many bytes behind the
  /// next entry it leads.
  package var siblingDistance: UInt32?
  /// Bytes in place of a variable's location expression.
  package var strangeLocations: [(name: String, expression: [UInt8], type: String)] = []

  package init() {}

  /// What says the same as `facts`. Members of members are members of their own.
  package init(_ facts: DebugFacts) {
    func base(_ size: Int) -> DWARFType { .base("bytes\(size)", size: size) }
    for (name, layout) in facts.types.sorted(by: { $0.key < $1.key }) {
      let members = layout.members.sorted { $0.value.offset < $1.value.offset }
      types.append(
        .structure(
          name, size: layout.size,
          members: members.map { name, field in
            DWARFMember(name, at: UInt64(field.offset), base(field.size))
          }))
    }
    for (name, variable) in facts.variables.sorted(by: { $0.key < $1.key }) {
      let type = base(variable.size ?? 8)
      types.append(type)
      variables.append((name, variable.address, Self.name(type)))
    }
    constants = facts.constants.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private enum Abbreviation {
    static let unit: UInt32 = 1
    static let structure: UInt32 = 2
    static let member: UInt32 = 3
    static let base: UInt32 = 4
    static let alias: UInt32 = 5
    static let variable: UInt32 = 6
    static let constant: UInt32 = 7
  }

  /// `.debug_abbrev`.
  package var abbreviations: [UInt8] {
    var out = ByteWriter()
    // Code, tag, has children, then attribute and form.
    let entries: [(UInt32, UInt32, Bool, [(UInt32, UInt32)])] = [
      (Abbreviation.unit, 0x11, true, [(0x03, 0x08), (0x13, 0x0b)]),  // name string, language data1
      (
        Abbreviation.structure, 0x13, true,
        // name, byte_size udata, sibling ref4
        [(0x03, 0x08), (0x0b, 0x0f)]
          + (hasCircularSiblings || siblingDistance != nil ? [(0x01, 0x13)] : [])
      ),
      (Abbreviation.member, 0x0d, false, [(0x03, 0x08), (0x38, 0x0f), (0x49, 0x13)]),
      (Abbreviation.base, 0x24, false, [(0x03, 0x08), (0x0b, 0x0f)]),
      (Abbreviation.alias, 0x16, false, [(0x03, 0x08), (0x49, 0x13)]),
      // Go writes locations as DW_FORM_block1 and constants as DW_FORM_sdata.
      (Abbreviation.variable, 0x34, false, [(0x03, 0x08), (0x02, 0x0a), (0x49, 0x13)]),
      (Abbreviation.constant, 0x27, false, [(0x03, 0x08), (0x1c, 0x0d)]),
    ]
    for (code, tag, hasChildren, attributes) in entries {
      out.variableLength(code)
      out.variableLength(tag)
      out.put(hasChildren ? 1 as UInt8 : 0)
      for (attribute, form) in attributes + [(0, 0)] {
        out.variableLength(attribute)
        out.variableLength(form)
      }
    }
    out.put(0 as UInt8)
    return out.bytes
  }

  /// `.debug_info`: one unit.
  package var information: [UInt8] {
    // Twice: the first pass finds where each type begins.
    var places: [String: UInt32] = [:]
    _ = unit(&places)
    return unit(&places)
  }

  private func unit(_ places: inout [String: UInt32]) -> [UInt8] {
    var body = ByteWriter()
    let headerSize = version == 5 ? 12 : 11
    func place() -> UInt32 { UInt32(headerSize + body.count) }
    body.variableLength(Abbreviation.unit)
    body.cString("runtime")
    body.put(language)
    for type in allTypes {
      places[Self.name(type)] = place()
      switch type {
      case .base(let name, let size):
        body.variableLength(Abbreviation.base)
        body.cString(name)
        body.variableLength(UInt32(size))
      case .alias(let name, let target):
        body.variableLength(Abbreviation.alias)
        body.cString(name)
        body.put(places[Self.name(target)] ?? 0)
      case .structure(let name, let size, let members):
        body.variableLength(Abbreviation.structure)
        body.cString(name)
        body.variableLength(UInt32(size))
        if hasCircularSiblings {
          body.put(places[name] ?? 0)
        } else if let siblingDistance {
          body.put((places["behind " + name] ?? 0) + siblingDistance)
        }
        for member in members {
          body.variableLength(Abbreviation.member)
          body.cString(member.name)
          body.variableLength(UInt32(member.offset))
          body.put(places[Self.name(member.type)] ?? 0)
        }
        body.put(0 as UInt8)
        places["behind " + name] = place()
      case .reference: break
      }
    }
    for variable in variables {
      var expression = ByteWriter()
      expression.put(0x03 as UInt8)  // DW_OP_addr
      expression.put(variable.address)
      writeVariable(variable.name, expression.bytes, places[variable.type] ?? 0, to: &body)
    }
    for strange in strangeLocations {
      writeVariable(strange.name, strange.expression, places[strange.type] ?? 0, to: &body)
    }
    for constant in constants {
      body.variableLength(Abbreviation.constant)
      body.cString(constant.name)
      Self.signed(constant.value, to: &body)
    }
    body.put(0 as UInt8)
    var out = ByteWriter()
    out.put(UInt32(headerSize - 4 + body.count))
    out.put(version)
    if version == 5 {
      out.put(1 as UInt8)  // DW_UT_compile
      out.put(8 as UInt8)
      out.put(0 as UInt32)
    } else {
      out.put(0 as UInt32)
      out.put(8 as UInt8)
    }
    out.raw(body.bytes)
    return out.bytes
  }

  private func writeVariable(
    _ name: String, _ expression: [UInt8], _ type: UInt32, to body: inout ByteWriter
  ) {
    body.variableLength(Abbreviation.variable)
    body.cString(name)
    body.put(UInt8(expression.count))
    body.raw(expression)
    body.put(type)
  }

  private static func signed(_ value: Int64, to out: inout ByteWriter) {
    var rest = value
    while true {
      let byte = UInt8(truncatingIfNeeded: rest & 0x7f)
      rest >>= 7
      if rest == 0 && byte & 0x40 == 0 || rest == -1 && byte & 0x40 != 0 {
        out.put(byte)
        return
      }
      out.put(byte | 0x80)
    }
  }

  /// Every type once, those that others are made of first.
  private var allTypes: [DWARFType] {
    var found: [DWARFType] = []
    var names: Set<String> = []
    func add(_ type: DWARFType) {
      if case .reference = type { return }
      guard names.insert(Self.name(type)).inserted else { return }
      switch type {
      case .structure(_, _, let members): for member in members { add(member.type) }
      case .alias(_, let target): add(target)
      case .base, .reference: break
      }
      found.append(type)
    }
    for type in types { add(type) }
    return found
  }

  private static func name(_ type: DWARFType) -> String {
    switch type {
    case .base(let name, _), .structure(let name, _, _), .alias(let name, _), .reference(let name):
      name
    }
  }

  /// An executable with these sections, and a symbol table of `symbols` where there are some.
  package func executable(symbols: [(name: String, address: UInt64, size: UInt64)] = []) -> [UInt8]
  {
    var elf = ELFWriter(type: ELFWriter.executable)
    add(to: &elf, at: 0x1000)
    if !symbols.isEmpty { SymbolTableDrawing(symbols).add(to: &elf) }
    return elf.bytes
  }

  /// Adds the two sections to a file, from this address on.
  package func add(to elf: inout ELFWriter, at start: UInt64) {
    for (name, address, bytes) in [
      (".debug_abbrev", start, abbreviations), (".debug_info", start + 0x1f000, information),
    ] {
      elf.segments.append(.load(address, bytes, flags: 4))
      elf.sections.append(.init(name, address: address, size: UInt64(bytes.count)))
    }
  }
}

/// `.symtab` and its strings.
package struct SymbolTableDrawing: Sendable {
  /// STT_OBJECT and STT_FUNC.
  package static let object: UInt8 = 1
  package static let function: UInt8 = 2

  private let symbols: [(name: String, address: UInt64, size: UInt64)]
  private let type: UInt8
  /// Variables, beside symbols of another type.
  package var variables: [(name: String, address: UInt64)] = []

  package init(
    _ symbols: [(name: String, address: UInt64, size: UInt64)], type: UInt8 = object
  ) {
    self.symbols = symbols
    self.type = type
  }

  /// Adds the two sections behind those that the file has.
  package func add(to elf: inout ELFWriter) {
    var names = ByteWriter()
    names.put(0 as UInt8)
    var table = ByteWriter()
    table.raw([UInt8](repeating: 0, count: 24))
    var all = symbols.map { (name: $0.name, address: $0.address, size: $0.size, type: type) }
    for variable in variables {
      all.append((name: variable.name, address: variable.address, size: 8, type: Self.object))
    }
    for symbol in all {
      table.put(UInt32(names.count))
      table.put(symbol.type)
      table.put(0 as UInt8)
      table.put(1 as UInt16)
      table.put(symbol.address)
      table.put(symbol.size)
      names.cString(symbol.name)
    }
    elf.segments += [.load(0x60_0000, table.bytes), .load(0x70_0000, names.bytes)]
    // Section 0 is the empty one; the strings come right behind the table.
    let strings = UInt32(elf.sections.count + 2)
    var section = ELFWriter.Section(
      ".symtab", type: 2, address: 0x60_0000, size: UInt64(table.count))
    section.link = strings
    section.entrySize = 24
    elf.sections += [
      section, .init(".strtab", type: 3, address: 0x70_0000, size: UInt64(names.count)),
    ]
  }
}
