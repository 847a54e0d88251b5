// Goroutines, threads and groups in full, as lists and JSON show them.

package import ElfCore
package import GoRuntime

/// One goroutine, described.
package struct GoroutineDescription: Sendable {
  package let goroutine: Goroutine
  package let status: String
  package let waitReason: String?
  package let waitMinutes: UInt64?
  /// The thread it was on.
  package let thread: Int32?
  package let machineID: Int64?
  package let isLockedToThread: Bool
  package let creator: (function: String, file: String, line: Int32, goroutine: UInt64?)?
  /// File and line of the `go` statement, for people.
  package let creatorPlace: String?
  package let startFunction: String?
  /// Whether the crashed thread was running it.
  package let isCrashed: Bool
  package let isSystem: Bool
  /// nil when they cannot be read.
  package let labels: [Label]?
  /// What it waits for; a `select` for several things.
  package let waits: [Wait]
  package let registers: (source: RegisterSource, values: RegisterSet)?
  package let stack: StackDescription

  /// What it was doing, in the words of a list.
  package var activity: String { goroutine.state.activity(status, waitReason) }

  /// Whether no function is known, so that addresses stand for their names.
  package var hasNoFunctions: Bool {
    if case .noFunctionTable = stack.end { true } else { false }
  }
}

/// One thread, described.
package struct ThreadDescription: Sendable {
  package let state: ThreadState
  /// The id of the goroutine that it was running; nil when it ran none.
  package let goroutine: UInt64?
  package let isCrashed: Bool
  /// From where it was interrupted, with its frames of C.
  package let stack: StackDescription

  /// The operating system's number of it.
  package var id: Int32 { state.thread.id }
}

/// Goroutines with the same stack, described.
package struct GroupDescription: Sendable {
  package let group: GoroutineGroup
  /// Nil for groups beyond the first two thousand.
  package let label: GroupLabel?
  package let stack: StackDescription

  /// Whether no function is known, so that addresses stand for their names.
  package var hasNoFunctions: Bool {
    if case .noFunctionTable = stack.end { true } else { false }
  }
}
