// What a fault is that the runtime could not turn into a panic, beyond its address.

internal import ElfCore
internal import GoRuntime

extension CrashScene {
  /// Whether a nil pointer was used where the runtime may not panic, so that it threw: in a function of
  /// package sync, say, that had pinned the goroutine to its processor (runtime/signal_unix.go canpanic).
  var isThrowOverNil: Bool {
    guard isFaultThrow, let signal = fatalFault?.signal, signal.number == 11, let pc = signal.pc,
      !signal.addressIsUnknown, let address = signal.address,
      address.rawValue < MemoryMap.nilPageSize,
      let struck = stack.frames.first(where: { $0.frame.pc == pc })
    else { return false }
    return !struck.name.isOfRuntime && !struck.isNative
  }

  /// The thread whose system stack was full, where the fault lies below it and the stack pointer is near.
  var fullSystemStack: UInt64? {
    guard let fault, case .guardPage(.systemOf(let thread)) = fault.place,
      let address = fault.address,
      let sp = facts.faultRegisters?.stackPointer(process.architecture),
      max(sp, address).rawValue - min(sp, address).rawValue <= 64 << 10
    else { return nil }
    return thread
  }
}
