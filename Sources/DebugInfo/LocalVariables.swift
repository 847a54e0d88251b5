// The variables that exist at a program counter, as DWARF describes them.

/// A type in the debug information, by the place of its entry. It is valid only for the file it is from.
package struct DebugType: Hashable, Sendable {
  let offset: UInt64
}

/// Where a piece of a variable is.
package enum VariablePlace: Sendable, Equatable {
  /// In the register of that DWARF number.
  case register(Int)
  /// In memory, at this distance from the canonical frame address, in bytes.
  case frame(Int64)
  /// In memory at an address of the file: the load bias is not added.
  case address(UInt64)
  /// Nowhere, or at a location that cannot be read.
  case unavailable
}

/// A contiguous part of a variable.
package struct VariablePiece: Sendable, Equatable {
  package let place: VariablePlace
  /// The distance from the variable's start, and the size, in bytes; the size of a variable in one
  /// piece is nil.
  package let offset: Int
  package let size: Int?
}

/// A parameter or a local variable.
package struct LocalVariable: Sendable {
  package let name: String
  /// The function that it belongs to, which may be inlined at the program counter.
  package let function: String
  /// How many inlined calls the function is inside of: 0 for the function whose code it is.
  package let depth: Int
  package let isParameter: Bool
  package let type: DebugType
  package let pieces: [VariablePiece]
}

/// A part of a type: `Items` of a structure, or the word of a string that holds its address.
package struct TypePart: Sendable, Equatable {
  /// The names from the outside in, joined by dots; empty for the whole.
  package let path: String
  /// From the start of the whole, in bytes.
  package let offset: Int
  package let type: DebugType
}
