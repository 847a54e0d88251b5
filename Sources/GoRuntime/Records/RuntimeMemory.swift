// The memory of a process together with what is known of its runtime: the start of every walk over the
// runtime's records.

package import ElfCore

/// Gives access to the records and variables of a runtime. It needs no `GoProcess`, so that the searches
/// of a stripped program read in the same way.
package final class RuntimeMemory: Sendable {
  package let facts: RuntimeFacts
  package let memory: AddressSpace
  /// What to add to an address in the file for the address in the process.
  package let loadBias: UInt64

  package init(facts: RuntimeFacts, memory: AddressSpace, loadBias: UInt64) {
    self.facts = facts
    self.memory = memory
    self.loadBias = loadBias
  }

  /// The record at an address. Nothing is read yet.
  package func record(at address: Address) -> RuntimeRecord {
    RuntimeRecord(at: address, in: self)
  }

  /// A variable of the runtime in the process.
  package func variable(_ variable: RuntimeVariable) -> RuntimePlace {
    guard let place = facts[variable] else {
      return RuntimePlace(missing: .noVariable(variable), in: self)
    }
    return RuntimePlace(at: Address(place.address &+ loadBias), size: place.size, in: self)
  }

  /// A place that no fact names, such as an element of a list.
  package func place(at address: Address) -> RuntimePlace {
    RuntimePlace(at: address, size: nil, in: self)
  }
}
