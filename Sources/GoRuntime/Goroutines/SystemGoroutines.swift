// Which goroutines are the runtime's own (runtime/traceback.go isSystemGoroutine).

internal import ElfCore

/// Tells the runtime's goroutines from the program's. One for each task: it remembers.
package struct SystemGoroutines {
  /// To whom a goroutine belongs, by the function that it began in.
  private enum Kind {
    case program, runtime
    /// The runtime's while it waits, the program's while it runs a function of the program's.
    case runner
  }

  private static let userStarts: Set<String> = [
    "runtime.main", "runtime.corostart", "runtime.handleAsyncEvent",
  ]
  /// Finalizers: up to go1.24, from go1.25; cleanups: from go1.25 (runtime/mfinal.go, mcleanup.go).
  private static let runners: Set<String> = [
    "runtime.runfinq", "runtime.runFinalizers", "runtime.runCleanups",
  ]

  private let program: GoProgram
  private var kinds: [Address: Kind] = [:]

  package init(_ program: GoProgram) {
    self.program = program
  }

  /// Whether the runtime started the goroutine for itself: a collector's worker, the finalizer while
  /// it runs none.
  package mutating func contains(_ goroutine: Goroutine) -> Bool {
    switch kind(of: goroutine) {
    case .program: false
    case .runtime: true
    case .runner: !runsProgram(goroutine)
    }
  }

  private mutating func kind(of goroutine: Goroutine) -> Kind {
    if let known = kinds[goroutine.startPC] { return known }
    var kind = Kind.program
    if let name = program.location(of: goroutine.startPC, isExact: true)?.name,
      name.hasPrefix("runtime."), !Self.userStarts.contains(name)
    {
      kind = Self.runners.contains(name) ? .runner : .runtime
    }
    kinds[goroutine.startPC] = kind
    return kind
  }

  /// Whether a function that is not the runtime's is on the stack. The runtime's own mark of it
  /// (`fingStatus`, `g.runningCleanups`) is not to be had without symbols.
  private func runsProgram(_ goroutine: Goroutine) -> Bool {
    guard let start = program.stackStart(of: goroutine) else { return false }
    var unwinder = program.unwinder()
    return unwinder.walk(from: start).frames.contains { frame in
      program.frames(at: frame.point).contains {
        !program.functionName($0).hasPrefix("runtime.")
      }
    }
  }
}
