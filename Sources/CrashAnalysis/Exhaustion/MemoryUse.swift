// How much memory the Go heap had, what it may have, and how much was asked for when there was none.

internal import ElfCore
package import GoRuntime

/// The heap as the runtime's pacer knew it (runtime/mgcpacer.go gcControllerState, go1.19 to go1.27),
/// in bytes; nil each where it cannot be read.
package struct MemoryUse: Sendable, Equatable {
  /// GOMEMLIMIT; nil where none is set.
  package private(set) var memoryLimit: UInt64?
  /// GOGC; nil where the collector is off.
  package private(set) var collectorPercent: Int32?
  /// Whether GOGC=off.
  package private(set) var isCollectorOff = false
  /// The size of the heap at which the next collection is to end, by GOGC alone.
  package private(set) var heapGoal: UInt64?
  /// Bytes that were live or allocated since the last collection.
  package private(set) var live: UInt64?
  /// Bytes that the last collection found alive.
  package private(set) var marked: UInt64?
  /// Bytes in spans that are in use, in free ones, and given back to the system.
  package private(set) var inUse: UInt64?
  package private(set) var free: UInt64?
  package private(set) var released: UInt64?
  /// All memory that the runtime has mapped and may touch: what GOMEMLIMIT is held against.
  package private(set) var mapped: UInt64?
  /// Bytes allocated and freed since the start.
  package private(set) var allocated: UInt64?
  package private(set) var freed: UInt64?

  /// Nil where the pacer's place or layout is unknown.
  package init?(_ process: GoProcess) {
    let pacer = process.variable(.pacer)
    guard let inUse = try? pacer[.pacerInUse].integer() else { return nil }
    self.inUse = inUse
    // math.MaxInt64 stands for no limit (runtime/mgcpacer.go readGOMEMLIMIT).
    memoryLimit = Self.limited(try? pacer[.pacerMemoryLimit].integer())
    let percent = (try? pacer[.pacerPercent].integer()).map { Int32(truncatingIfNeeded: $0) }
    isCollectorOff = percent.map { $0 < 0 } ?? false
    collectorPercent = isCollectorOff ? nil : percent
    // With the collector off the goal is the largest number.
    heapGoal = Self.limited(try? pacer[.pacerGoal].integer())
    live = try? pacer[.pacerLive].integer()
    marked = try? pacer[.pacerMarked].integer()
    free = try? pacer[.pacerFree].integer()
    released = try? pacer[.pacerReleased].integer()
    mapped = try? pacer[.pacerMapped].integer()
    allocated = try? pacer[.pacerAllocated].integer()
    freed = try? pacer[.pacerFreed].integer()
  }

  /// A number of bytes; nil for those that stand for no limit at all.
  private static func limited(_ bytes: UInt64?) -> UInt64? {
    bytes.flatMap { $0 >= UInt64(Int64.max) ? nil : $0 }
  }
}

/// An allocation that was under way.
package struct Allocation: Sendable, Equatable {
  /// Bytes that were asked for; nil where nothing kept the number.
  package let size: UInt64?
  /// The type of the elements; nil where it is not known.
  package let type: String?
  /// The runtime's function that was called, such as `runtime.growslice`.
  package let entry: String

  /// The allocation that the innermost frames of a stack were at; nil where they were at none.
  package init?(_ stack: StackDescription, _ program: GoProgram) {
    guard let index = stack.frames.firstIndex(where: { $0.name.text == "runtime.mallocgc" }) else {
      return nil
    }
    // The outermost of the runtime's frames in a row is the one that the program called.
    let callers = stack.frames[index...].prefix { $0.name.isOfRuntime }
    entry = callers.last?.function ?? stack.frames[index].function
    // mallocgc(size, type, needzero)
    let words = stack.frames[index].argumentWords(in: program)
    size = words.first ?? nil
    type = words.dropFirst().first.flatMap { $0 }
      .flatMap { program.process.typeNames.name(of: Address($0)) }
  }
}
