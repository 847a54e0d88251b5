// A thread's whole stack: C frames by call frame information and Go frames by pclntab, joined where one
// language calls the other (runtime/cgocall.go, asm_*.s asmcgocall and cgocallback).
//
// Go's frames lie on the goroutine's stack and C's on the thread's. asmcgocall switches from one to
// the other, cgocallback back; both may nest any number of times.

internal import DebugInfo
internal import ElfCore

/// Walks threads' stacks. One for each task.
package struct JoinedUnwinder {
  let program: GoProgram
  let native: NativeCode
  let architecture: Architecture
  private var unwinder: Unwinder
  private let keep: Int
  private var joined = JoinedStack()
  private var mask: UInt64 = 0
  private var remainingFrames = 0
  private var remainingSignals = 0
  /// Whether the walk has entered the goroutine's stack, which happens once.
  private var isOnUserStack = false
  /// The goroutines of the thread: of its machine, and of those that it was before a signal.
  private var goroutines: [Goroutine] = []
  /// Where signals struck that the runtime made into calls of sigpanic.
  private var signalPlaces: Set<Address> = []
  /// Where the stacks of those begin that the walk has come to.
  private var starts: [Address: StackStart] = [:]
  /// The most changes between C and Go, and handlers interrupted by handlers.
  private static let segmentLimit = 1_000
  /// The most C frames on one stack: 16 MB of the smallest ones.
  private static let frameLimit = 1_000_000
  /// The most signals on one stack. Only at a signal need the stack pointer not grow.
  private static let signalLimit = 64

  /// Nil where only Go code is known. `keep` is the unwinder's.
  package init?(_ program: GoProgram, keep: Int = 256) {
    guard let native = program.native else { return nil }
    self.program = program
    self.native = native
    self.keep = keep
    architecture = program.process.architecture
    unwinder = program.unwinder(keep: keep)
  }

  /// What comes next on the way outwards.
  enum Next {
    case go(StackStart)
    case native(NativeCode.Frame, FrameSource)
    case end(StackEnd)
  }

  /// The whole stack of `thread`, from where it was interrupted; nil when its registers are lost.
  package mutating func walk(_ thread: ThreadState) -> JoinedStack? {
    joined = JoinedStack()
    remainingFrames = Self.frameLimit
    remainingSignals = Self.signalLimit
    isOnUserStack = false
    mask = thread.thread.authenticationMask(architecture)
    goroutines = thread.machines.compactMap {
      program.process.goroutineIfThere(at: $0.currentGoroutine)
    }
    starts = [:]
    signalPlaces = program.process.signalPlaces(of: thread, goroutines)
    guard let start = program.process.stackStart(of: thread) else { return nil }
    let goroutine = goroutines.first { $0.address == thread.machine?.currentGoroutine }
    var next: Next
    if program.point(at: start.pc, isExact: start.isExact) == nil, start.isExact,
      let frame = native.frame(thread.registers, isExact: true), !isGoCall(frame)
    {
      next = .native(frame, thread.source == .thread ? .registers : .signalFrame)
    } else {
      next = .go(start)
    }
    for _ in 0..<Self.segmentLimit {
      switch next {
      case .go(let start): next = appendGo(from: start, goroutine)
      case .native(let frame, let source):
        next = goCaller(of: appendNative(frame, source), goroutine)
      case .end(let end):
        joined.trace.end = end
        return joined
      }
    }
    joined.trace.end = .limit
    return joined
  }

  /// Where the stack of `goroutine` begins, which `thread` runs on another stack.
  mutating func start(of goroutine: Goroutine, on thread: ThreadState) -> StackStart? {
    _ = walk(thread)
    return starts[goroutine.address]
  }

  // MARK: - Go

  private mutating func appendGo(from start: StackStart, _ goroutine: Goroutine?) -> Next {
    let part = unwinder.walk(from: start)
    let isShort = part.omitted == 0
    for (index, frame) in part.frames.enumerated() {
      if !isShort, index == part.omittedAfter { elide(part) }
      let special = program[frame.point].special
      joined.trace.frames.append(frame)
      if start.isOnSystemStack, !frame.isOnSystemStack, frame.source == .scheduler, let goroutine {
        starts[goroutine.address] = program.process.schedulerStart(of: goroutine)
      }
      // A thread that Go did not make handles signals on the stack that they interrupt.
      if special == .sigtramp || special == .sigreturn,
        let signal = SignalFrame(
          at: (special == .sigtramp ? frame.framePointer : frame.stackPointer)
            &+ architecture.foreignFrames.signalContextOffset,
          architecture: architecture, memory: program.process.memory), signal.information != nil
      {
        return interrupted(signal)
      }
      if special == .sigtramp, let caller = nativeCaller(ofHandler: frame) { return caller }
      if special == .cgocallback, !frame.isOnSystemStack,
        appendCallers(ofCallback: frame, behind: part.frames.dropFirst(index + 1))
      {
        return .end(.outermost)
      }
    }
    guard let pc = part.end.unknownCode, let last = part.frames.last else { return .end(part.end) }
    // Up to go1.20 a fault in C goes on in sigpanic, as if C had called it where it struck.
    let isInterrupted = program[last.point].special == .sigpanic && signalPlaces.contains(pc)
    guard native.isMapped(pc) || isInterrupted else { return .end(part.end) }
    var registers = RegisterSet()
    registers.set(architecture.roles.programCounter, pc.rawValue)
    registers.set(architecture.roles.stackPointer, last.framePointer.rawValue)
    return native.frame(registers, isExact: isInterrupted).map { .native($0, .frameTable) }
      ?? .end(part.end)
  }

  private mutating func elide(_ part: StackTrace) {
    guard joined.trace.omitted == 0 else {
      joined.trace.gaps.append((joined.trace.frames.count, .limit))
      return
    }
    joined.trace.omitted = part.omitted
    joined.trace.omittedLogical = part.omittedLogical
    joined.trace.omittedAfter = joined.trace.frames.count
  }

  /// Continues where a signal interrupted the thread.
  private mutating func interrupted(_ signal: SignalFrame) -> Next {
    joined.signals.append((joined.trace.frames.count, signal))
    remainingSignals -= 1
    guard remainingSignals > 0, let frame = native.frame(signal.registers, isExact: true) else {
      return .end(.corrupt(signal.address))
    }
    return next(frame, .signalFrame)
  }

  private mutating func next(_ frame: NativeCode.Frame, _ source: FrameSource) -> Next {
    let pc = Address(frame.registers.programCounter)
    guard program.point(at: pc, isExact: frame.isExact) != nil else {
      return .native(frame, source)
    }
    let sp = native.stackPointer(of: frame)
    // A signal whose handler has no stack of its own strikes on the goroutine's.
    let owner = source == .signalFrame ? goroutines.first { $0.stack.contains(sp) } : nil
    guard let stack = owner?.stack ?? program.process.memory.regionRange(of: sp) else {
      return .end(.corrupt(sp))
    }
    let start = StackStart(
      pc: pc, stackPointer: sp,
      linkRegister: frame.isExact
        ? architecture.roles.linkRegister.flatMap { native.register($0, of: frame) }
          .map(Address.init) : nil,
      isExact: frame.isExact, source: source, stack: stack, isOnSystemStack: owner == nil)
    if let owner { enter(owner, start) }
    return .go(start)
  }

  /// Notes where the walk comes to the stack of `goroutine`.
  private mutating func enter(_ goroutine: Goroutine, _ start: StackStart) {
    isOnUserStack = true
    starts[goroutine.address] = start
  }

  // MARK: - C

  /// Appends `frame` and its callers as long as they are C. Returns the Go frame behind them, or why there
  /// is none.
  private mutating func appendNative(_ frame: NativeCode.Frame, _ source: FrameSource) -> Next {
    var collector = StackCollector(keep: keep)
    var current = frame
    var source = source
    let symbolizer = program.symbolizer
    var result = Next.end(.limit)
    joined.hasNativeFrames = true
    while remainingFrames > 0, remainingSignals > 0 {
      remainingFrames -= 1
      let pc = Address(current.registers.programCounter)
      guard let point = program.symbolizer.nativePoint(at: pc, isExact: current.isExact) else {
        break
      }
      let caller = native.caller(of: current, mask: mask)
      var end = native.stackPointer(of: current)
      if case .frame(let next, _, false) = caller { end = native.stackPointer(of: next) }
      collector.append(
        RawFrame(
          pc: pc, stackPointer: native.stackPointer(of: current), framePointer: end, point: point,
          source: source, isOnSystemStack: true), symbolizer: symbolizer)
      guard case .frame(let next, let found, let isInterrupted) = caller else {
        if case .end(let end) = caller { result = .end(end) }
        break
      }
      if isInterrupted { remainingSignals -= 1 }
      if isInterrupted,
        let signal = SignalFrame(
          at: native.stackPointer(of: current)
            &+ architecture.foreignFrames.signalContextOffset,
          architecture: architecture, memory: program.process.memory)
      {
        append(collector.trace(end: .outermost))
        joined.signals.append((joined.trace.frames.count, signal))
        return self.next(next, .signalFrame)
      }
      current = next
      source = found
      if program.point(
        at: Address(next.registers.programCounter), isExact: next.isExact) != nil
      {
        result = self.next(next, found)
        break
      }
    }
    append(collector.trace(end: .outermost))
    if case .go = result { returned = current }
    return result
  }

  /// The registers with which C returns to Go; set when `appendNative` has found a Go frame.
  private var returned: NativeCode.Frame?

  private mutating func append(_ part: StackTrace) {
    let isShort = part.omitted == 0
    for (index, frame) in part.frames.enumerated() {
      if !isShort, index == part.omittedAfter { elide(part) }
      joined.trace.frames.append(frame)
    }
  }

  // MARK: - From C out to Go

  /// The Go frame behind C: asmcgocall has switched stacks.
  private mutating func goCaller(of next: Next, _ goroutine: Goroutine?) -> Next {
    switch next {
    case .go(let start) where !start.isExact:
      guard let index = program.point(at: start.pc, isExact: false) else { return next }
      switch program[index].special {
      case .asmcgocall:
        if let outer = StackStart(behindCallOnSystemStack: start, goroutine, program) {
          return .go(outer)
        }
        appendCall(start, index, arguments: goroutine?.syscallSP)
        return callerOnUserStack(goroutine) ?? .end(.stackPointerWritten)
      case .cgocallback, .crosscall2: return next
      case _ where program[index].writesStackPointer:
        // It has left the stack that it was called on, and only a register says which.
        if let outer = callerBySavedRegister(start, index, goroutine) { return outer }
        appendCall(start, index, arguments: nil)
        return .end(.stackPointerWritten)
      default: return next
      }
    case .end(let end) where end != .outermost:
      // The C frames end early, but the runtime recorded where Go code was left.
      guard let outer = callerOnUserStack(goroutine) else { return next }
      joined.trace.gaps.append((joined.trace.frames.count, end))
      return outer
    default: return next
    }
  }

  /// Appends the frame of asmcgocall itself. It lies on the thread's stack, its arguments on the other.
  private mutating func appendCall(_ start: StackStart, _ index: Int32, arguments: Address?) {
    joined.trace.frames.append(
      RawFrame(
        pc: start.pc, stackPointer: start.stackPointer,
        framePointer: arguments ?? start.stackPointer,
        point: index, source: start.source, isOnSystemStack: true))
  }

  private mutating func callerOnUserStack(_ goroutine: Goroutine?) -> Next? {
    guard !isOnUserStack, let goroutine,
      let start = program.process.keptStart(of: goroutine), start.source == .syscall,
      // The goroutine that a thread of C's was lent, where no call of Go is under way.
      program.point(at: start.pc, isExact: false).map({ program[$0].isTopFrame }) != true
    else { return nil }
    isOnUserStack = true
    return .go(start)
  }

  /// The caller of a function that called C on another stack and keeps its own stack pointer in a register
  /// that C preserves, as the calls of the sanitizers and of the vDSO do.
  private mutating func callerBySavedRegister(
    _ start: StackStart, _ index: Int32, _ goroutine: Goroutine?
  ) -> Next? {
    guard let returned else { return nil }
    let point = program[index]
    let isSanitizer = point.special == .racecall
    let call = architecture.foreignFrames.raceCall
    let names =
      isSanitizer
      ? [call?.stackPointer].compactMap(\.self)
      : architecture.foreignFrames.callbackSaves.map(\.name)
    for name in names {
      guard let saved = native.register(name, of: returned).map(Address.init) else { continue }
      let owner = isOnUserStack ? nil : goroutine.flatMap { $0.stack.contains(saved) ? $0 : nil }
      guard owner != nil || saved > start.stackPointer,
        let stack = owner?.stack ?? program.process.memory.regionRange(of: saved)
      else { continue }
      let link = isSanitizer ? call?.returnAddress : nil
      let outer = StackStart(
        pc: start.pc, stackPointer: saved,
        linkRegister: link.flatMap { native.register($0, of: returned) }.map(Address.init),
        isExact: false, source: .callFrameInformation, stack: stack, isOnSystemStack: owner == nil,
        userGoroutine: owner == nil ? goroutine : nil, isFrameKnown: true)
      // The sanitizers' functions are jumped to, so nothing calls them; of the others a call has to be there.
      guard isSanitizer || unwinder.isCalled(outer) else { continue }
      if let owner { enter(owner, outer) }
      return .go(outer)
    }
    guard isSanitizer, !isOnUserStack, let goroutine,
      let caller = SanitizerCall(joined.trace.frames, below: start, goroutine, program)
    else { return nil }
    caller.dropOverwritten(of: &joined.trace, program, native)
    joined.trace.gaps.append((joined.trace.frames.count, .overwritten))
    enter(goroutine, caller.start)
    return .go(caller.start)
  }

  // MARK: - From Go out to C

  /// Appends the C frames that called the Go function whose `cgocallback` frame on the goroutine's
  /// stack is `frame`. True when they reach the start of the thread: then no Go frame is behind them.
  private mutating func appendCallers(
    ofCallback frame: RawFrame, behind: ArraySlice<RawFrame>
  ) -> Bool {
    let place: CallbackPlace
    do throws(MemoryError) {
      guard let found = try CallbackPlace(frame, program) else {
        joined.trace.gaps.append((joined.trace.frames.count, .overwritten))
        return false
      }
      place = found
    } catch {
      joined.trace.gaps.append((joined.trace.frames.count, .unreadable(error)))
      return false
    }
    if let point = program.point(at: place.pc, isExact: false) {
      joined.trace.frames.append(
        RawFrame(
          pc: place.pc, stackPointer: place.stackPointer,
          framePointer: Address(place.registers[architecture.roles.stackPointer] ?? 0),
          point: point, source: .frameTable, isOnSystemStack: true))
    }
    guard let caller = native.frame(place.registers, isExact: false) else { return false }
    switch appendNative(caller, .frameTable) {
    case .end(.outermost): return true
    case .end(let end): joined.trace.gaps.append((joined.trace.frames.count, end))
    case .go(let start):
      guard let index = program.point(at: start.pc, isExact: start.isExact) else { return false }
      let caller = behind.prefix(2).first {
        program[$0.point].special == .cgocall
      }
      appendCall(start, index, arguments: caller?.stackPointer)
    case .native: break
    }
    return false
  }
}
