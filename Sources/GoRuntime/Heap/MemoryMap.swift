// What is at an address: the process's memory seen whole, from the runtime's records, the executable's
// segments and the core's list of mappings.

package import ElfCore

/// Describes addresses. Not `Sendable`: it holds a program, which remembers.
package struct MemoryMap {
  private let program: GoProgram
  private let heap: Heap?

  package init(_ program: GoProgram) {
    self.program = program
    heap = Heap(program.process)
  }

  /// Below it the runtime takes an address for nil (runtime/signal_unix.go, sigpanic).
  package static let nilPageSize: UInt64 = 4_096
  /// How far below a thread's stack an address still belongs to it: glibc's guard is a page, the
  /// kernel's gap below the main stack 256.
  private static let guardSize: UInt64 = 1 << 20

  /// Why heap addresses cannot be explained, in words; nil if they can.
  package var problem: String? {
    heap == nil ? "the heap's records were not found; heap addresses are not told apart" : nil
  }

  /// What is at `address`.
  package func place(of address: Address) -> AddressPlace {
    if address.rawValue < Self.nilPageSize { return .nilPage }
    if program.process.architecture.addressing.isNonCanonical(address) { return .nonCanonical }
    if let place = threadStack(address) ?? codeOrData(address) { return place }
    switch heap?.place(of: address) {
    case .unused?: return .unusedHeap
    case .freed(let span)?: return .freedSpan(span)
    case .manual(let span)?: return goroutineStack(address) ?? .runtimePages(span)
    case .tail(let span)?: return .spanTail(span)
    case .object(let object)?: return .heapObject(object)
    case .outside?: return elsewhere(address, mayBeHeap: false)
    case nil, .damaged?, .unreadable?: return elsewhere(address, mayBeHeap: true)
    }
  }

  // MARK: - Stacks

  private func threadStack(_ address: Address) -> AddressPlace? {
    for machine in program.process.machines {
      if machine.signalStack.contains(address) {
        return .stack(.signalsOf(machine.threadID), machine.signalStack)
      }
      // A cgo thread's own stack is guessed at first, and may then seem to hold a goroutine's.
      if machine.systemStack.contains(address), !isGoroutineStack(address) {
        return .stack(.systemOf(machine.threadID), machine.systemStack)
      }
    }
    return nil
  }

  private func isGoroutineStack(_ address: Address) -> Bool {
    guard case .manual? = heap?.place(of: address) else { return false }
    return goroutineStack(address) != nil
  }

  private func goroutineStack(_ address: Address) -> AddressPlace? {
    var found: AddressPlace?
    _ = program.process.forEachGoroutine { goroutine in
      if found == nil, goroutine.stack.contains(address) {
        found = .stack(.goroutine(goroutine.id), goroutine.stack)
      }
    }
    return found
  }

  /// A protected page under the stack of a thread.
  private func guardPage(_ address: Address) -> AddressPlace? {
    var nearest: (distance: UInt64, owner: StackOwner)?
    func consider(_ stack: AddressRange, _ owner: StackOwner) {
      guard address < stack.start else { return }
      let distance = stack.start.rawValue - address.rawValue
      if distance <= Self.guardSize, distance < nearest?.distance ?? .max {
        nearest = (distance, owner)
      }
    }
    for machine in program.process.machines {
      consider(machine.systemStack, .systemOf(machine.threadID))
      consider(machine.signalStack, .signalsOf(machine.threadID))
    }
    return nearest.map { .guardPage($0.owner) }
  }

  // MARK: - The executable

  private func codeOrData(_ address: Address) -> AddressPlace? {
    if let function = program.function(at: address) {
      return .text(
        function: function.name, offset: address.rawValue &- function.entry.rawValue)
    }
    let wanted = address.rawValue &- program.process.executable.loadBias
    for segment in program.process.executable.image.segments
    where segment.type == ProgramHeader.load {
      guard wanted >= segment.address, wanted &- segment.address < segment.memorySize else {
        continue
      }
      if segment.isExecutable { return .foreignText }
      if segment.isWritable {
        return .data(program.process.executable.dataSymbol(holding: address))
      }
      return .readOnlyData
    }
    return nil
  }

  // MARK: - The heap

  /// Whether an arena of the heap holds `address`.
  package func isHeap(_ address: Address) -> Bool {
    switch heap?.place(of: address) {
    case nil, .outside, .damaged, .unreadable: false
    default: true
    }
  }

  /// The objects beside one in its span.
  package func neighbours(of object: HeapObject) -> [HeapObject] {
    heap?.neighbours(of: object) ?? []
  }

  // MARK: - Everything else

  private func elsewhere(_ address: Address, mayBeHeap: Bool) -> AddressPlace {
    let image = program.process.image
    if let mapping = image.fileMapping(of: address) {
      let distance = address.rawValue &- mapping.range.start.rawValue
      return .file(path: mapping.path, offset: mapping.offset &+ distance)
    }
    guard let mapping = image.mapping(of: address) else { return guardPage(address) ?? .unmapped }
    if let start = image.auxiliaryVector?[AuxiliaryVector.kernelLibrary],
      mapping.range.contains(Address(start))
    {
      return .vdso
    }
    guard !mapping.protection.isEmpty else { return guardPage(address) ?? .reserved }
    return .anonymous(
      isWritable: mapping.protection.contains(.writable),
      isExecutable: mapping.protection.contains(.executable), mayBeHeap: mayBeHeap)
  }
}
