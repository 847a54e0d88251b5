// Walks a goroutine's or a thread's stack by pclntab, with the rules of the runtime's own unwinder
// (runtime/traceback.go: unwinder.resolveInternal and next, go1.21 to go1.27; gentraceback before).

package import ElfCore

/// A system stack that overflowed: its goroutine, and the memory in which it lies. A reference, for hardly any
/// walk has one and every walk would carry it.
package final class OverflowedStack: Sendable {
  let goroutine: Goroutine
  let stack: AddressRange

  init(_ goroutine: Goroutine, on stack: AddressRange) {
    self.goroutine = goroutine
    self.stack = stack
  }
}

/// Where a walk begins.
package struct StackStart: Sendable {
  package let pc: Address
  package let stackPointer: Address
  /// The link register, on processors that have one and where it is known.
  package let linkRegister: Address?
  /// Whether `pc` is the address of an interrupted instruction, not a return address.
  package let isExact: Bool
  package let source: FrameSource
  /// The stack on which the walk must stay.
  package let stack: AddressRange
  /// Whether that is a thread's system stack.
  package let isOnSystemStack: Bool
  /// The goroutine whose stack goes on where `systemstack` or `morestack` left it.
  package let userGoroutine: Goroutine?
  /// The system stack that overflowed, where the thread went on with the one that is kept for that.
  package var overflowed: OverflowedStack?
  /// Whether the stack pointer is known to be that of the function's own frame, though the function
  /// writes it.
  package var isFrameKnown = false

  package init(
    pc: Address, stackPointer: Address, linkRegister: Address? = nil, isExact: Bool,
    source: FrameSource, stack: AddressRange, isOnSystemStack: Bool = false,
    userGoroutine: Goroutine? = nil, isFrameKnown: Bool = false
  ) {
    self.pc = pc
    self.stackPointer = stackPointer
    self.linkRegister = linkRegister
    self.isExact = isExact
    self.source = source
    self.stack = stack
    self.isOnSystemStack = isOnSystemStack
    self.userGoroutine = userGoroutine
    self.isFrameKnown = isFrameKnown
  }
}

