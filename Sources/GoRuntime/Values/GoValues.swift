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
  private let runtime: RuntimeMemory

  init(ranges: [AddressRange], in runtime: RuntimeMemory) {
    self.ranges = ranges
    self.runtime = runtime
  }

  /// `TFlagExtraStar`: the stored name has a star in front that is not the type's.
  private static let extraStar: UInt8 = 2

  /// The name of the type at `address`, as `%T` prints it; nil where it cannot be read.
  package func name(of address: Address) -> String? {
    guard let types = ranges.first(where: { $0.contains(address) }) else { return nil }
    return try? name(of: runtime.record(at: address), types)
  }

  private func name(
    of type: RuntimeRecord, _ types: AddressRange
  ) throws(RecordError) -> String? {
    let offset = try type[.typeName].load(as: Int32.self)
    let flags = try type[.typeFlags].load(as: UInt8.self)
    guard offset > 0,
      let name = runtime.memory.typeDataName(at: types.start &+ Int(offset)), !name.isEmpty
    else { return nil }
    return flags & Self.extraStar != 0 && name.hasPrefix("*") ? String(name.dropFirst()) : name
  }

  /// How many bytes a value of the type takes; nil where that cannot be read.
  package func size(of address: Address) -> UInt64? {
    guard ranges.contains(where: { $0.contains(address) }) else { return nil }
    return (try? runtime.record(at: address)[.typeSize].word()) ?? nil
  }

  /// The type's kind (reflect.Kind); the upper bits of the byte were flags in earlier releases.
  package func kind(of address: Address) -> UInt8? {
    (try? runtime.record(at: address)[.typeKind].load(as: UInt8.self)).map { $0 & 31 }
  }
}

extension AddressSpace {
  /// The name of a type, field or method at `address`: a byte of flags, the length, the text
  /// (internal/abi/type.go Name); nil where it cannot be read.
  func typeDataName(at address: Address) -> String? {
    (try? readTypeDataName(at: address)).map { String(decoding: $0, as: UTF8.self) }
  }

  private func readTypeDataName(at address: Address) throws(MemoryError) -> [UInt8]? {
    var place = address &+ 1
    var length = 0
    for shift in stride(from: 0, to: 21, by: 7) {
      let byte = try load(place, as: UInt8.self)
      place = place &+ 1
      length |= Int(byte & 0x7f) << shift
      if byte & 0x80 == 0 { break }
    }
    return length < 4_096 ? try bytes(at: place, count: length) : nil
  }
}
