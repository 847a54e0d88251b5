// What an address of the process means, in words for people.

package import ElfCore
package import GoRuntime

extension AddressPlace {
  /// What lies at `address`, whose place it is.
  package func words(of address: Address) -> String {
    switch self {
    case .nilPage: "nil page"
    case .nonCanonical: "no address that a process can have (non-canonical)"
    case .stack(.goroutine(let id), _): "stack of goroutine \(id)"
    case .stack(.systemOf(let id), _): "system stack of thread \(id)"
    case .stack(.signalsOf(let id), _): "signal stack of thread \(id)"
    case .guardPage(.goroutine(let id)): "below the stack of goroutine \(id)"
    case .guardPage(.systemOf(let id)): "guard page below the system stack of thread \(id)"
    case .guardPage(.signalsOf(let id)): "guard page below the signal stack of thread \(id)"
    case .heapObject(let object): Self.words(of: object, address)
    case .freedSpan(let span):
      "freed heap memory (span \(span.range.start), \(span.range.count) bytes)"
    case .spanTail(let span): "behind the last object of heap span \(span.range.start)"
    case .runtimePages(let span):
      "memory of the runtime's own or a free stack (span \(span.range.start))"
    case .unusedHeap: "heap address range, in pages without use: freed, or never allocated"
    case .text(let function, let offset): "code of \(function)+\(hexadecimal(offset))"
    case .foreignText: "code of the executable that is not Go's"
    case .readOnlyData: "read-only data of the executable (constants and strings)"
    case .data(let symbol?):
      address == symbol.address
        ? "global variable \(symbol.name)"
        : "global variable \(symbol.name)+"
          + hexadecimal(address.rawValue &- symbol.address.rawValue)
    case .data(nil): "global data of the executable"
    case .file(let path, let offset): "mapped file \(path) at offset \(offset)"
    case .vdso: "the kernel's vDSO"
    case .anonymous(let isWritable, let isExecutable, let mayBeHeap):
      "memory \(mayBeHeap ? "that may be of the Go heap" : "outside of the Go heap") "
        + "(\(isWritable ? "writable" : "read-only")\(isExecutable ? ", executable" : ""))"
    case .reserved: "reserved memory that may not be touched"
    case .unmapped: "not mapped"
    }
  }

  private static func words(of object: HeapObject, _ address: Address) -> String {
    let size = object.slot.count - UInt64(object.headerSize)
    let state =
      switch object.isAllocated {
      case true?: object.typeName.map { "heap object of \($0)" } ?? "heap object"
      case false?: "freed slot of the heap"
      case nil: "slot of the heap"
      }
    let distance = address.rawValue &- object.start.rawValue
    let place =
      address < object.start
      ? "in its header"
      : distance == 0 ? "at its start" : "at \(hexadecimal(distance))"
    return "\(state), \(size) bytes from \(object.start), \(place)"
  }
}
