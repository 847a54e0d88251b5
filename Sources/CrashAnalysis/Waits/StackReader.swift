// Goroutines and their stacks, by the addresses of their `g`s.

package import ElfCore
package import GoRuntime

/// Reads goroutines with their stacks. One for each task.
package struct StackReader {
  private let program: GoProgram
  private var reader: GoroutineReader?
  private var unwinder: Unwinder

  package init(_ program: GoProgram) {
    self.program = program
    reader = try? program.process.goroutineReader()
    unwinder = program.unwinder()
  }

  /// The goroutine whose `g` is at `address`, and its stack; nil if no live goroutine is there.
  package mutating func read(_ address: Address) -> (goroutine: Goroutine, stack: StackTrace)? {
    guard let goroutine = reader?.readIfThere(address), goroutine.state != .other,
      goroutine.state != .dead, goroutine.state != .idle
    else { return nil }
    return (goroutine, stack(of: goroutine))
  }

  /// The stack of a goroutine; empty if its registers are lost.
  package mutating func stack(of goroutine: Goroutine) -> StackTrace {
    program.stackStart(of: goroutine).map { unwinder.walk(from: $0) } ?? StackTrace()
  }
}
