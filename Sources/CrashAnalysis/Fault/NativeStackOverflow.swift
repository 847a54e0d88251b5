// A stack overflow in C: the kernel says no more of it than SIGSEGV.

internal import ElfCore
internal import GoRuntime

/// C code used up its thread's stack.
struct NativeStackOverflow {
  /// Bytes of the stack's mapping.
  let size: UInt64
  let address: Address
  let end: Address

  /// How far below the stack a function with large locals may touch at first.
  private static let reach: UInt64 = 1 << 20
  /// How near to its end the stack pointer must be.
  private static let rest: UInt64 = 4 << 10

  /// Nil unless the fault lies just below a stack that has frames of this thread, and the stack pointer at
  /// the end of it.
  init?(_ fault: Fault, _ facts: CrashFacts, _ program: GoProgram) {
    let image = program.process.image
    guard fault.signal.number == 11, fault.access != .execute, let address = fault.address,
      let sp = facts.faultRegisters?.stackPointer(program.process.architecture),
      let frames = facts.joined?.trace.frames,
      image.mapping(of: address)?.protection.contains(.writable) != true
    else { return nil }
    let above = image.mappings.filter {
      $0.protection.contains(.writable) && $0.range.start > address
    }
    guard
      let stack = above.min(by: { $0.range.start < $1.range.start })?.range,
      stack.start.rawValue - address.rawValue <= Self.reach,
      sp < stack.start || sp.rawValue - stack.start.rawValue <= Self.rest,
      // What lies far from the stack pointer is another mistake.
      max(sp, address).rawValue - min(sp, address).rawValue <= Self.reach,
      frames.contains(where: { stack.contains($0.stackPointer) && $0.pc != fault.pc })
    else { return nil }
    size = stack.count
    self.address = address
    end = stack.start
  }

  /// The finding in one line.
  var words: String {
    "C code overflowed its stack: it touched \(address), below the \(size >> 10) KiB of the thread's "
      + "stack, which end at \(end)"
  }
}
