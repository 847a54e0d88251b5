// The registers of one thread or goroutine: each known or unknown, never silently zero.

/// Register values by name, in the architecture's order. A register that nothing kept is absent.
package struct RegisterSet: Sendable, Equatable {
  /// A register and its value.
  package struct Entry: Sendable, Equatable {
    package let name: String
    package let value: UInt64
  }

  /// The known registers.
  package private(set) var entries: [Entry]

  /// Makes a set of known registers.
  package init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// The value of the register called `name`, or nil when it is unknown.
  package subscript(name: String) -> UInt64? {
    entries.first { $0.name == name }?.value
  }

  /// Adds a register, or replaces its value.
  package mutating func set(_ name: String, _ value: UInt64) {
    if let index = entries.firstIndex(where: { $0.name == name }) {
      entries[index] = Entry(name: name, value: value)
    } else {
      entries.append(Entry(name: name, value: value))
    }
  }

  /// The program counter, stack pointer and link register, as `architecture` names them.
  package func programCounter(_ architecture: Architecture) -> Address? {
    self[architecture.roles.programCounter].map(Address.init)
  }

  /// The stack pointer.
  package func stackPointer(_ architecture: Architecture) -> Address? {
    self[architecture.roles.stackPointer].map(Address.init)
  }

  /// The link register, on processors that have one.
  package func linkRegister(_ architecture: Architecture) -> Address? {
    architecture.roles.linkRegister.flatMap { self[$0] }.map(Address.init)
  }
}
