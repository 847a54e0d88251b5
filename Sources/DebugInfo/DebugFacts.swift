// The facts that debug information gives about a program: layouts, variables and constants by name.

internal import ElfCore

/// One member of a structure: where it lies and how large it is, in bytes.
package struct Field: Sendable, Equatable {
  package let offset: Int
  package let size: Int

  package init(offset: Int, size: Int) {
    self.offset = offset
    self.size = size
  }
}

/// The layout of a structure. Members of members are there too, under dotted names (`sched.pc`).
package struct TypeLayout: Sendable, Equatable {
  /// `sizeof`, in bytes.
  package let size: Int
  package let members: [String: Field]

  package init(size: Int, members: [String: Field]) {
    self.size = size
    self.members = members
  }
}

/// A package-level variable.
package struct Variable: Sendable, Equatable {
  /// The address in the file: the load bias is not added.
  package let address: UInt64
  /// `sizeof`, in bytes; nil where unknown.
  package let size: Int?

  package init(address: UInt64, size: Int?) {
    self.address = address
    self.size = size
  }
}

/// The names to look for, as Go's full names: `runtime.g`, `runtime.allgs`.
package struct DebugRequest: Sendable {
  package var types: Set<String>
  package var variables: Set<String>
  package var constants: Set<String>
  /// The name of the units that have it all, so that the others need not be gone over. Where they
  /// have nothing, the others are asked.
  package var unit: String?

  package init(
    types: Set<String>, variables: Set<String>, constants: Set<String>, unit: String? = nil
  ) {
    self.unit = unit
    self.types = types
    self.variables = variables
    self.constants = constants
  }
}

/// The answer to a request: what was found.
package struct DebugFacts: Sendable {
  package var types: [String: TypeLayout] = [:]
  package var variables: [String: Variable] = [:]
  package var constants: [String: Int64] = [:]
  /// What was wrong with the debug information, as text for the report.
  package var problems: [String] = []

  package init() {}
}
