// Finds out which thread and goroutine died. The evidence is what the runtime recorded, not the order of the
// threads in the core.

internal import ElfCore
package import GoRuntime

/// Collects the facts of a death.
package struct CrashLocator {
  let program: GoProgram
  var unwinder: Unwinder

  package init(_ program: GoProgram) {
    self.program = program
    unwinder = program.unwinder()
  }

  /// Collects them.
  package mutating func locate() -> CrashFacts {
    var facts = CrashFacts()
    guard let (index, evidence) = crashedThread() else {
      facts.signal = coreSignal()
      facts.path = pathOfNoThread
      return facts
    }
    let thread = program.thread(at: index)
    facts.threadIndex = index
    facts.evidence = evidence
    if let start = program.process.stackStart(of: thread) {
      facts.stack = unwinder.walk(from: start)
    }
    // Without a stack or a machine only the kernel's words tell a raised signal from a fault.
    guard
      thread.machine != nil
        || !program.process.modules.isEmpty
          && (!program.process.machines.isEmpty || coreSignal().map { $0.sender == nil } == true)
    else {
      facts.signal = coreSignal()
      if facts.signal?.isFromOutside(processID: program.process.image.process?.processID) == true {
        facts.path = .signal
      } else {
        let backlog = PrintBacklog(program.process)
        takePathOfText(&facts, backlog)
        if facts.isPathOfText { facts.signal = nil }
        collectTexts(&facts, thread, backlog)
      }
      return facts
    }
    facts.lacksFunctions = lacksFunctions(facts.stack)
    facts.goroutine = goroutine(of: thread)
    // The call may be another runtime's.
    if !program.process.otherRuntimes.isEmpty, path(of: facts.stack, thread) == .signal,
      !isAtWork(facts.goroutine)
    {
      facts.goroutine = nil
    }
    let mayHoldNativeFrames =
      mayHoldNativeFrames(facts.stack) || thread.machine?.isInC == true
    joinGoFrames(behind: thread, &facts)
    joinUserFrames(behind: thread, &facts)
    facts.path = path(of: facts.stack, thread)
    facts.tracebackStart = tracebackStart(of: facts.stack, facts.path)
    facts.signal = signal(&facts, thread)
    let interrupted = mayHoldNativeFrames ? joinNativeFrames(of: thread, &facts) : nil
    let backlog = PrintBacklog(program.process)
    settlePath(&facts, backlog)
    if facts.isPathOfText { facts.signal = signal(&facts, thread) }
    collectTexts(&facts, thread, backlog)
    facts.faultRegisters =
      facts.path == .signal
      ? interrupted?.registers ?? thread.signalFrames.first?.registers ?? thread.registers
      : registersAtPanic(facts)
    facts.others = otherCrashes(than: index)
    return facts
  }

  /// The thread that died, and how it is known.
  private func crashedThread() -> (Int, CrashEvidence)? {
    let threads = program.process.threads
    // If two died at once, the one that dumped core comes first; the other waits for it forever.
    if let index = threads.firstIndex(where: { ($0.machine?.dying ?? 0) > 0 }),
      let machine = threads[index].machine
    {
      return (index, .dying(machine.address))
    }
    if let index = threads.firstIndex(where: { ($0.machine?.throwing ?? 0) > 0 }),
      let machine = threads[index].machine
    {
      return (index, .throwing(machine.address))
    }
    guard let signal = threads.first?.thread.signal, SignalInformation.dumpsCore(signal) else {
      return nil
    }
    let first = program.thread(at: 0)
    if first.signalFrames.contains(where: { $0.information?.dumpsCore == true }) {
      return (0, .signalFrame)
    }
    return (0, .firstThread)
  }

  /// What is left of the registers at a fault that became a panic. The signal frame of the abort has
  /// overwritten that of the fault, but the stack pointer follows from sigpanic's frame, which also holds the
  /// frame pointer that was pushed.
  private func registersAtPanic(_ facts: CrashFacts) -> RegisterSet? {
    let architecture = program.process.architecture
    // Of C the stack without its frames has nothing.
    let frames = facts.joined?.trace.frames ?? facts.stack.frames
    guard let signal = facts.signal, let pc = signal.pc,
      let index = frames.firstIndex(where: { program[$0.point].special == .sigpanic }),
      index + 1 < frames.count,
      facts.joined?.trace.gaps.contains(where: { $0.after == index + 1 }) != true
    else { return nil }
    var registers = RegisterSet()
    let interrupted = frames[index + 1]
    registers.set(architecture.roles.programCounter, pc.rawValue)
    // A call of nil had pushed its return address; the runtime takes that for sigpanic's.
    let pushed =
      pc != interrupted.pc && architecture.returnAddress == .pushedByCall
      ? architecture.pointerSize : 0
    registers.set(
      architecture.roles.stackPointer, (interrupted.stackPointer &- pushed).rawValue)
    if let name = architecture.roles.framePointer, architecture.returnAddress == .pushedByCall,
      let value = program.process.memory.wordIfThere(
        frames[index].framePointer &- 2 * architecture.pointerSize)
    {
      registers.set(name, value)
    }
    return registers
  }

  /// If the thread died in C code or in the vDSO, appends the frames of the goroutine that called into it:
  /// the runtime recorded where it left Go. The C frames are in `joined`.
  private mutating func joinGoFrames(behind thread: ThreadState, _ facts: inout CrashFacts) {
    guard let goroutine = facts.goroutine, facts.stack.frames.allSatisfy(\.isOnSystemStack) else {
      return
    }
    // C that overflows the stack may do so in runtime/cgo's own code, on its way to Go or from there.
    if case .corrupt = facts.stack.end, facts.stack.frames.isEmpty, thread.machine?.isInC == true,
      let start = program.stackStart(of: goroutine), start.source == .syscall
    {
      join(start, &facts)
      return
    }
    guard facts.stack.end.unknownCode != nil, let start = program.stackStart(of: goroutine) else {
      return
    }
    let outer = unwinder.walk(from: start)
    let inner = facts.stack.frames
    facts.stack = outer
    facts.stack.frames = inner + outer.frames
    facts.stack.omittedAfter += inner.count
  }

  /// Whether functions on a stack are unknown because their table is missing: the program's own, or that
  /// of a plugin, which brings copies of the runtime's functions.
  private func lacksFunctions(_ stack: StackTrace) -> Bool {
    switch stack.end {
    case .noFunctionTable: true
    case .unnamedCode(let pc): program.isCode(pc)
    default: false
    }
  }

  /// Whether a goroutine has called anything. One that a thread of C's was lent stays with the thread
  /// between its calls to Go.
  private mutating func isAtWork(_ goroutine: Goroutine?) -> Bool {
    guard let goroutine, let start = program.stackStart(of: goroutine) else { return false }
    return unwinder.walk(from: start).frames.count > 1
  }

  private func goroutine(of thread: ThreadState) -> Goroutine? {
    program.process.goroutine(of: thread).flatMap { $0.id == 0 ? nil : $0 }
  }

  /// The first frame of the traceback that the runtime printed: the caller of fatalpanic or fatalthrow, or the
  /// function that the signal interrupted.
  private func tracebackStart(of stack: StackTrace, _ path: DeathPath) -> Int {
    let wanted: SpecialFunction
    switch path {
    case .panic: wanted = .fatalpanic
    case .runtimeThrow: wanted = .fatalthrow
    case .signal, .none, .lost: return 0
    }
    let index = stack.frames.firstIndex {
      program[$0.point].special == wanted
    }
    return index.map { $0 + 1 } ?? 0
  }

  private func signal(_ facts: inout CrashFacts, _ thread: ThreadState) -> EffectiveSignal? {
    let processID = program.process.image.process?.processID
    if facts.path == .signal {
      if let frame = thread.signalFrames.first {
        return EffectiveSignal(
          frame, processID: processID, architecture: program.process.architecture)
      }
      return coreSignal()
    }
    let frame = thread.signalFrames.first
    if let goroutine = facts.goroutine, let found = signal(of: goroutine, frame, &facts) {
      return found
    }
    // A fault in C code is recorded in the thread's g0 (up to go1.20 the runtime throws because of it).
    guard facts.path == .runtimeThrow, let machine = thread.machine,
      let system = program.process.goroutineIfThere(at: machine.systemGoroutine)
    else { return nil }
    return signal(of: system, frame, &facts)
  }

  /// The signal recorded in a `g`.
  private func signal(
    of goroutine: Goroutine, _ frame: SignalFrame?, _ facts: inout CrashFacts
  ) -> EffectiveSignal? {
    do throws(RecordError) {
      return try EffectiveSignal(of: goroutine, in: program.process, frame: frame)
    } catch .unreadable(let error) {
      facts.problems.append("the signal behind the death is unknown: \(error.message)")
      return nil
    } catch {
      // A runtime without the fields: that is among the losses of its facts.
      return nil
    }
  }

  /// The signal that the kernel named, as far as it is a death.
  func coreSignal() -> EffectiveSignal? {
    guard let information = program.process.image.signal, information.dumpsCore else {
      return nil
    }
    return EffectiveSignal(
      number: information.number, code: information.code,
      address: information.isFromProcess || information.systemCall != nil
        ? nil : information.address,
      pc: program.process.threads.first?.registers.programCounter(
        program.process.architecture),
      access: nil, source: .note,
      sender: information.isFromProcess
        ? EffectiveSignal.Sender(
          processID: information.senderID, userID: information.senderUser) : nil,
      systemCall: information.systemCall)
  }

  private func collectTexts(
    _ facts: inout CrashFacts, _ thread: ThreadState, _ backlog: PrintBacklog?
  ) {
    if let goroutine = facts.goroutine {
      let reader = PanicChainReader(program: program)
      let (panics, problem) = reader.read(of: goroutine, stack: facts.stack)
      facts.panics = panics
      if let problem {
        facts.problems.append(problem)
        facts.hasLostPanics = true
      }
    }
    if facts.path != .runtimeThrow { facts.diagnostics = backlog?.lastLines ?? [] }
    guard facts.path == .runtimeThrow else { return }
    // throwTypeUser (runtime/runtime2.go).
    facts.isFatalError =
      thread.machine?.throwing == 1
      || facts.stack.frames.contains { program[$0.point].special == .fatal }
    facts.throwText = backlog?.throwText
    facts.diagnostics = backlog?.diagnostics ?? []
    guard facts.throwText == nil else { return }
    do throws(MemoryError) {
      facts.throwText = try throwArgument(facts.stack)
    } catch {
      facts.problems.append("the text of the throw is unknown: \(error.message)")
    }
  }

  /// The argument of throw or fatal, read from the stack slots that they spill it to.
  private func throwArgument(_ stack: StackTrace) throws(MemoryError) -> String? {
    for frame in stack.frames {
      let special = program[frame.point].special
      guard special == .throwFunction || special == .fatal else { continue }
      let slots = frame.framePointer &+ program.process.architecture.argumentsOffset
      let memory = program.process.memory
      let length = try memory.word(slots &+ memory.pointerSize)
      return length > 0 && length < 4_096 ? try memory.goString(at: slots, limit: 4_096) : nil
    }
    return nil
  }

  private mutating func otherCrashes(than index: Int) -> [SimultaneousCrash] {
    var others: [SimultaneousCrash] = []
    for (number, thread) in program.process.threads.enumerated() where number != index {
      guard let machine = thread.machine, machine.dying > 0,
        let start = program.process.stackStart(of: thread)
      else { continue }
      let stack = unwinder.walk(from: start)
      let goroutine = goroutine(of: thread)
      let reader = PanicChainReader(program: program)
      others.append(
        SimultaneousCrash(
          thread: thread.thread.id, goroutine: goroutine,
          panics: goroutine.map { reader.read(of: $0, stack: stack).panics } ?? [], stack: stack,
          tracebackStart: tracebackStart(of: stack, path(of: stack, thread))))
    }
    return others
  }
}
