// What happened, as facts with their addresses: which thread and goroutine died, by what path, with
// which signal, panics and texts.

package import ElfCore
package import GoRuntime

/// The path by which the program died.
package enum DeathPath: String, Sendable {
  /// A panic that nothing recovered.
  case panic
  /// `throw` or `fatal`: the runtime gave up.
  case runtimeThrow
  /// A signal that Go does not turn into a panic, from outside or by a fault.
  case signal
  /// No sign of dying: a dump of a living process.
  case none
}

/// How the crashed thread was told from the others.
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
  /// The index of the crashed thread in `GoProcess.threads`.
  package var threadIndex: Int?
  package var evidence: CrashEvidence?
  /// The goroutine of the crashed thread: the one that crashed, that a signal from outside
  /// interrupted, or that the thread did the runtime's work for.
  package var goroutine: Goroutine?
  /// The goroutine that died; nil when its thread died over the runtime's own work while it waited.
  package var crashedGoroutine: Goroutine? { goroutine?.state == .waiting ? nil : goroutine }
  /// The crashed thread's stack from the point where it left Go code, the goroutine's frames behind
  /// those of the system stack; no frames of C, as the runtime prints it.
  package var stack = StackTrace()
  /// The same with the frames of C, from the point where the fatal signal struck; nil where there are
  /// none.
  package var joined: JoinedStack?
  /// The frame of `stack` at which the runtime's own traceback began.
  package var tracebackStart = 0
  package var signal: EffectiveSignal?
  /// Oldest first.
  package var panics: [Panic] = []
  package var throwText: String?
  /// The runtime's diagnostics before the throw.
  package var diagnostics: [String] = []
  package var others: [SimultaneousCrash] = []
  /// What could not be read.
  package var problems: [String] = []
  /// Registers at the fault, where they survive.
  package var faultRegisters: RegisterSet?

  package init() {}

  /// Whether a signal from another process or the terminal killed the program.
  package func isFromOutside(_ process: GoProcess) -> Bool {
    path == .signal && signal?.isFromOutside(processID: process.image.process?.processID) == true
  }
}
