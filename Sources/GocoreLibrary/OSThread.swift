// A thread of the operating system, as data.

internal import CrashAnalysis
internal import GoRuntime

/// A thread of the operating system at the moment of the dump.
public struct OSThread: Sendable, Identifiable {
  /// The operating system's number of it.
  public let id: Int32
  /// The number of its `m`, the scheduler's record of a thread; nil for a thread that the Go runtime
  /// does not know.
  public let machine: Int64?
  /// The goroutine that it was running; nil where it ran none.
  public let goroutine: UInt64?
  /// Whether it is the one that crashed.
  public let isCrashed: Bool
  /// The registers with which it left Go code or was interrupted.
  public let registers: Registers
  /// Its stack, frames of C among those of Go.
  public let stack: Stack

  init(_ thread: ThreadDescription, _ arguments: inout ArgumentReader) {
    id = thread.id
    machine = thread.state.machine?.id
    goroutine = thread.goroutine
    isCrashed = thread.isCrashed
    registers = Registers(thread.state.registers, thread.state.source)
    stack = Stack(thread.stack, &arguments)
  }
}
