// The frames that the kernel pushed on a thread's signal stack: the registers at the moment of each
// signal, and the kernel's description of it.

package import ElfCore

/// A signal that was being handled when the process died.
package struct SignalFrame: Sendable {
  /// The address of the `ucontext`.
  package let address: Address
  /// The interrupted registers.
  package let registers: RegisterSet
  /// The kernel's description of the signal; nil where it makes no sense.
  package let information: SignalInformation?
  /// The error code, the trap number and the address of a fault: on x86 cr2, on arm64 the syndrome with its
  /// class and far. The kernel keeps them from the last fault of the thread, so they describe this signal
  /// only where `faultAddress` is the signal's.
  package let errorCode: UInt64?
  package let trapNumber: UInt64?
  package let faultAddress: Address?

  /// Finds the frames on a signal stack, the earliest signal first.
  ///
  /// Each `ucontext` names the alternate stack it was pushed on, so it is known by its `uc_stack`
  /// without any symbol. Frames below `sp` are leftovers of earlier signals.
  package static func find(
    on stack: AddressRange, above sp: Address, architecture: Architecture, memory: AddressSpace
  ) -> [SignalFrame] {
    let context = architecture.signalContext
    let word = architecture.pointerSize
    // Signal stacks are 32 KiB in Go; a C program may have given a larger one.
    guard stack.contains(sp), stack.count <= 1 << 24 else { return [] }
    let (bytes, _) = memory.readablePrefix(at: sp, count: Int(stack.end.rawValue - sp.rawValue))
    var found: [SignalFrame] = []
    var offset = bytes.count - context.stackSize - word
    offset -= offset % word
    while offset >= 0 {
      defer { offset -= word }
      guard bytes.field(at: offset + context.stackPointer, size: word) == stack.start.rawValue,
        bytes.field(at: offset + context.stackSize, size: word) == stack.count,
        let frame = SignalFrame(bytes, offset, at: sp &+ offset, architecture, memory)
      else { continue }
      found.append(frame)
    }
    return found
  }

  /// How many ranges of addresses are tried that may be a signal stack.
  private static let stackLimit = 16

  /// Finds the frames on the signal stack that `thread` is on, the earliest signal first; none where it is
  /// on another stack. What the runtime says of signal stacks is not asked.
  static func find(below thread: ProcessThread, in process: ProcessImage) -> [SignalFrame] {
    let architecture = process.architecture
    let context = architecture.signalContext
    let word = architecture.pointerSize
    guard let sp = thread.registers.stackPointer(architecture) else { return [] }
    let (bytes, _) = process.memory.readablePrefix(at: sp, count: 1 << 15)
    var tried: Set<AddressRange> = []
    for offset in stride(from: 0, to: bytes.count, by: word) where tried.count < stackLimit {
      guard let start = bytes.field(at: offset + context.stackPointer, size: word),
        let count = bytes.field(at: offset + context.stackSize, size: word),
        (1 << 11...1 << 24).contains(count), start <= sp.rawValue, sp.rawValue &- start < count,
        case let stack = AddressRange(start: Address(start), end: Address(start &+ count)),
        tried.insert(stack).inserted
      else { continue }
      let found = find(on: stack, above: sp, architecture: architecture, memory: process.memory)
      if found.contains(where: { $0.information != nil }) { return found }
    }
    return []
  }

  /// Reads the frame whose `ucontext` lies at `address`; nil where it cannot be read whole.
  package init?(at address: Address, architecture: Architecture, memory: AddressSpace) {
    let context = architecture.signalContext
    let last = context.registers.map(\.offset).max() ?? 0
    let words = [last, context.errorCode, context.trapNumber, context.faultAddress]
    let size = (words.compactMap(\.self).max() ?? 0) + context.registerSize
    guard let bytes = memory.bytesIfThere(at: address, count: size) else { return nil }
    self.init(bytes, 0, at: address, architecture, memory)
  }

  private init?(
    _ bytes: [UInt8], _ offset: Int, at address: Address, _ architecture: Architecture,
    _ memory: AddressSpace
  ) {
    let context = architecture.signalContext
    var registers = RegisterSet()
    for register in context.registers {
      guard let value = bytes.field(at: offset + register.offset, size: context.registerSize)
      else { return nil }
      registers.set(register.name, value)
    }
    func word(_ place: Int?) -> UInt64? {
      place.flatMap { bytes.field(at: offset + $0, size: context.registerSize) }
    }
    self.address = address
    self.registers = registers
    let syndrome = context.syndrome.flatMap { Self.syndrome($0, at: address, memory) }
    self.errorCode = syndrome ?? word(context.errorCode)
    if let syndrome, let layout = context.syndrome {
      self.trapNumber = syndrome >> layout.trapShift & layout.trapMask
    } else {
      self.trapNumber = word(context.trapNumber)
    }
    self.faultAddress = word(context.faultAddress).map(Address.init)
    let raw = memory.bytesIfThere(at: address &+ context.signalInformation, count: 48)
    let information = raw.flatMap {
      SignalInformation($0, pointerSize: architecture.pointerSize)
    }
    self.information = information.flatMap { (1...64).contains($0.number) ? $0 : nil }
  }

  /// The error code in the records behind the registers; nil where there is none.
  private static func syndrome(
    _ layout: Architecture.SyndromeRecord, at address: Address, _ memory: AddressSpace
  ) -> UInt64? {
    var offset = 0
    while offset <= layout.size - 16 {
      guard
        let record = memory.bytesIfThere(at: address &+ (layout.records + offset), count: 16),
        let kind = record.field(at: 0, size: 4), kind != 0,
        let size = record.field(at: 4, size: 4), size >= 8, size <= layout.size
      else { return nil }
      if kind == layout.kind { return size >= 16 ? record.field(at: 8, size: 8) : nil }
      offset += Int(size)
    }
    return nil
  }
}

extension GoProcess {
  /// The program counters at which signals struck that the runtime made into calls of sigpanic, as the
  /// `goroutines` of a thread keep them, and the one of its system stack (runtime/signal_unix.go sighandler).
  func signalPlaces(of thread: ThreadState, _ goroutines: [Goroutine]) -> Set<Address> {
    let all = goroutines.map(\.address) + thread.machines.map(\.systemGoroutine)
    return Set(
      all.compactMap { address in
        let pc = try? record(at: address)[.gSignalPC].integer()
        return pc.map { Address($0) }
      })
  }
}
