// A type as its descriptor tells it, without debug information: kind, size, fields, elements, methods.
//
// Source: internal/abi/type.go (go1.21 to go1.27) and runtime/type.go (go1.19). What follows the
// common part is the same in all of them, maps aside.

package import ElfCore

/// What a type is made of (reflect.Kind).
package enum GoKind: UInt8, Sendable {
  case bool = 1
  case int, int8, int16, int32, int64
  case uint, uint8, uint16, uint32, uint64, uintptr
  case float32, float64, complex64, complex128
  case array, channel, function, interface, map, pointer, slice, string, structure, unsafePointer

  /// Whether a value is a signed integer.
  package var isSigned: Bool { (GoKind.int.rawValue...GoKind.int64.rawValue).contains(rawValue) }
}

/// A type of the dead program.
package struct GoType: Sendable, Equatable {
  /// The descriptor.
  package let address: Address
  package let kind: GoKind
  /// The size of a value in bytes.
  package let size: UInt64
  /// The name as `%T` prints it.
  package let name: String
  /// Whether an interface holds the value itself, not a pointer to it.
  package let isDirect: Bool
  /// `TFlagUncommon`: methods and the package's path follow.
  let hasUncommonPart: Bool
}

/// A field of a structure.
package struct GoField: Sendable {
  package let name: String
  package let type: GoType
  /// From the structure's start, in bytes.
  package let offset: UInt64
  package let isEmbedded: Bool
}

/// Reads type descriptors.
package struct TypeReader: Sendable {
  /// Where type descriptors lie.
  private let ranges: [AddressRange]
  private let facts: RuntimeFacts
  let memory: AddressSpace
  private let names: TypeNames
  /// Where the part of a descriptor begins that differs from kind to kind.
  private let headerSize: Int
  /// More fields or methods than any program has, and fewer than make a hostile core slow.
  private static let countLimit: UInt64 = 10_000

  private enum Flags {
    static let uncommon: UInt8 = 1
    /// Since go1.26; before, the same bit of the kind's byte said so, and this one was unused.
    static let direct: UInt8 = 32
    /// Of a name: the field is embedded.
    static let embedded: UInt8 = 8
  }

  package init?(process: GoProcess) {
    guard
      let size = process.facts.size(of: "internal/abi.Type")
        ?? process.facts.size(of: "runtime._type")
    else { return nil }
    ranges = process.typeNames.ranges
    facts = process.facts
    memory = process.memory
    names = process.typeNames
    headerSize = size
  }

  /// The type whose descriptor is at `address`; nil where there is none.
  package func type(at address: Address) -> GoType? {
    guard let kindField = facts[.typeKind], let sizeField = facts[.typeSize],
      let flagField = facts[.typeFlags], let name = names.name(of: address),
      let raw = try? memory.load(address &+ kindField.offset, as: UInt8.self),
      let kind = GoKind(rawValue: raw & 31),
      let size = try? memory.word(address &+ sizeField.offset),
      let flags = try? memory.load(address &+ flagField.offset, as: UInt8.self)
    else { return nil }
    return GoType(
      address: address, kind: kind, size: size, name: name,
      isDirect: (raw | flags) & Flags.direct != 0, hasUncommonPart: flags & Flags.uncommon != 0)
  }

  /// The type of what a pointer, slice, array or channel holds.
  package func element(of type: GoType) -> GoType? {
    guard [.pointer, .slice, .array, .channel].contains(type.kind) else { return nil }
    return word(type, 0).flatMap { self.type(at: Address($0)) }
  }

  /// The number of elements of an array type.
  package func length(of type: GoType) -> UInt64? { type.kind == .array ? word(type, 2) : nil }

  /// The fields of a structure, in their order; nil where the descriptor cannot be read.
  package func fields(of type: GoType) -> [GoField]? {
    guard type.kind == .structure, let data = word(type, 1), let count = word(type, 2),
      count <= Self.countLimit
    else { return nil }
    let size = memory.pointerSize
    var fields: [GoField] = []
    for index in 0..<Int(count) {
      let place = Address(data) &+ index * 3 * size
      guard let name = try? memory.pointer(place), let text = memory.typeDataName(at: name),
        let descriptor = try? memory.pointer(place &+ size),
        let fieldType = self.type(at: descriptor),
        let offset = try? memory.word(place &+ 2 * size), offset <= type.size,
        let flags = try? memory.load(name, as: UInt8.self)
      else { return nil }
      fields.append(
        GoField(
          name: text, type: fieldType, offset: offset, isEmbedded: flags & Flags.embedded != 0))
    }
    return fields
  }

  /// The names of an interface type's methods.
  package func interfaceMethods(of type: GoType) -> [String]? {
    guard type.kind == .interface, let data = word(type, 1), let count = word(type, 2),
      count <= Self.countLimit
    else { return nil }
    return methodNames(at: Address(data), count: Int(count), base: type.address)
  }

  /// The path of the package that a named type belongs to, empty where it is lost; nil where the type
  /// has no name and no methods.
  package func packagePath(of type: GoType) -> String? {
    guard type.hasUncommonPart, let offset = uncommonOffset(of: type) else { return nil }
    let place = type.address &+ offset
    guard let path = try? memory.load(place, as: Int32.self),
      let count = try? memory.load(place &+ 4, as: UInt16.self),
      UInt64(count) <= Self.countLimit
    else { return nil }
    return name(offset: path, base: type.address) ?? ""
  }

  /// The size of what stands between a descriptor's common part and the uncommon one.
  private func uncommonOffset(of type: GoType) -> Int? {
    let size = memory.pointerSize
    switch type.kind {
    case .structure, .interface: return headerSize + 4 * size
    case .array: return headerSize + 3 * size
    case .channel: return headerSize + 2 * size
    case .pointer, .slice, .function: return headerSize + size
    case .map: return nil
    default: return headerSize
    }
  }

  private func methodNames(at data: Address, count: Int, base: Address) -> [String]? {
    var result: [String] = []
    for index in 0..<count {
      guard let offset = try? memory.load(data &+ index * 8, as: Int32.self),
        let name = name(offset: offset, base: base)
      else { return nil }
      result.append(name)
    }
    return result
  }

  /// A word of the part that differs from kind to kind.
  private func word(_ type: GoType, _ index: Int) -> UInt64? {
    try? memory.word(type.address &+ headerSize &+ index * memory.pointerSize)
  }

  private func name(offset: Int32, base: Address) -> String? {
    guard offset > 0, let types = ranges.first(where: { $0.contains(base) }) else {
      return nil
    }
    return memory.typeDataName(at: types.start &+ Int(offset))
  }
}
