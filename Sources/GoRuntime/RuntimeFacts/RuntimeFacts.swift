// The needs resolved against one executable: where the runtime's variables and members are.

package import DebugInfo
package import ElfCore

/// Where a member of a structure lies and how large it is, in bytes.
package struct FieldPlace: Sendable, Equatable {
  package let offset: Int
  package let size: Int
}

/// Where a variable lies in the file, the load bias not added, and its size in bytes where known.
package struct VariablePlace: Sendable, Equatable {
  package let address: UInt64
  package let size: Int?
}

/// Where the runtime of one executable keeps things. Resolved once for each executable.
package struct RuntimeFacts: Sendable {
  private let fields: [Field?]
  private let variables: [RuntimeVariable: Variable]
  private let constants: [RuntimeConstant: UInt32]
  /// Sizes of structures by name.
  private let sizes: [String: Int]
  /// The features that are lost, each with the names that were not found.
  package let missing: [(feature: Feature, names: [String])]
  /// Where DWARF and the symbol table contradict each other, in words.
  package let contradictions: [String]
  /// The newest `m`, where it was found without `runtime.allm`.
  let newestMachine: Address?
  /// The names of wait reasons by number, where they are known though their bytes are not at hand.
  let waitReasonNames: [String]

  /// What debug information must be asked for. Go's linker puts all types into the unit of package
  /// runtime, other packages' too (runtimeCU in cmd/link/internal/ld/dwarf.go, go1.19 to go1.27).
  package static let request = DebugRequest(
    types: Set(FieldNeed.all.flatMap(\.types)),
    variables: Set(RuntimeVariable.allCases.map(\.rawValue)),
    constants: Set(RuntimeConstant.allCases.map(\.rawValue)), unit: "runtime")

  /// Resolves the needs. `facts` decide; `symbols` give variables that they lack, and check the others.
  /// `isComplete` is false if nothing at all is known: then the needs are not listed as missing one by one.
  package init(
    facts: DebugFacts, symbols: SymbolTable?, newestMachine: Address? = nil,
    waitReasonNames: [String] = [], isComplete: Bool = true
  ) {
    self.waitReasonNames = waitReasonNames
    self.newestMachine = newestMachine
    var fields = [Field?](repeating: nil, count: RuntimeField.allCases.count)
    var lost: [Feature: [String]] = [:]
    for need in FieldNeed.all {
      fields[need.field.rawValue] = Self.resolve(need, facts)
      if fields[need.field.rawValue] == nil, let feature = need.feature {
        lost[feature, default: []].append(need.name)
      }
    }
    var variables: [RuntimeVariable: Variable] = [:]
    var contradictions: [String] = []
    for variable in RuntimeVariable.allCases {
      let debug = facts.variables[variable.rawValue]
      let symbol = symbols?.symbols[variable.rawValue]
      variables[variable] = debug ?? symbol
      if let debug, let size = symbol?.size, size != debug.size {
        // DWARF gives pointers none.
        variables[variable] = Variable(address: debug.address, size: debug.size ?? size)
        if let other = debug.size {
          contradictions.append(
            "\(variable.rawValue) has \(other) bytes by DWARF, \(size) by the symbol table")
        }
      }
      if let debug, let symbol, debug.address != symbol.address {
        contradictions.append(
          "\(variable.rawValue): DWARF says \(hexadecimal(debug.address)), "
            + "the symbol table \(hexadecimal(symbol.address))")
      }
      if variables[variable] == nil, variable != .allm || newestMachine == nil,
        variable != .initTime || facts.variables[RuntimeVariable.sched.rawValue] == nil,
        let feature = variable.feature
      {
        lost[feature, default: []].append(variable.rawValue)
      }
    }
    var constants: [RuntimeConstant: UInt32] = [:]
    for constant in RuntimeConstant.allCases {
      constants[constant] =
        facts.constants[constant.rawValue].flatMap { UInt32(exactly: $0) } ?? constant.usualValue
    }
    self.fields = fields
    self.variables = variables
    self.constants = constants
    self.sizes = facts.types.mapValues(\.size)
    self.contradictions = contradictions
    self.missing =
      !isComplete
      ? []
      : lost.map { ($0.key, $0.value.sorted()) }.sorted {
        $0.feature.rawValue < $1.feature.rawValue
      }
  }

  private static func resolve(_ need: FieldNeed, _ facts: DebugFacts) -> Field? {
    for type in need.types {
      guard let layout = facts.types[type] else { continue }
      if let sibling = need.requires, layout.members[sibling] == nil { continue }
      for path in need.paths {
        if let field = layout.members[path] { return field }
      }
    }
    return nil
  }

  /// Where a member lies, or nil where this runtime has none.
  package subscript(field: RuntimeField) -> FieldPlace? {
    fields[field.rawValue].map { FieldPlace(offset: $0.offset, size: $0.size) }
  }

  /// Where a member lies, for readers that look it up once and not for each record.
  func place(of field: RuntimeField) throws(RecordError) -> FieldPlace {
    guard let place = self[field] else { throw .noField(field) }
    return place
  }

  /// A variable; its address is that in the file, without load bias.
  package subscript(variable: RuntimeVariable) -> VariablePlace? {
    variables[variable].map { VariablePlace(address: $0.address, size: $0.size) }
  }

  /// A constant's value.
  package subscript(constant: RuntimeConstant) -> UInt32 {
    constants[constant] ?? constant.usualValue
  }

  /// The size of a structure in bytes.
  package func size(of type: String) -> Int? { sizes[type] }

  /// Whether goroutines can be listed at all.
  package var canListGoroutines: Bool {
    self[.allgs] != nil && self[.gID] != nil && self[.gStatus] != nil
  }

  /// Whether the runtime's threads can be listed at all.
  var canListMachines: Bool {
    self[.mNext] != nil && (self[.allm] != nil || newestMachine != nil)
  }
}
