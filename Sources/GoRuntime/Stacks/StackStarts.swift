// Where the walk of a goroutine begins, and which registers are known of it (the decision that
// runtime/traceback.go makes in traceback1 and initAt, with the threads' registers added).

package import ElfCore

extension GoProcess {
  /// Where to begin the stack of `goroutine`; nil when nothing kept its registers.
  package func stackStart(of goroutine: Goroutine) -> StackStart? {
    let thread = goroutine.machine.isNull ? nil : thread(of: goroutine.machine)
    if !goroutine.syscallSP.isNull {
      return resumed(goroutine, goroutine.syscallPC, goroutine.syscallSP, .syscall)
    }
    if let machine = thread?.machine, !machine.vdsoSP.isNull,
      machine.currentGoroutine == goroutine.address,
      goroutine.stack.containsOrEnds(at: machine.vdsoSP)
    {
      return resumed(goroutine, machine.vdsoPC, machine.vdsoSP, .syscall)
    }
    if goroutine.state == .running, let thread,
      thread.machine?.currentGoroutine == goroutine.address
    {
      if thread.isOnUserStack, let start = stackStart(of: thread, on: goroutine) { return start }
      // The goroutine is on the system stack; systemstack saved where it will continue.
      guard !goroutine.schedulerSP.isNull else { return nil }
    }
    guard !goroutine.schedulerSP.isNull else { return nil }
    return resumed(goroutine, goroutine.schedulerPC, goroutine.schedulerSP, .scheduler)
  }

  private func resumed(
    _ goroutine: Goroutine, _ pc: Address, _ sp: Address, _ source: FrameSource
  ) -> StackStart {
    StackStart(
      pc: pc, stackPointer: sp,
      linkRegister: source == .scheduler
        ? goroutine.schedulerLR.flatMap { $0.isNull ? nil : $0 } : nil,
      isExact: false, source: source, stack: goroutine.stack)
  }

  private func stackStart(of thread: ThreadState, on goroutine: Goroutine) -> StackStart? {
    guard let pc = thread.registers.programCounter(architecture),
      let sp = thread.registers.stackPointer(architecture)
    else { return nil }
    return StackStart(
      pc: pc, stackPointer: sp, linkRegister: thread.registers.linkRegister(architecture),
      isExact: true, source: thread.source == .thread ? .registers : .signalFrame,
      stack: goroutine.stack)
  }

  /// Where to begin the stack of a thread: at the point where it was interrupted. Behind its system
  /// stack the walk continues with the stack of the goroutine that it worked for.
  package func stackStart(of thread: ThreadState) -> StackStart? {
    guard let pc = thread.registers.programCounter(architecture),
      let sp = thread.registers.stackPointer(architecture)
    else { return nil }
    guard let machine = thread.machine else {
      // The runtime does not know the thread, but it may still be in Go code.
      return memory.regionRange(of: sp).map {
        StackStart(
          pc: pc, stackPointer: sp, linkRegister: thread.registers.linkRegister(architecture),
          isExact: true, source: .registers, stack: $0, isOnSystemStack: true)
      }
    }
    let current = goroutine(of: thread)
    let source: FrameSource = thread.source == .thread ? .registers : .signalFrame
    let link = thread.registers.linkRegister(architecture)
    if let current, current.stack.containsOrEnds(at: sp) {
      return StackStart(
        pc: pc, stackPointer: sp, linkRegister: link, isExact: true, source: source,
        stack: current.stack)
    }
    let stack = systemStack(of: machine, around: sp)
    if !machine.vdsoSP.isNull, stack.containsOrEnds(at: machine.vdsoSP) {
      return StackStart(
        pc: machine.vdsoPC, stackPointer: machine.vdsoSP, isExact: false, source: .syscall,
        stack: stack, isOnSystemStack: true, userGoroutine: current)
    }
    return StackStart(
      pc: pc, stackPointer: sp, linkRegister: link, isExact: true, source: source, stack: stack,
      isOnSystemStack: true, userGoroutine: current)
  }

