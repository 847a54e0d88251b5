// A thread joined with the runtime's view of it: which goroutine it ran, and the
// registers with which it left Go code.

package import ElfCore

/// Where a register set comes from.
package enum RegisterSource: Sendable, Equatable {
  /// NT_PRSTATUS of the thread.
  case thread
  /// A signal frame on the thread's signal stack.
  case signalFrame(Address)
  /// What `asyncPreempt` saved on the goroutine's stack.
  case preemptionFrame(Address)
  /// `g.syscallpc` and `g.syscallsp`.
  case syscall
  /// `g.sched`.
  case scheduler
  /// The runtime's record of a call into the vDSO.
  case vdso
  /// A walk of its thread's stack, which came from the goroutine's.
  case unwound

  /// The kinds of sources by their names in reports.
  package enum Kind: String, Sendable, CaseIterable {
    case thread
    case signalFrame = "signal frame"
    case preemptionFrame = "preemption frame"
    case syscall = "syscall fields"
    case scheduler = "g.sched"
    case vdso = "vdso fields"
    case unwound = "thread's stack"
  }

  package var kind: Kind {
    switch self {
    case .thread: .thread
    case .signalFrame: .signalFrame
    case .preemptionFrame: .preemptionFrame
    case .syscall: .syscall
    case .scheduler: .scheduler
    case .vdso: .vdso
    case .unwound: .unwound
    }
  }

  /// The name in reports.
  package var name: String { kind.rawValue }
}

/// A thread, joined with its `m`.
package struct ThreadState: Sendable {
  /// The thread, as the image has it.
  package let thread: ProcessThread
  /// Its `m`; nil for a thread that the Go runtime does not know.
  package var machine: Machine? { machines.first }
  /// Its `m`, and those that it was before a signal made it take another one.
  package let machines: [Machine]
  /// The `g` of the goroutine that it ran, or that a signal struck on it; null where it ran none.
  package var currentGoroutine: Address {
    isLent ? .null : machines.last?.currentGoroutine ?? .null
  }
  /// The signals that were being handled on it, the earliest first.
  package let signalFrames: [SignalFrame]
  /// The registers at the point where it left Go code or was interrupted, and their source.
  package let registers: RegisterSet
  package let source: RegisterSource
  /// Whether those registers lie on the stack of the goroutine that the thread ran.
  package let isOnUserStack: Bool
  /// Whether it is no thread of Go's, and has a machine only to handle a signal.
  package let isLent: Bool

  init(
    thread: ProcessThread, machines: [Machine], goroutine: Goroutine?, architecture: Architecture,
    memory: AddressSpace
  ) {
    isLent = false
    self.thread = thread
    self.machines = machines
    let sp = thread.registers.stackPointer(architecture)
    var frames: [SignalFrame] = []
    if let machine = machines.first, let sp {
      frames = SignalFrame.find(
        on: machine.signalStack, above: sp, architecture: architecture, memory: memory)
    }
    signalFrames = frames
    if let first = frames.first {
      registers = first.registers
      source = .signalFrame(first.address)
    } else {
      registers = thread.registers
      source = .thread
    }
    if let goroutine, let sp = registers.stackPointer(architecture) {
      isOnUserStack = goroutine.stack.containsOrEnds(at: sp)
    } else {
      isOnUserStack = false
    }
  }

  /// The state of a thread that handles `signals`, the earliest first, on the stack that they struck.
  init(_ other: ThreadState, handling signals: [SignalFrame], isLent: Bool) {
    thread = other.thread
    machines = other.machines
    signalFrames = signals
    registers = signals.first?.registers ?? other.registers
    source = signals.first.map { .signalFrame($0.address) } ?? other.source
    isOnUserStack = false
    self.isLent = isLent
  }

  /// The threads of an image, each with what `join` gives it. Without a `shape` their goroutines are not known.
  static func join(
    _ image: ProcessImage, _ join: ThreadJoin, _ shape: GoroutineShape?
  ) -> [ThreadState] {
    var reader = shape.map { GoroutineReader($0, image.memory) }
    return zip(image.threads, join.machines).map { thread, machines in
      let goroutine = machines.first.flatMap { machine in
        machine.currentGoroutine.isNull ? nil : reader?.readIfThere(machine.currentGoroutine)
      }
      return ThreadState(
        thread: thread, machines: machines, goroutine: goroutine,
        architecture: image.architecture, memory: image.memory)
    }
  }
}

extension ProcessThread {
  /// The id by which an `m` names the thread.
  var machineID: UInt64 { UInt64(UInt32(bitPattern: id)) }
}