/// Walks stacks. One for each task.
package struct Unwinder {
  private let architecture: Architecture
  private let symbolizer: Symbolizer
  private var memory: MemoryReader
  private var collector: StackCollector
  private let usesLinkRegister: Bool
  /// Bytes at the end of a frame that hold its return address: a call pushed it there.
  private let returnSlot: Int
  /// Bytes that a signal handler pushes before it fakes a call, where that call itself pushes nothing.
  private let fakedCallSize: Int
  private let preemptionIsExact: Bool
  /// No stack is longer than 1 GB, and no frame shorter than a return address.
  private static let frameLimit = 130_000_000

  /// `keep` is how many of the innermost and of the outermost frames are kept. `preemptionIsExact` is
  /// whether the line of a preempted function is that of the interrupted instruction. It is, but up to
  /// go1.20 the runtime printed the line of the instruction before, as if the function had made a call.
  init(
    architecture: Architecture, symbolizer: Symbolizer, memory: AddressSpace, keep: Int = 256,
    preemptionIsExact: Bool = true
  ) {
    self.preemptionIsExact = preemptionIsExact
    self.architecture = architecture
    self.symbolizer = symbolizer
    self.memory = memory.reader()
    collector = StackCollector(keep: keep)
    usesLinkRegister = architecture.returnAddress == .linkRegister
    returnSlot = usesLinkRegister ? 0 : architecture.pointerSize
    fakedCallSize = architecture.fakedCallSize
  }

  /// The frames from `start` outwards.
  package mutating func walk(from start: StackStart) -> StackTrace {
    let end = run(from: start)
    return collector.trace(end: end)
  }

  /// Walks from `start` outwards; what was found is in `innermostFrames`, until the next walk.
  package mutating func run(from start: StackStart) -> StackEnd {
    collector.removeAll()
    guard !symbolizer.modules.isEmpty else { return .noFunctionTable(start.pc) }
    var state = State(start)
    if let end = leaveWildCall(&state) { return end }
    return run(from: state, resuming: start.userGoroutine, overflowed: start.overflowed)
  }

  /// Forgets the last walk.
  package mutating func forget() { collector.removeAll() }

  /// The innermost frames of the last walk: all of them for any stack of usual length.
  package var innermostFrames: [RawFrame] { collector.head }

  /// The last walk's frames.
  package func trace(end: StackEnd) -> StackTrace { collector.trace(end: end) }

  // MARK: - One frame after the other

  /// Where a walk stands: the registers of the frame that comes next.
  private struct State {
    var pc: Address
    var sp: Address
    /// The link register, where it still holds the return address.
    var lr: Address?
    /// Whether `pc` is the address of an interrupted instruction, not a return address.
    var isExact: Bool
    var source: FrameSource
    var isInnermost = true
    /// The stack on which the walk must stay.
    var stack: AddressRange
    var isOnSystemStack: Bool
    var isSyscall: Bool
    /// Whether `sp` is that of the function's own frame, whatever the function does with it.
    var isFrameKnown: Bool

    init(_ start: StackStart) {
      pc = start.pc
      sp = start.stackPointer
      lr = start.linkRegister
      isExact = start.isExact
      source = start.source
      stack = start.stack
      isOnSystemStack = start.isOnSystemStack
      isSyscall = start.source == .syscall
      isFrameKnown = start.isFrameKnown
    }

    /// Where `goroutine` goes on when it is scheduled again.
    init(resuming goroutine: Goroutine, on stack: AddressRange? = nil) {
      pc = goroutine.schedulerPC
      sp = goroutine.schedulerSP
      lr = goroutine.schedulerLR
      isExact = false
      source = .scheduler
      self.stack = stack ?? goroutine.stack
      isOnSystemStack = stack != nil
      isSyscall = false
      isFrameKnown = false
    }

    /// Goes to the caller of a frame that ends at `frameEnd`.
    @inline(__always)
    mutating func moveOut(to caller: Address, _ frameEnd: Address, isExact: Bool) {
      pc = caller
      sp = frameEnd
      lr = nil
      self.isExact = isExact
      source = .frameTable
      isInnermost = false
      isSyscall = false
      isFrameKnown = false
    }
  }

  /// Walks until the stack ends. `user` is the goroutine whose stack goes on behind a system stack.
  private mutating func run(
    from first: State, resuming user: Goroutine?, overflowed: OverflowedStack?
  ) -> StackEnd {
    var state = first
    var overflowed = overflowed
    var previousWasEmpty = false
    var previous = SpecialFunction.none
    for _ in 0..<Self.frameLimit {
      guard let index = symbolizer.point(at: state.pc, isExact: state.isExact) else {
        return symbolizer.isUnnamedCode(state.pc)
          ? .unnamedCode(state.pc) : .unknownFunction(state.pc)
      }
      let point = symbolizer[index]
      let sp = state.sp
      let frameEnd = sp &+ Int(point.stackDelta) &+ returnSlot
      // On a system stack that is used up, morestack gives the program up instead of switching.
      let isRefused = point.special == .morestack && previous == .abort
      previous = point.special
      if state.isOnSystemStack, let user, !isRefused, switchesStacks(point) {
        append(state, frameEnd, index)
        state = State(resuming: user)
        continue
      }
      if point.special == .switchToCrashStack, let left = overflowed {
        append(state, frameEnd, index)
        state = State(resuming: left.goroutine, on: left.stack)
        overflowed = nil
        continue
      }
      guard state.stack.containsOrEnds(at: sp) else { return .corrupt(sp) }
      append(state, frameEnd, index)
      if point.isTopFrame { return .outermost }
      let writesStackPointer =
        point.writesStackPointer && point.special != .cgocallback && !state.isSyscall
        && !state.isFrameKnown && !isRefused
      if writesStackPointer && !state.isInnermost { return .stackPointerWritten }
      guard frameEnd > sp || usesLinkRegister && frameEnd == sp else { return .corrupt(sp) }
      let caller: Address
      do throws(MemoryError) {
        caller = try returnAddress(of: state, frameEnd)
      } catch {
        return .unreadable(error)
      }
      // Where the stack pointer is anything but the frame's, the word there is no return address of a call
      // of this function.
      if writesStackPointer, !isCall(before: caller, of: point.entry) {
        return .stackPointerWritten
      }
      guard !caller.isNull, symbolizer.isCode(caller) else { return .unknownFunction(caller) }
      // One frame without a size is a leaf's; two in a row make no progress.
      if previousWasEmpty && frameEnd == sp { return .corrupt(sp) }
      previousWasEmpty = frameEnd == sp
      state.moveOut(
        to: caller, frameEnd,
        isExact: point.special == .sigpanic
          || (preemptionIsExact && point.special.interruptsCaller))
      if fakedCallSize > 0 && point.special.interruptsCaller {
        if let end = leaveFakedCall(&state) { return end }
        // What the handler pushed is no frame, but it lies between two that may be empty.
        previousWasEmpty = false
      }
    }
    return .limit
  }

  /// Whether code that runs on the system stack has come from the goroutine's stack by `point` and will
  /// not return through it.
  @inline(__always)
  private func switchesStacks(_ point: CodePoint) -> Bool {
    switch point.special {
    // morestack does not return: newstack resumes the function that needed the stack.
    case .morestack: true
    // mcall does not return either: the scheduler resumes the goroutine behind it.
    case .systemstack, .mcall: !(usesLinkRegister && point.stackDelta == 0)
    default: false
    }
  }

  /// The return address of the frame that `state` is at.
  @inline(__always)
  private mutating func returnAddress(
    of state: State, _ frameEnd: Address
  ) throws(MemoryError) -> Address {
    guard usesLinkRegister else { return try memory.pointer(frameEnd &- returnSlot) }
    // A frame that is there has it at its bottom; before the prologue the register still holds it.
    if let lr = state.lr, !(state.isInnermost && state.sp < frameEnd) { return lr }
    return try memory.pointer(state.sp)
  }

  /// Whether the instruction before `returnAddress` calls the function at `entry`.
  private func isCall(before returnAddress: Address, of entry: Address) -> Bool {
    let memory = memory.space
    return CallSite(before: returnAddress, architecture) { address, count in
      memory.bytesIfThere(at: address, count: count)
    }?.target == entry
  }

  @inline(__always)
  private mutating func append(_ state: State, _ frameEnd: Address, _ index: Int32) {
    collector.append(
      RawFrame(
        pc: state.pc, stackPointer: state.sp, framePointer: frameEnd, point: index,
        source: state.source, isOnSystemStack: state.isOnSystemStack), symbolizer: symbolizer)
  }

  /// Whether the return address of the frame at `start` follows a call of its function.
  mutating func isCalled(_ start: StackStart) -> Bool {
    let state = State(start)
    guard let index = symbolizer.point(at: start.pc, isExact: start.isExact) else { return false }
    let point = symbolizer[index]
    let frameEnd = start.stackPointer &+ Int(point.stackDelta) &+ returnSlot
    guard let caller = try? returnAddress(of: state, frameEnd) else { return false }
    return isCall(before: caller, of: point.entry)
  }

  // MARK: - Calls that nobody made

  /// Where a nil or wild function value was called: goes on with the caller, whose address is where the
  /// call left it. C code is not wild, whatever an earlier call left on its stack.
  private mutating func leaveWildCall(_ state: inout State) -> StackEnd? {
    guard
      state.pc.isNull
        || (state.isExact && !symbolizer.isCode(state.pc)
          && symbolizer.native?.isCode(state.pc) != true)
    else { return nil }
    let caller: Address
    do throws(MemoryError) {
      if usesLinkRegister, let link = state.lr {
        caller = link
      } else {
        caller = try memory.pointer(state.sp)
      }
    } catch {
      return state.pc.isNull ? .unreadable(error) : nil
    }
    guard state.pc.isNull || symbolizer.isCode(caller) else { return nil }
    state.pc = caller
    state.sp = state.sp &+ returnSlot
    state.lr = nil
    state.isExact = false
    return nil
  }

  /// Behind a call that a signal handler faked: the interrupted function's link register lies on the
  /// stack, and is its return address where it has no frame.
  @inline(__always)
  private mutating func leaveFakedCall(_ state: inout State) -> StackEnd? {
    let saved: Address
    do throws(MemoryError) {
      saved = try memory.pointer(state.sp)
    } catch {
      return .unreadable(error)
    }
    state.sp = state.sp &+ fakedCallSize
    if let index = symbolizer.point(at: state.pc, isExact: true),
      symbolizer[index].stackDelta == 0
    {
      state.lr = saved
    }
    return nil
  }
}
