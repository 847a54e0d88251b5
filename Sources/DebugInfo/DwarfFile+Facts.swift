// Finding the layouts, variables and constants that a request names: one pass over the top-level
// entries of the units that have them.

internal import CElfutils
internal import ElfCore
internal import Glibc

extension DwarfFile {
  /// Everything that the request names, as far as the DWARF has it.
  package func facts(for request: DebugRequest) -> DebugFacts {
    // dwz moves what several files have in common into a file of its own.
    let shared = unsafe dwarf_getalt(dwarf)
    if let unit = request.unit, unsafe shared == nil {
      var collector = FactCollector(request)
      unsafe collect(from: dwarf, unitsCalled: unit, into: &collector)
      let found = collector.facts
      if !found.types.isEmpty, !found.variables.isEmpty { return found }
    }
    var collector = FactCollector(request)
    unsafe collect(from: dwarf, unitsCalled: nil, into: &collector)
    if let shared = unsafe shared, !collector.isComplete {
      unsafe collect(from: shared, unitsCalled: nil, into: &collector)
    }
    return collector.facts
  }

  private func collect(
    from dwarf: OpaquePointer, unitsCalled wanted: String?, into collector: inout FactCollector
  ) {
    var abbreviations = unsafe AbbreviationCheck(dwarf)
    var unit: OpaquePointer? = nil
    while true {
      var next: OpaquePointer? = nil
      var entry = unsafe Dwarf_Die()
      let status = unsafe dwarf_get_units(dwarf, unit, &next, nil, nil, &entry, nil)
      guard status == 0, let found = unsafe next else {
        if status < 0 { collector.facts.problems.append("a unit of its DWARF cannot be read") }
        return
      }
      unsafe unit = found
      let isOfGo = unsafe isOfGo(&entry)
      // dwz's partial units are what units have in common. They name no language.
      guard unsafe isOfGo || Int(dwarf_tag(&entry)) == Int(DW_TAG_partial_unit) else { continue }
      if let wanted {
        guard let name = unsafe dwarf_diename(&entry), unsafe strcmp(name, wanted) == 0 else {
          continue
        }
      }
      guard let shapes = unsafe abbreviations.shapes(of: &entry) else {
        if isOfGo {
          collector.facts.problems.append("a unit of its DWARF is not as Go's linker writes them")
        }
        continue
      }
      unsafe collector.collect(unit: entry, of: dwarf, abbreviations.section, shapes)
      if collector.isComplete { return }
    }
  }
}

/// Goes over the entries of a unit and keeps what was asked for.
private struct FactCollector {
  let request: DebugRequest
  var facts = DebugFacts()
  private var remaining: Int
  /// The lengths of the names that are asked for, in bytes.
  private let lengths: Set<Int>

  init(_ request: DebugRequest) {
    self.request = request
    lengths = Set(
      [request.types, request.variables, request.constants].flatMap { $0.map(\.utf8.count) })
    remaining = request.types.count + request.variables.count + request.constants.count
  }

  var isComplete: Bool { remaining == 0 }

  mutating func collect(
    unit: Dwarf_Die, of dwarf: OpaquePointer, _ section: InfoSection?, _ shapes: EntryShapes
  ) {
    var unit = unsafe unit
    var entry = unsafe Dwarf_Die()
    if let places = unsafe places(in: &unit, section, shapes) {
      for place in places where !isComplete {
        if unsafe dwarf_offdie(dwarf, place, &entry) != nil { unsafe take(&entry) }
      }
      return
    }
    guard unsafe dwarf_child(&unit, &entry) == 0 else { return }
    repeat {
      unsafe take(&entry)
    } while unsafe !isComplete && nextSibling(&entry)
  }

  /// What has a tag of those that are asked for.
  private static func isOfInterest(tag: Int) -> Bool {
    tag == Int(DW_TAG_structure_type) || tag == Int(DW_TAG_variable) || tag == Int(DW_TAG_constant)
  }

  /// Where the entries of a unit are that may be asked for; nil where only libdw can say.
  private func places(
    in unit: inout Dwarf_Die, _ section: InfoSection?, _ shapes: EntryShapes
  ) -> [Dwarf_Off]? {
    guard let section, var walk = unsafe EntryWalk(&unit, in: section, shapes) else { return nil }
    var places: [Dwarf_Off] = []
    var depth = 0
    while true {
      switch walk.next() {
      case .entry(let path):
        if depth == 1, Self.isOfInterest(tag: path.tag),
          walk.name.map({ name in
            lengths.contains(name.count)
              && (section.hasPrefix("run", at: name) || section.hasPrefix("int", at: name))
          }) ?? true
        {
          places.append(Dwarf_Off(walk.place))
        }
        if path.hasChildren { depth += 1 }
      case .endOfChildren: depth -= 1
      case .end: return places
      case .damage: return nil
      }
      if depth == 0 { return places }
    }
  }

