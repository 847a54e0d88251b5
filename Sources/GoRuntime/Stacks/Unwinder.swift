// Walks a goroutine's or a thread's stack by pclntab, with the rules of the runtime's own unwinder
// (runtime/traceback.go: unwinder.resolveInternal and next, go1.21 to go1.27; gentraceback before).

package import ElfCore

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

  package init(
    pc: Address, stackPointer: Address, linkRegister: Address? = nil, isExact: Bool,
    source: FrameSource, stack: AddressRange, isOnSystemStack: Bool = false,
    userGoroutine: Goroutine? = nil
  ) {
    self.pc = pc
    self.stackPointer = stackPointer
    self.linkRegister = linkRegister
    self.isExact = isExact
    self.source = source
    self.stack = stack
    self.isOnSystemStack = isOnSystemStack
    self.userGoroutine = userGoroutine
  }
}

/// Walks stacks. One for each task.
package struct Unwinder {
  private let architecture: Architecture
  private let symbolizer: Symbolizer
  private var memory: MemoryReader
  private var collector: StackCollector
  private let preemptionIsExact: Bool
  /// No stack is longer than 1 GB, and no frame shorter than a return address.
  private static let frameLimit = 130_000_000

  /// `keep` says how many of the innermost and of the outermost frames are kept;
  /// `preemptionIsExact` whether the frame below a preemption is told by the interrupted instruction,
  /// as it is: up to go1.20 the runtime told it as if it had made a call.
  init(
    architecture: Architecture, symbolizer: Symbolizer, memory: AddressSpace, keep: Int = 256,
    preemptionIsExact: Bool = true
  ) {
    self.preemptionIsExact = preemptionIsExact
    self.architecture = architecture
    self.symbolizer = symbolizer
    self.memory = memory.reader()
    self.collector = StackCollector(keep: keep)
  }

  private struct State {
    var pc: Address
    var sp: Address
    var lr: Address?
    var isExact: Bool
    var source: FrameSource
    var isInnermost = true
    var stack: AddressRange
    var isOnSystemStack: Bool
    var isSyscall: Bool
  }

  /// The frames from `start` outwards.
  package mutating func walk(from start: StackStart) -> StackTrace {
    let end = run(from: start)
    return collector.trace(end: end)
  }

  /// Walks from `start` outwards; what was found is in `innermostFrames`, until the next walk.
  package mutating func run(from start: StackStart) -> StackEnd {
    collector.removeAll()
    return run(start)
  }

  /// Forgets the last walk.
  package mutating func forget() { collector.removeAll() }

  /// The innermost frames of the last walk: all of them for any stack of usual length.
  package var innermostFrames: [RawFrame] { collector.head }

  /// The last walk's frames.
  package func trace(end: StackEnd) -> StackTrace { collector.trace(end: end) }

  private mutating func run(_ start: StackStart) -> StackEnd {
    guard !symbolizer.modules.isEmpty else { return .noFunctionTable(start.pc) }
    let usesLinkRegister = architecture.returnAddress == .linkRegister
    let word = architecture.pointerSize
    var state = State(
      pc: start.pc, sp: start.stackPointer, lr: start.linkRegister, isExact: start.isExact,
      source: start.source, stack: start.stack, isOnSystemStack: start.isOnSystemStack,
      isSyscall: start.source == .syscall)
    // A call of a nil or wild function value: the caller is where the call left its address.
    // C code is not wild, whatever an earlier call left on its stack.
    if state.pc.isNull
      || (state.isExact && !symbolizer.isCode(state.pc)
        && symbolizer.native?.isCode(state.pc) != true)
    {
      do throws(MemoryError) {
        let caller: Address
        if usesLinkRegister, let link = state.lr {
          caller = link
        } else {
          caller = try memory.pointer(state.sp)
        }
        if state.pc.isNull || symbolizer.isCode(caller) {
          state.pc = caller
          if !usesLinkRegister { state.sp = state.sp &+ word }
          state.lr = nil
          state.isExact = false
        }
      } catch {
        if state.pc.isNull { return .unreadable(error) }
      }
    }
    var idle = 0
    for _ in 0..<Self.frameLimit {
      guard var index = symbolizer.point(at: state.pc, isExact: state.isExact) else {
        return .unknownFunction(state.pc)
      }
      var point = symbolizer[index]
      var sp = state.sp
      var writesStackPointer = point.writesStackPointer
      if point.special == .cgocallback || state.isSyscall { writesStackPointer = false }
      if state.isOnSystemStack, let user = start.userGoroutine {
        switch point.special {
        case .morestack:
          // morestack does not return: newstack resumes the function that needed the stack.
          append(state, sp, sp &+ Int(point.stackDelta) &+ (usesLinkRegister ? 0 : word), index)
          state = userState(user)
          guard let resumed = symbolizer.point(at: state.pc, isExact: state.isExact) else {
            return .unknownFunction(state.pc)
          }
          index = resumed
          point = symbolizer[index]
          sp = state.sp
          writesStackPointer = point.writesStackPointer
        case .systemstack where !(usesLinkRegister && point.stackDelta == 0),
          .mcall where !(usesLinkRegister && point.stackDelta == 0):
          // mcall does not return either: the scheduler resumes the goroutine behind it.
          append(state, sp, sp &+ Int(point.stackDelta) &+ (usesLinkRegister ? 0 : word), index)
          state = userState(user)
          continue
        default: break
        }
      }
      guard state.stack.containsOrEnds(at: sp) else { return .corrupt(sp) }
      let frameEnd = sp &+ Int(point.stackDelta) &+ (usesLinkRegister ? 0 : word)
      append(state, sp, frameEnd, index)
      if point.isTopFrame { return .outermost }
      if writesStackPointer && !state.isInnermost { return .stackPointerWritten }
      let caller: Address
      do throws(MemoryError) {
        if usesLinkRegister {
          if state.isInnermost && sp < frameEnd || state.lr == nil {
            caller = try memory.pointer(sp)
          } else {
            caller = state.lr ?? .null
          }
        } else {
          guard frameEnd > sp else { return .corrupt(sp) }
          caller = try memory.pointer(frameEnd &- word)
        }
      } catch {
        return .unreadable(error)
      }
      if writesStackPointer && caller.isNull { return .stackPointerWritten }
      guard !caller.isNull, symbolizer.isCode(caller) else { return .unknownFunction(caller) }
      idle = frameEnd == sp ? idle + 1 : 0
      if idle > 1 { return .corrupt(sp) }
      state.isExact =
        point.special == .sigpanic || (preemptionIsExact && point.special.interruptsCaller)
      state.pc = caller
      state.sp = frameEnd
      state.lr = nil
      state.source = .frameTable
      state.isInnermost = false
      state.isSyscall = false
      if usesLinkRegister && point.special.interruptsCaller {
        guard let saved = try? memory.pointer(state.sp) else {
          return .unreadable(.unmapped(state.sp))
        }
        state.sp = state.sp &+ 16
        if let index = symbolizer.point(at: state.pc, isExact: true),
          symbolizer[index].stackDelta == 0
        {
          state.lr = saved
        }
      }
    }
    return .limit
  }

  private func userState(_ goroutine: Goroutine) -> State {
    State(
      pc: goroutine.schedulerPC, sp: goroutine.schedulerSP, lr: goroutine.schedulerLR,
      isExact: false, source: .scheduler, stack: goroutine.stack, isOnSystemStack: false,
      isSyscall: false)
  }

  private mutating func append(_ state: State, _ sp: Address, _ frameEnd: Address, _ index: Int32) {
    collector.append(
      RawFrame(
        pc: state.pc, stackPointer: sp, framePointer: frameEnd, point: index,
        source: state.source, isOnSystemStack: state.isOnSystemStack), symbolizer: symbolizer)
  }
}
