// Where the walk of a goroutine begins, and which registers are known of it (the decision that
// runtime/traceback.go makes in traceback1 and initAt, with the threads' registers added).

package import ElfCore

extension GoProcess {
  /// Where to begin the stack of `goroutine` by what its `g` and its thread's registers say; nil when
  /// they do not. What `sched` of a goroutine holds that runs is left from earlier, unless its thread is on
  /// another stack and has come from there, which `GoProgram.stackStart` finds out.
  func keptStart(of goroutine: Goroutine) -> StackStart? {
    if !goroutine.syscallSP.isNull {
      return resumed(goroutine, goroutine.syscallPC, goroutine.syscallSP, .syscall)
    }
    guard !goroutine.machine.isNull else {
      return goroutine.state == .running ? nil : schedulerStart(of: goroutine)
    }
    let running = runningThread(of: goroutine)
    if let machine = running?.machine, !machine.vdsoSP.isNull,
      goroutine.stack.containsOrEnds(at: machine.vdsoSP)
    {
      return resumed(goroutine, machine.vdsoPC, machine.vdsoSP, .syscall)
    }
    guard goroutine.state == .running else { return schedulerStart(of: goroutine) }
    guard let thread = running?.thread, thread.isOnUserStack, thread.machines.count == 1 else {
      return nil
    }
    return stackStart(of: thread, on: goroutine)
  }

  /// The stack pointer of `goroutine` as far as it is kept; nil for one that runs on another stack.
  package func stackPointer(of goroutine: Goroutine) -> Address? {
    keptStart(of: goroutine)?.stackPointer
  }

  /// The thread whose machine says that it runs `goroutine`, and that machine.
  func runningThread(of goroutine: Goroutine) -> (thread: ThreadState, machine: Machine)? {
    guard !goroutine.machine.isNull, let thread = thread(of: goroutine.machine),
      let machine = thread.machines.first(where: { $0.currentGoroutine == goroutine.address })
    else { return nil }
    return (thread, machine)
  }

  /// Where `sched` says that `goroutine` goes on.
  func schedulerStart(of goroutine: Goroutine) -> StackStart? {
    goroutine.schedulerSP.isNull
      ? nil : resumed(goroutine, goroutine.schedulerPC, goroutine.schedulerSP, .scheduler)
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
    // A handler that a signal made take another machine runs where the signal struck: on any stack. It may
    // have used that up, so only the memory bounds it.
    if thread.machines.count > 1, let region = memory.regionRange(of: sp) {
      return StackStart(
        pc: pc, stackPointer: sp, linkRegister: link, isExact: true, source: source, stack: region,
        isOnSystemStack: true)
    }
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
    var start = StackStart(
      pc: pc, stackPointer: sp, linkRegister: link, isExact: true, source: source, stack: stack,
      isOnSystemStack: true, userGoroutine: current)
    start.overflowed = overflowedStack
    return start
  }

  /// The system goroutine that overflowed its stack and died on the one that is kept for that, and its
  /// stack (runtime/proc.go badmorestackg0); nil where none did.
  private var overflowedStack: OverflowedStack? {
    guard let g = try? variable(.crashingG).pointer(), let goroutine = try? goroutine(at: g),
      goroutine.id == 0, let region = memory.regionRange(of: goroutine.schedulerSP)
    else { return nil }
    return OverflowedStack(goroutine, on: region)
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
    guard let start = program.stackStart(of: goroutine) else { return nil }
    switch start.source {
    case .registers, .signalFrame:
      if let thread = thread(of: goroutine.machine), thread.machines.count == 1 {
        return (thread.source, thread.registers)
      }
      return unwound(start)
    case .syscall:
      var values = RegisterSet()
      values.set(roles.programCounter, start.pc.rawValue)
      values.set(roles.stackPointer, start.stackPointer.rawValue)
      if start.pc == goroutine.syscallPC {
        setFramePointer(&values, goroutine, .gSyscallBP)
        return (.syscall, values)
      }
      return (.vdso, values)
    case .frameTable, .callFrameInformation, .framePointer, .returnAddress:
      return unwound(start)
    case .scheduler:
      if let saved = preemptionRegisters(of: goroutine, stack, program) { return saved }
      var values = RegisterSet()
      values.set(roles.programCounter, start.pc.rawValue)
      values.set(roles.stackPointer, start.stackPointer.rawValue)
      setFramePointer(&values, goroutine, .gSchedBP)
      return (.scheduler, values)
    }
  }

  /// The registers that a walk of the thread's stack knows where it comes to the goroutine's.
  private func unwound(_ start: StackStart) -> (source: RegisterSource, values: RegisterSet) {
    var values = RegisterSet()
    values.set(architecture.roles.programCounter, start.pc.rawValue)
    values.set(architecture.roles.stackPointer, start.stackPointer.rawValue)
    return (.unwound, values)
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
