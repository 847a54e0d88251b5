// How the program died: by what is in the core, never by what is missing from it. The kernel writes the
// main thread's stack nearly last, so a core that was cut off lacks the frames that tell a panic, a throw and
// a signal from each other, and all that is left at first sight is the SIGABRT that Go raises in the end.

internal import ElfCore
internal import GoRuntime

extension CrashLocator {
  /// The path of death, by the functions on the stack of the thread that died; where they do not show it,
  /// by what its `m` says. A signal is only supposed: `settlePath` decides on it.
  func path(of stack: StackTrace, _ thread: ThreadState) -> DeathPath {
    for frame in stack.frames {
      switch program[frame.point].special {
      case .fatalpanic: return .panic
      case .fatalthrow: return .runtimeThrow
      default: continue
      }
    }
    if let frame = thread.signalFrames.first, let information = frame.information,
      information.dumpsCore, !isAbortOfRuntime(information),
      // Whatever sender a damaged frame names: the handler would have noted whom it caught.
      information.number != 6 || thread.machine.flatMap(pathByFlags) ?? .signal == .signal
    {
      return .signal
    }
    return thread.machine.flatMap(pathByFlags) ?? .signal
  }

  /// The path by the flags of the `m` that died; nil where it has none. The handler of a fatal signal notes
  /// whom it caught, and says that it throws. An uncaught panic only begins to die
  /// (runtime/signal_unix.go sighandler, runtime/panic.go fatalthrow and fatalpanic).
  private func pathByFlags(_ machine: Machine) -> DeathPath? {
    let facts = program.process.facts
    guard machine.dying > 0 || machine.throwing > 0, facts[.mCaughtSignal] != nil,
      facts[.mThrowing] != nil
    else { return nil }
    if !machine.caughtSignalGoroutine.isNull { return .signal }
    return machine.throwing > 0 ? .runtimeThrow : .panic
  }

  /// Whether a signal is the one that the runtime raises once it has died: its own thread's SIGABRT
  /// (runtime/signal_unix.go dieFromSignal, raise).
  private func isAbortOfRuntime(_ information: SignalInformation) -> Bool {
    information.number == 6 && information.code == SignalInformation.fromThread
      && information.senderID == program.process.image.process?.processID
  }

  /// The path of a core of which no thread is known to have died: the process was alive, unless what would
  /// say otherwise is not there.
  var pathOfNoThread: DeathPath {
    let process = program.process
    let isDying = process.machines.contains { $0.dying > 0 || $0.throwing > 0 }
    let isUnknown =
      process.hasLostMachines || process.threads.isEmpty
      || process.memory.isTruncated && process.threads.contains { $0.machine == nil }
    return isDying || isUnknown ? .lost : .none
  }

  /// Keeps a signal as the path only where the signal that killed the program is known. Otherwise the
  /// runtime's last words may still tell of a throw.
  func settlePath(_ facts: inout CrashFacts, _ backlog: PrintBacklog?) {
    guard facts.path == .signal, !isSignalKnown(facts) else { return }
    takePathOfText(&facts, backlog)
  }

  /// Takes a throw for the path if its text was printed.
  func takePathOfText(_ facts: inout CrashFacts, _ backlog: PrintBacklog?) {
    facts.isPathOfText = backlog?.throwText != nil
    facts.path = facts.isPathOfText ? .runtimeThrow : .lost
    facts.tracebackStart = 0
  }

  /// Whether the facts' signal killed the program: a fault, a signal from another process, an abort in C,
  /// or a signal that the program sent to itself, where its handling is seen. The runtime, too, sends SIGQUIT
  /// and SIGABRT to its own threads while it dies (runtime/signal_unix.go raiseproc, sighandler, raise).
  private func isSignalKnown(_ facts: CrashFacts) -> Bool {
    guard let signal = facts.signal else { return false }
    guard signal.sender != nil,
      !signal.isFromOutside(processID: program.process.image.process?.processID)
    else { return true }
    if facts.isInForeignCode(program) { return true }
    guard case .signalFrame = signal.source, case .dying = facts.evidence else { return false }
    return signal.code != SignalInformation.fromThread || !Self.isSentByRuntime(signal.number)
  }

  /// Whether the runtime sends its own threads such a signal as it dies: SIGQUIT, SIGABRT.
  private static func isSentByRuntime(_ number: Int32) -> Bool { number == 3 || number == 6 }

  /// Appends the frames of the goroutine for which the thread was at work on its system stack, where that
  /// stack cannot be read: `systemstack` saved where the goroutine goes on, and forgets it on its return
  /// (runtime/asm_amd64.s).
  mutating func joinUserFrames(behind thread: ThreadState, _ facts: inout CrashFacts) {
    guard case .unreadable = facts.stack.end, facts.stack.omitted == 0,
      facts.stack.frames.allSatisfy(\.isOnSystemStack),
      let goroutine = facts.goroutine, goroutine.state == .running,
      let start = program.stackStart(of: goroutine), start.source == .scheduler
    else { return }
    join(start, &facts)
  }

  /// Appends the frames from `start` on, behind a gap.
  mutating func join(_ start: StackStart, _ facts: inout CrashFacts) {
    let inner = facts.stack
    facts.stack = unwinder.walk(from: start)
    facts.stack.frames = inner.frames + facts.stack.frames
    facts.stack.omittedAfter += inner.frames.count
    facts.stack.gaps = [(after: inner.frames.count, reason: inner.end)]
  }
}
