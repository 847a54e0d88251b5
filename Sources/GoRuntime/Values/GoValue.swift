// Values of the dead program, read with the descriptors of their types: a cursor over memory that knows
// the type of what it points to.

package import ElfCore

/// A place in memory and the type of what is there.
package struct GoValue: Sendable {
  package let type: GoType
  package let address: Address

  package init(type: GoType, address: Address) {
    self.type = type
    self.address = address
  }
}

/// What one value is, as far as it fits a line.
package enum GoScalar: Sendable, Equatable {
  case bool(Bool)
  case signed(Int64)
  case unsigned(UInt64)
  case float(Double)
  case complex(Double, Double)
  /// At most the first bytes of it, and the length in bytes.
  case string(String, length: UInt64)
  /// A pointer, channel, map or unsafe pointer; null for nil.
  case pointer(Address)
  /// A func value; null for nil.
  case function(Address)
  case slice(length: UInt64, capacity: UInt64)
  case array(length: UInt64)
  /// The type of what an interface holds; nil for a nil interface.
  case interface(type: String?)
  case structure
}

/// Reads values.
package struct ValueReader: Sendable {
  package let types: TypeReader
  private let memory: AddressSpace
  private static let stringLimit = 4_096

  package init?(process: GoProcess) {
    guard let types = TypeReader(process: process) else { return nil }
    self.types = types
    memory = process.memory
  }

  /// The value in an interface without methods whose words are at `address`; nil where it is nil or
  /// cannot be read.
  package func value(inEmptyInterfaceAt address: Address) -> GoValue? {
    guard let held = try? GoInterface(at: address, memory) else { return nil }
    return value(of: held.type, held, at: address)
  }

  /// The value in an interface with methods, whose first word is an `itab`.
  package func value(inInterfaceAt address: Address) -> GoValue? {
    guard let held = try? GoInterface(at: address, memory), !held.type.isNull,
      let descriptor = memory.pointerIfThere(held.type &+ memory.pointerSize)
    else { return nil }
    return value(of: descriptor, held, at: address)
  }

  /// The value that the interface `value` holds.
  package func content(of value: GoValue) -> GoValue? {
    guard value.type.kind == .interface, let methods = types.interfaceMethods(of: value.type) else {
      return nil
    }
    return methods.isEmpty
      ? self.value(inEmptyInterfaceAt: value.address) : self.value(inInterfaceAt: value.address)
  }

  /// What the interface at `address` holds: the data word is the value itself or leads to it.
  private func value(
    of descriptor: Address, _ held: GoInterface, at address: Address
  ) -> GoValue? {
    guard let type = types.type(at: descriptor) else { return nil }
    return GoValue(
      type: type, address: type.isDirect ? address &+ memory.pointerSize : held.data)
  }

  /// What a pointer points to; nil for nil.
  package func target(of value: GoValue) -> GoValue? {
    guard value.type.kind == .pointer, let address = memory.pointerIfThere(value.address),
      !address.isNull, let element = types.element(of: value.type)
    else { return nil }
    return GoValue(type: element, address: address)
  }

  /// A field of a structure.
  package func field(_ field: GoField, of value: GoValue) -> GoValue {
    GoValue(type: field.type, address: value.address &+ Int(clamping: field.offset))
  }

  /// The field of that name.
  package func field(named name: String, of value: GoValue) -> GoValue? {
    types.fields(of: value.type)?.first { $0.name == name }.map { field($0, of: value) }
  }

  /// The first elements of a slice, no more than `limit`.
  package func elements(of value: GoValue, limit: Int) -> [GoValue] {
    guard value.type.kind == .slice, let element = types.element(of: value.type),
      let (data, count) = try? memory.goSlice(at: value.address),
      let size = Int(exactly: element.size), size < 1 << 30
    else { return [] }
    return (0..<min(limit, Int(clamping: count))).map {
      GoValue(type: element, address: data &+ $0 * size)
    }
  }

  /// The value as one thing; nil where it cannot be read.
  package func scalar(_ value: GoValue) -> GoScalar? {
    try? read(value)
  }

  private func read(_ value: GoValue) throws(MemoryError) -> GoScalar? {
    let address = value.address
    let kind = value.type.kind
    switch kind {
    case .bool: return .bool(try memory.load(address, as: UInt8.self) != 0)
    case .float32:
      return .float(Double(Float(bitPattern: try memory.load(address, as: UInt32.self))))
    case .float64: return .float(Double(bitPattern: try memory.load(address, as: UInt64.self)))
    case .complex64:
      return .complex(
        Double(Float(bitPattern: try memory.load(address, as: UInt32.self))),
        Double(Float(bitPattern: try memory.load(address &+ 4, as: UInt32.self))))
    case .complex128:
      return .complex(
        Double(bitPattern: try memory.load(address, as: UInt64.self)),
        Double(bitPattern: try memory.load(address &+ 8, as: UInt64.self)))
    case .string:
      return .string(
        try memory.goString(at: address, limit: Self.stringLimit),
        length: try memory.word(address &+ memory.pointerSize))
    case .pointer, .unsafePointer, .channel, .map:
      return .pointer(try memory.pointer(address))
    case .function: return .function(try memory.pointer(address))
    case .slice:
      return .slice(
        length: try memory.word(address &+ memory.pointerSize),
        capacity: try memory.word(address &+ 2 * memory.pointerSize))
    case .array: return types.length(of: value.type).map { .array(length: $0) }
    case .interface:
      return .interface(type: content(of: value)?.type.name)
    case .structure: return .structure
    default:
      guard [1, 2, 4, 8].contains(value.type.size) else { return nil }
      let size = Int(value.type.size)
      let raw = try memory.integer(address, size: size)
      guard kind.isSigned else { return .unsigned(raw) }
      let shift = Int64(64 - 8 * size)
      return .signed(Int64(bitPattern: raw << UInt64(shift)) >> shift)
    }
  }
}
