// Type descriptors with what follows their common part: fields, elements, methods.

import DebugInfo

/// A field of a drawn structure.
package struct SyntheticField: Sendable {
  package let name: String
  package let type: UInt64
  package let offset: UInt64
  package let isEmbedded: Bool

  package init(_ name: String, _ type: UInt64, at offset: UInt64, isEmbedded: Bool = false) {
    self.name = name
    self.type = type
    self.offset = offset
    self.isEmbedded = isEmbedded
  }
}

extension SyntheticProcess {
  /// Draws a descriptor with a size and the words of the part that differs from kind to kind.
  package mutating func type(
    _ name: String, kind: UInt8, size: UInt64, words: [UInt64] = [], flags: UInt8 = 0
  ) -> UInt64 {
    let descriptor = shape.hasABIType ? "internal/abi.Type" : "runtime._type"
    let common = types[descriptor]?.size ?? 0
    let address = type(name, kind: kind, flags: flags, room: words.count * word)
    set(descriptor, shape.hasABIType ? "Size_" : "size", of: address, size)
    memory.words(words, at: address + UInt64(common))
    return address
  }

  /// Draws the descriptor of a structure.
  package mutating func structure(
    _ name: String, size: UInt64, _ fields: [SyntheticField]
  ) -> UInt64 {
    let list = fields.flatMap { field in
      [typeDataName(field.name, flags: field.isEmbedded ? 9 : 1), field.type, field.offset]
    }
    let data = readOnly([UInt8](repeating: 0, count: max(1, list.count * word)))
    memory.words(list, at: data)
    let count = UInt64(fields.count)
    return type(name, kind: 25, size: size, words: [0, data, count, count])
  }

  /// Draws the descriptor of an interface type with these methods.
  package mutating func interface(_ name: String, methods: [String] = []) -> UInt64 {
    let base = Self.readOnlyStart &+ loadBias
    let names = methods.map { typeDataName($0) &- base }
    let data = readOnly([UInt8](repeating: 0, count: max(1, methods.count * 8)))
    for (index, name) in names.enumerated() {
      memory.write(name, at: data + UInt64(index * 8), size: 4)
    }
    let count = UInt64(methods.count)
    return type(name, kind: 20, size: UInt64(2 * word), words: [0, data, count, count])
  }

  /// Draws a name as type data has it, and gives its address. `flags`: 1 exported, 8 embedded.
  package mutating func typeDataName(_ text: String, flags: UInt8 = 1) -> UInt64 {
    var bytes = ByteWriter()
    bytes.put(flags)
    bytes.variableLength(UInt32(text.utf8.count))
    bytes.raw(Array(text.utf8))
    return readOnly(bytes.bytes)
  }
}