  private mutating func take(_ entry: inout Dwarf_Die) {
    let tag = unsafe Int(dwarf_tag(&entry))
    guard Self.isOfInterest(tag: tag) else { return }
    guard let text = unsafe dwarf_diename(&entry), unsafe isOfRuntime(text) else { return }
    let name = unsafe String(cString: text)
    switch tag {
    case Int(DW_TAG_structure_type):
      guard request.types.contains(name), facts.types[name] == nil, unsafe byteSize(&entry) != nil
      else { return }
      var reader = LayoutReader()
      if let layout = unsafe reader.layout(of: &entry) {
        facts.types[name] = layout
        remaining -= 1
      } else {
        facts.problems.append("the members of \(name) do not fit into it")
      }
    case Int(DW_TAG_variable):
      guard request.variables.contains(name), facts.variables[name] == nil,
        let address = unsafe fixedAddress(&entry)
      else { return }
      var size: Int?
      if var type = unsafe typeEntry(&entry) { size = unsafe byteSize(&type) }
      facts.variables[name] = Variable(address: address, size: size)
      remaining -= 1
    default:
      guard request.constants.contains(name), facts.constants[name] == nil,
        let value = unsafe constantValue(&entry)
      else { return }
      facts.constants[name] = value
      remaining -= 1
    }
  }

  /// Whether a name begins with `runtime.` or `internal/`: a cheap test before a String is made.
  private func isOfRuntime(_ text: UnsafePointer<CChar>) -> Bool {
    unsafe text[0] == 0x72 && text[1] == 0x75 && text[2] == 0x6e  // "run"
      || text[0] == 0x69 && text[1] == 0x6e && text[2] == 0x74  // "int"
  }
}

// MARK: - Units

/// Whether a unit is in Go (DW_LANG_Go, 0x16). The C units of a cgo program do not describe the runtime.
func isOfGo(_ unit: inout Dwarf_Die) -> Bool {
  unsafe dwarf_srclang(&unit) == Int32(DW_LANG_Go)
}

/// Decides whether libdw can go over a unit. The Go units of a program share one table of abbreviations.
@safe
struct AbbreviationCheck {
  let section: InfoSection?
  private var known: [Dwarf_Off: EntryShapes?] = [:]

  init(_ dwarf: OpaquePointer) {
    section = unsafe InfoSection(dwarf)
  }

  /// The table of `unit`; nil unless it is whole, and the unit's siblings lead to an end.
  mutating func shapes(of unit: inout Dwarf_Die) -> EntryShapes? {
    guard let handle = unsafe unit.cu else { return nil }
    var root = unsafe Dwarf_Die()
    var table: Dwarf_Off = 0
    guard unsafe dwarf_cu_die(handle, &root, nil, &table, nil, nil, nil, nil) != nil else {
      return nil
    }
    let shapes: EntryShapes?
    if let found = known[table] {
      shapes = found
    } else {
      shapes = unsafe EntryShapes(&unit)
      known[table] = .some(shapes)
    }
    guard let shapes, unsafe shapes.areSiblingsSound(&unit, in: section) else { return nil }
    return shapes
  }
}

// MARK: - Entries

/// Moves to the next entry of the same parent; false at the end or at damage.
func nextSibling(_ entry: inout Dwarf_Die) -> Bool {
  unsafe withUnsafeMutablePointer(to: &entry) { unsafe dwarf_siblingof($0, $0) } == 0
}

/// The address of a variable whose location is a single DW_OP_addr. libdw's own location functions
/// refuse the block form that Go uses for it.
private func fixedAddress(_ entry: inout Dwarf_Die) -> UInt64? {
  var attribute = unsafe Dwarf_Attribute()
  guard unsafe dwarf_attr(&entry, UInt32(DW_AT_location), &attribute) != nil else { return nil }
  var block = unsafe Dwarf_Block()
  guard unsafe dwarf_formblock(&attribute, &block) == 0, let data = unsafe block.data else {
    return nil
  }
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: Int(min(block.length, 16))))
  guard bytes.first == UInt8(DW_OP_addr) else { return nil }
  return bytes.field(at: 1, size: bytes.count - 1)
}

private func constantValue(_ entry: inout Dwarf_Die) -> Int64? {
  var attribute = unsafe Dwarf_Attribute()
  guard unsafe dwarf_attr(&entry, UInt32(DW_AT_const_value), &attribute) != nil else { return nil }
  var value: Dwarf_Sword = 0
  guard unsafe dwarf_formsdata(&attribute, &value) == 0 else { return nil }
  return Int64(value)
}

/// The entry of DW_AT_type, with typedefs followed.
func typeEntry(_ entry: inout Dwarf_Die) -> Dwarf_Die? {
  var attribute = unsafe Dwarf_Attribute()
  var type = unsafe Dwarf_Die()
  guard unsafe dwarf_attr(&entry, UInt32(DW_AT_type), &attribute) != nil,
    unsafe dwarf_formref_die(&attribute, &type) != nil
  else { return nil }
  var steps = 0
  while unsafe Int(dwarf_tag(&type)) == Int(DW_TAG_typedef), steps < 16 {
    var inner = unsafe Dwarf_Die()
    guard unsafe dwarf_attr(&type, UInt32(DW_AT_type), &attribute) != nil,
      unsafe dwarf_formref_die(&attribute, &inner) != nil
    else { return unsafe type }
    unsafe type = inner
    steps += 1
  }
  return unsafe type
}

/// DW_AT_byte_size; nil for an entry without one, such as a pointer or a declaration.
func byteSize(_ entry: inout Dwarf_Die) -> Int? {
  let size = unsafe dwarf_bytesize(&entry)
  return size >= 0 ? Int(size) : nil
}