  /// The bounds of a machine's system stack. The first thread's and cgo threads' are guesses of the
  /// runtime's, so a stack pointer outside them widens the range to the memory around it.
  private func systemStack(of machine: Machine, around sp: Address) -> AddressRange {
    guard let region = memory.regionRange(of: sp) else { return machine.systemStack }
    guard machine.systemStack.containsOrEnds(at: sp) else { return region }
    // On a thread that C made, the bound is the address of a variable of mstart0's, or of C's: the
    // outermost frames lie above it (runtime/proc.go, runtime/cgo/gcc_*.c).
    return AddressRange(
      start: machine.systemStack.start,
      end: min(machine.systemStack.end &+ 4_096, max(region.end, machine.systemStack.end)))
  }

  /// The registers that are known of a goroutine, and where they were kept; nil when none are.
  package func registers(
    of goroutine: Goroutine, stack: StackTrace, in program: GoProgram
  ) -> (source: RegisterSource, values: RegisterSet)? {
    let roles = architecture.roles
    guard let start = stackStart(of: goroutine) else { return nil }
    switch start.source {
    case .registers, .signalFrame:
      return thread(of: goroutine.machine).map { ($0.source, $0.registers) }
    case .syscall:
      var values = RegisterSet()
      values.set(roles.programCounter, start.pc.rawValue)
      values.set(roles.stackPointer, start.stackPointer.rawValue)
      if start.pc == goroutine.syscallPC {
        setFramePointer(&values, goroutine, .gSyscallBP)
        return (.syscall, values)
      }
      return (.vdso, values)
    case .scheduler, .frameTable, .callFrameInformation, .framePointer:
      if let saved = preemptionRegisters(of: goroutine, stack, program) { return saved }
      var values = RegisterSet()
      values.set(roles.programCounter, start.pc.rawValue)
      values.set(roles.stackPointer, start.stackPointer.rawValue)
      setFramePointer(&values, goroutine, .gSchedBP)
      return (.scheduler, values)
    }
  }

  private func setFramePointer(
    _ values: inout RegisterSet, _ goroutine: Goroutine, _ field: RuntimeField
  ) {
    guard let name = architecture.roles.framePointer,
      let value = try? record(at: goroutine.address)[field].word(), value != 0
    else { return }
    values.set(name, value)
  }

  /// The registers that `asyncPreempt` saved (runtime/preempt_*.s), when the goroutine was stopped so.
  private func preemptionRegisters(
    of goroutine: Goroutine, _ stack: StackTrace, _ program: GoProgram
  ) -> (source: RegisterSource, values: RegisterSet)? {
    guard isAtAsyncSafePoint(goroutine),
      let index = stack.frames.prefix(8).firstIndex(where: {
        program[$0.point].special == .asyncPreempt
      }), index + 1 < stack.frames.count
    else { return nil }
    let frame = stack.frames[index]
    let interrupted = stack.frames[index + 1]
    var values = RegisterSet()
    for saved in architecture.preemptionSaves {
      if let value = memory.wordIfThere(frame.stackPointer &+ saved.offset) {
        values.set(saved.name, value)
      }
    }
    let roles = architecture.roles
    // The saved g must be this goroutine; otherwise the frame has another layout.
    if let name = roles.goroutine, let value = values[name], value != goroutine.address.rawValue {
      return nil
    }
    if let name = roles.framePointer, architecture.returnAddress == .pushedByCall,
      let value = memory.wordIfThere(frame.framePointer &- 2 * architecture.pointerSize)
    {
      values.set(name, value)
    }
    values.set(roles.programCounter, interrupted.pc.rawValue)
    values.set(roles.stackPointer, interrupted.stackPointer.rawValue)
    return (.preemptionFrame(frame.stackPointer), values)
  }
}
