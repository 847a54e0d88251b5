// Types from their descriptors, without debug information: kind, size, fields, elements, methods.
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
  private let runtime: RuntimeMemory
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
    runtime = process.runtime
    names = process.typeNames
    headerSize = size
  }

  /// The type whose descriptor is at `address`; nil where there is none.
  package func type(at address: Address) -> GoType? {
    guard let name = names.name(of: address) else { return nil }
    return try? readType(runtime.record(at: address), name: name)
  }

  private func readType(_ record: RuntimeRecord, name: String) throws(RecordError) -> GoType? {
    let raw = try record[.typeKind].load(as: UInt8.self)
    let flags = try record[.typeFlags].load(as: UInt8.self)
    let size = try record[.typeSize].word()
    guard let kind = GoKind(rawValue: raw & 31) else { return nil }
    return GoType(
      address: record.address, kind: kind, size: size, name: name,
      isDirect: (raw | flags) & Flags.direct != 0, hasUncommonPart: flags & Flags.uncommon != 0)
  }

  /// The type of what a pointer, slice, array or channel holds.
  package func element(of type: GoType) -> GoType? {
    guard [.pointer, .slice, .array, .channel].contains(type.kind) else { return nil }
    return specialPart(of: type).pointerIfThere().flatMap { self.type(at: $0) }
  }

  /// The number of elements of an array type.
  package func length(of type: GoType) -> UInt64? {
    type.kind == .array ? try? specialPart(of: type).word(2) : nil
  }

  /// The fields of a structure, in their order; nil where the descriptor cannot be read.
  package func fields(of type: GoType) -> [GoField]? {
    type.kind == .structure ? try? readFields(of: type) : nil
  }

  private func readFields(of type: GoType) throws(RecordError) -> [GoField]? {
    guard let (data, count) = try list(of: type) else { return nil }
    // Three words each: the name, the type, the offset.
    let words = runtime.place(at: data)
    var fields: [GoField] = []
    for index in 0..<count {
      let name = try words.pointer(index * 3)
      let flags = try runtime.place(at: name).load(as: UInt8.self)
      let offset = try words.word(index * 3 + 2)
      guard let text = runtime.memory.typeDataName(at: name), offset <= type.size,
        let fieldType = self.type(at: try words.pointer(index * 3 + 1))
      else { return nil }
      fields.append(
        GoField(
          name: text, type: fieldType, offset: offset, isEmbedded: flags & Flags.embedded != 0))
    }
    return fields
  }

  /// Where the fields of a structure or the methods of an interface are, and how many; nil where there
  /// are more than any program has.
  private func list(of type: GoType) throws(RecordError) -> (data: Address, count: Int)? {
    let part = specialPart(of: type)
    let count = try part.word(2)
    return count <= Self.countLimit ? (try part.pointer(1), Int(count)) : nil
  }

  /// The names of an interface type's methods.
  package func interfaceMethods(of type: GoType) -> [String]? {
    type.kind == .interface ? try? readMethods(of: type) : nil
  }

  private func readMethods(of type: GoType) throws(RecordError) -> [String]? {
    guard let (data, count) = try list(of: type) else { return nil }
    var names: [String] = []
    for index in 0..<count {
      // Each has the offsets of its name and of its type.
      let offset = try runtime.place(at: data &+ index * 8).load(as: Int32.self)
      guard let name = name(offset: offset, base: type.address) else { return nil }
      names.append(name)
    }
    return names
  }

  /// The path of the package that a named type belongs to, empty where it is lost; nil where the type
  /// has no name and no methods.
  package func packagePath(of type: GoType) -> String? {
    guard type.hasUncommonPart, let offset = uncommonOffset(of: type) else { return nil }
    return try? readPackagePath(of: type, at: type.address &+ offset)
  }

  private func readPackagePath(of type: GoType, at place: Address) throws(RecordError) -> String? {
    let path = try runtime.place(at: place).load(as: Int32.self)
    let count = try runtime.place(at: place &+ 4).load(as: UInt16.self)
    guard UInt64(count) <= Self.countLimit else { return nil }
    return name(offset: path, base: type.address) ?? ""
  }

  /// The distance from a descriptor's start to its uncommon part; nil for maps, which differ from release
  /// to release.
  private func uncommonOffset(of type: GoType) -> Int? {
    let size = runtime.memory.pointerSize
    switch type.kind {
    case .structure, .interface: return headerSize + 4 * size
    case .array: return headerSize + 3 * size
    case .channel: return headerSize + 2 * size
    case .pointer, .slice, .function: return headerSize + size
    case .map: return nil
    default: return headerSize
    }
  }

  /// The part of a descriptor that differs from kind to kind: words.
  private func specialPart(of type: GoType) -> RuntimePlace {
    runtime.place(at: type.address &+ headerSize)
  }

  private func name(offset: Int32, base: Address) -> String? {
    guard offset > 0, let types = ranges.first(where: { $0.contains(base) }) else {
      return nil
    }
    return runtime.memory.typeDataName(at: types.start &+ Int(offset))
  }
}
