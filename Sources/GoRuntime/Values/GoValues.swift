// Go's strings, slices and interfaces in the memory of the dead process.

package import ElfCore

extension AddressSpace {
  /// The bytes of the Go string whose header is at `address`, at most `limit` of them.
  package func goStringBytes(at address: Address, limit: Int) throws(MemoryError) -> [UInt8] {
    let data = try pointer(address)
    let length = try word(address &+ pointerSize)
    guard length > 0 else { return [] }
    guard length <= UInt64(Int.max) else { throw .unmapped(data) }
    return try bytes(at: data, count: min(Int(length), limit))
  }

  /// The Go string whose header is at `address`, cut at `limit` bytes; invalid UTF-8 is replaced.
  package func goString(at address: Address, limit: Int) throws(MemoryError) -> String {
    String(decoding: try goStringBytes(at: address, limit: limit), as: UTF8.self)
  }

  /// A slice header: where the elements are, and how many.
  package func goSlice(at address: Address) throws(MemoryError) -> (data: Address, count: UInt64) {
    (try pointer(address), try word(address &+ pointerSize))
  }
}

/// The two words of an interface value (`runtime.eface`).
package struct GoInterface: Sendable, Equatable {
  /// The type descriptor, or null for nil.
  package let type: Address
  /// The data word: a pointer to the value, or the value itself.
  package let data: Address

  package init(at address: Address, _ memory: AddressSpace) throws(MemoryError) {
    type = try memory.pointer(address)
    data = try memory.pointer(address &+ memory.pointerSize)
  }
}

/// Names of types from their descriptors (internal/abi/type.go; runtime/type.go up to go1.20).
package struct TypeNames: Sendable {
  /// Where the modules keep their type descriptors.
  let ranges: [AddressRange]
  private let facts: RuntimeFacts
  private let memory: AddressSpace

  init(ranges: [AddressRange], facts: RuntimeFacts, memory: AddressSpace) {
    self.ranges = ranges
    self.facts = facts
    self.memory = memory
  }

  /// `TFlagExtraStar`: the stored name has a star in front that is not the type's.
  private static let extraStar: UInt8 = 2

  /// The name of the type at `address`, as `%T` prints it; nil where it cannot be read.
  package func name(of address: Address) -> String? {
    guard let nameField = facts[.typeName], let flagField = facts[.typeFlags],
      let types = ranges.first(where: { $0.contains(address) }),
      let offset = try? memory.load(address &+ nameField.offset, as: Int32.self), offset > 0,
      let flags = try? memory.load(address &+ flagField.offset, as: UInt8.self)
    else { return nil }
    guard let name = memory.typeDataName(at: types.start &+ Int(offset)), !name.isEmpty else {
      return nil
    }
    return flags & Self.extraStar != 0 && name.hasPrefix("*") ? String(name.dropFirst()) : name
  }

  /// The type's kind (reflect.Kind); the upper bits of the byte were flags in earlier releases.
  package func kind(of address: Address) -> UInt8? {
    guard let field = facts[.typeKind],
      let value = try? memory.load(address &+ field.offset, as: UInt8.self)
    else { return nil }
    return value & 31
  }
}

extension AddressSpace {
  /// The name of a type, field or method at `address`: a byte of flags, the length, the text
  /// (internal/abi/type.go Name); nil where it cannot be read.
  func typeDataName(at address: Address) -> String? {
    var place = address &+ 1
    var length = 0
    for shift in stride(from: 0, to: 21, by: 7) {
      guard let byte = try? load(place, as: UInt8.self) else { return nil }
      place = place &+ 1
      length |= Int(byte & 0x7f) << shift
      if byte & 0x80 == 0 { break }
    }
    guard length < 4_096, let text = try? bytes(at: place, count: length) else { return nil }
    return String(decoding: text, as: UTF8.self)
  }
}
