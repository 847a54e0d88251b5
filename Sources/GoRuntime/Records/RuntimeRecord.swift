// A cursor over the runtime's records: `try record[.mCurrentG].pointer()`. Every read is checked, and the
// error says which field is missing or which address cannot be read.

package import ElfCore

/// A record of the runtime, such as a `g`, an `m` or an `mspan`.
package struct RuntimeRecord: Sendable {
  package let address: Address
  private let runtime: RuntimeMemory

  init(at address: Address, in runtime: RuntimeMemory) {
    self.address = address
    self.runtime = runtime
  }

  /// A field of the record; reading it fails where this runtime has none.
  package subscript(field: RuntimeField) -> RuntimePlace {
    self[ifPresent: field] ?? RuntimePlace(missing: .noField(field), in: runtime)
  }

  /// A field that not every release has; nil where this runtime has none.
  package subscript(ifPresent field: RuntimeField) -> RuntimePlace? {
    runtime.facts[field].map {
      RuntimePlace(at: address &+ $0.offset, size: $0.size, in: runtime)
    }
  }

  /// A pointer that not every release has; null where this runtime has none.
  package func pointer(ifPresent field: RuntimeField) throws(RecordError) -> Address {
    try self[ifPresent: field]?.pointer() ?? .null
  }

  /// An unsigned integer that not every release has; 0 where this runtime has none.
  package func integer(ifPresent field: RuntimeField) throws(RecordError) -> UInt64 {
    try self[ifPresent: field]?.integer() ?? 0
  }

  /// A Go bool that not every release has; false where this runtime has none.
  package func flag(ifPresent field: RuntimeField) throws(RecordError) -> Bool {
    try self[ifPresent: field]?.flag() ?? false
  }

  /// The addresses between two pointers of the record, such as a stack's; empty where the second does not
  /// lie behind the first.
  package func range(
    _ start: RuntimeField, _ end: RuntimeField
  ) throws(RecordError) -> AddressRange {
    AddressRange(start: try self[start].pointer(), end: try self[end].pointer())
  }
}

/// A field of a record or a variable of the runtime. Where it is may be unknown: then each read fails with
/// the reason.
package struct RuntimePlace: Sendable {
  private let location: Result<Address, RecordError>
  /// Its size in bytes; nil where debug information gives none, as for pointers.
  package let size: Int?
  private let runtime: RuntimeMemory

  init(at address: Address, size: Int?, in runtime: RuntimeMemory) {
    location = .success(address)
    self.size = size == 0 ? nil : size
    self.runtime = runtime
  }

  init(missing error: RecordError, in runtime: RuntimeMemory) {
    location = .failure(error)
    size = nil
    self.runtime = runtime
  }

  /// Where it lies in the process.
  package func address() throws(RecordError) -> Address { try location.get() }

  /// The field of the record that begins here.
  package subscript(field: RuntimeField) -> RuntimePlace {
    switch location {
    case .success(let address): runtime.record(at: address)[field]
    case .failure(let error): RuntimePlace(missing: error, in: runtime)
    }
  }

  private func read<Value>(
    _ body: (AddressSpace, Address) throws(MemoryError) -> Value
  ) throws(RecordError) -> Value {
    let address = try address()
    do throws(MemoryError) {
      return try body(runtime.memory, address)
    } catch {
      throw .unreadable(error)
    }
  }

  /// The record that begins here.
  package func record() throws(RecordError) -> RuntimeRecord {
    runtime.record(at: try address())
  }

  /// The record that the pointer here leads to; nil where it is null.
  package func target() throws(RecordError) -> RuntimeRecord? {
    let address = try pointer()
    return address.isNull ? nil : runtime.record(at: address)
  }

  /// The pointer that is here, or the one `index` words further.
  package func pointer(_ index: Int = 0) throws(RecordError) -> Address {
    Address(try word(index))
  }

  /// The same pointer for a search; nil where it cannot be read.
  package func pointerIfThere(_ index: Int = 0) -> Address? { try? pointer(index) }

  /// The word that is here, or the one `index` words further.
  package func word(_ index: Int = 0) throws(RecordError) -> UInt64 {
    try read { memory, address throws(MemoryError) in
      try memory.word(address &+ index &* memory.pointerSize)
    }
  }

  /// The unsigned integer that is here, of the size that debug information gives; a word where it gives
  /// none.
  package func integer() throws(RecordError) -> UInt64 {
    try read { memory, address throws(MemoryError) in
      try memory.integer(address, size: size ?? memory.pointerSize)
    }
  }

  /// The integer of this type that is here.
  package func load<Value: FixedWidthInteger & BitwiseCopyable>(
    as type: Value.Type
  ) throws(RecordError) -> Value {
    try read { memory, address throws(MemoryError) in try memory.load(address, as: type) }
  }

  /// The Go bool that is here.
  package func flag() throws(RecordError) -> Bool { try load(as: UInt8.self) != 0 }

  /// The header of the Go slice that is here: where its elements are, and how many.
  package func slice() throws(RecordError) -> (data: Address, count: UInt64) {
    try read { memory, address throws(MemoryError) in try memory.goSlice(at: address) }
  }

  /// The Go string that is here, cut at `limit` bytes; invalid UTF-8 is replaced.
  package func string(limit: Int) throws(RecordError) -> String {
    try read { memory, address throws(MemoryError) in
      try memory.goString(at: address, limit: limit)
    }
  }

  /// The interface value that is here.
  package func interface() throws(RecordError) -> GoInterface {
    try read { memory, address throws(MemoryError) in try GoInterface(at: address, memory) }
  }

  /// So many bytes from here on.
  package func bytes(_ count: Int) throws(RecordError) -> [UInt8] {
    try read { memory, address throws(MemoryError) in try memory.bytes(at: address, count: count) }
  }
}
