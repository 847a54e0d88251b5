// What happened, as facts with their addresses: which thread and goroutine died, how, and with which
// signal, panics and texts.

package import ElfCore
package import GoRuntime

/// How the program died.
package enum DeathPath: String, Sendable {
  /// A panic that nothing recovered.
  case panic
  /// `throw` or `fatal`: the runtime gave up.
  case runtimeThrow
  /// A signal that Go does not turn into a panic, sent from outside or caused by a fault.
  case signal
  /// It did not: the core was dumped from a living process.
  case none
  /// What would tell it is not in the core.
  case lost
}

/// How the crashed thread was recognised.
package enum CrashEvidence: Sendable, Equatable {
  /// `m.dying` of the `m` at the address is set.
  case dying(Address)
  /// `m.throwing` of the `m` at the address is set.
  case throwing(Address)
  /// The core's first thread was handling a fatal signal.
  case signalFrame
  /// The core's first thread had the signal that the kernel dumped for.
  case firstThread

  /// Words for the report.
  package var message: String {
    switch self {
    case .dying(let machine): "m.dying of the m at \(machine)"
    case .throwing(let machine): "m.throwing of the m at \(machine)"
    case .signalFrame: "the signal frame of the core's first thread"
    case .firstThread: "the core's first thread"
    }
  }
}

/// Another thread that was dying at the same moment.
package struct SimultaneousCrash: Sendable {
  package let thread: Int32
  package let goroutine: Goroutine?
  package let panics: [Panic]
  package let stack: StackTrace
  /// The frame of `stack` at which the runtime's own traceback would begin.
  package let tracebackStart: Int
}

/// The facts of a death.
package struct CrashFacts: Sendable {
  package var path = DeathPath.none
  /// Whether `path` rests on the text of a throw alone, as neither the stack nor an `m` shows one.
  package var isPathOfText = false
  /// The index of the crashed thread in `GoProcess.threads`.
  package var threadIndex: Int?
  package var evidence: CrashEvidence?
  /// The goroutine of the crashed thread: the one that crashed, that a signal from outside
  /// interrupted, or that the thread did the runtime's work for.
  package var goroutine: Goroutine?
  /// The goroutine that died; nil if its thread died doing the runtime's work while it waited.
  package var crashedGoroutine: Goroutine? {
    goroutine?.state.isWaiting == true ? nil : goroutine
  }
  /// The crashed thread's stack without frames of C, as the runtime prints it: first the frames on the
  /// system stack, then those of the goroutine.
  package var stack = StackTrace()
  /// The stack with frames of C, from where the fatal signal struck; nil if it has none.
  package var joined: JoinedStack?
  /// The frame of `stack` at which the runtime's own traceback began.
  package var tracebackStart = 0
  package var signal: EffectiveSignal?
  /// Oldest first.
  package var panics: [Panic] = []
  /// Whether older panics than these cannot be read.
  package var hasLostPanics = false
  package var throwText: String?
  /// Whether the throw is a fatal error of the program's, such as a map that two goroutines write, and not of
  /// the runtime's own state (runtime/panic.go fatal and throw).
  package var isFatalError = false
  /// The runtime's diagnostics before the throw; for other deaths the last that it printed before.
  package var diagnostics: [String] = []
  package var others: [SimultaneousCrash] = []
  /// Whether it died in Go code whose functions are unknown, so that only the runtime's records tell how.
  package var lacksFunctions = false
  /// What could not be read.
  package var problems: [String] = []
  /// The registers at the fault, those that survive.
  package var faultRegisters: RegisterSet?

  package init() {}

  /// The text of the death: of the throw, or of the oldest panic.
  package var message: String? { throwText ?? panics.first { !$0.isGoexit }?.text }

  /// The function in whose frame the runtime found a bad pointer, by what it printed: `runtime: bad pointer
  /// in frame main.handle at 0xc000068f98: 0x17` (runtime/stack.go adjustpointers).
  var damagedFunction: String? {
    let mark = "runtime: bad pointer in frame "
    return diagnostics.lazy.filter { $0.hasPrefix(mark) }.map { line in
      let words = line.dropFirst(mark.count)
      return String(
        words.prefix(upTo: words.firstRange(of: " at 0x")?.lowerBound ?? words.endIndex))
    }.first
  }

  /// The index in `joined` of the frame that jumped to `pc`, where no code is: the one behind it, or, where
  /// the runtime left nothing of a jump to nil (runtime/signal_unix.go shouldPushSigpanic), the one behind
  /// sigpanic. Nil where `pc` is code, and where there is no such frame.
  func frameBehindJump(to pc: Address, _ program: GoProgram) -> Int? {
    guard let frames = joined?.trace.frames, program.native?.isCode(pc) == false,
      let index = frames.firstIndex(where: { $0.pc == pc && program.library(at: $0.point) != nil })
        ?? (pc.isNull ? frames.firstIndex { program[$0.point].special == .sigpanic } : nil),
      index + 1 < frames.count
    else { return nil }
    return index + 1
  }

  /// Whether a signal from another process or the terminal killed the program.
  package func isFromOutside(_ process: GoProcess) -> Bool {
    path == .signal && signal?.isFromOutside(processID: process.image.process?.processID) == true
  }

  /// Whether the throw stands for a fault that the runtime could not turn into a panic
  /// (runtime/signal_unix.go sigpanic, fatalsignal).
  var isFaultThrow: Bool {
    guard path == .runtimeThrow, let text = throwText else { return false }
    return text == "fault" || text.containsBytes("unexpected signal during runtime execution")
  }

  /// A place in the code of another Go runtime, of which this program shows nothing, if the signal struck there
  /// or in C that it had called.
  func placeInOtherRuntime(_ program: GoProgram) -> Address? {
    guard !program.process.otherRuntimes.isEmpty, let pc = signal?.pc else { return nil }
    if program.isOfOtherRuntime(pc) { return pc }
    guard let frames = joined?.trace.frames, let struck = frames.firstIndex(where: { $0.pc == pc })
    else { return nil }
    let called = frames[struck...].first {
      program.library(at: $0.point) == nil || program.isOfOtherRuntime($0.pc)
    }
    return called.flatMap { program.isOfOtherRuntime($0.pc) ? $0.pc : nil }
  }

  /// Whether the signal interrupted C code: the stack shows it, the pc is in a mapped file other than the
  /// executable, or the runtime knows that the thread is in C. Anywhere else a pc outside of Go code is a
  /// wild jump.
  func isInForeignCode(_ program: GoProgram) -> Bool {
    guard !isFromOutside(program.process), let pc = signal?.pc else { return false }
    if NativeDeath(at: pc, self, program) != nil { return true }
    guard !program.isCode(pc), !program.isUnnamedCode(pc) else { return false }
    if threadIndex.flatMap({ program.process.threads[$0].machine?.isInC }) == true { return true }
    guard !pc.isNull else { return false }
    // Without a table of functions nothing tells C's code in the program's file from Go's.
    if program.process.modules.isEmpty, program.process.executable.covers(pc) { return false }
    return program.process.image.fileMapping(of: pc) != nil
      || program.process.executable.covers(pc)
  }
}
