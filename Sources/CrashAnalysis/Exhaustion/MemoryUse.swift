// How large the Go heap was and was allowed to be, and which allocation failed.

internal import ElfCore
package import GoRuntime

/// The sizes in bytes that the garbage collector's pacer kept (runtime/mgcpacer.go gcControllerState, go1.19 to
/// go1.27); nil for those that a release does not have.
package struct MemoryUse: Sendable, Equatable {
  /// GOMEMLIMIT; nil if it is not set.
  package private(set) var memoryLimit: UInt64?
  /// GOGC; nil if the collector is off.
  package private(set) var collectorPercent: Int32?
  /// Whether GOGC=off.
  package private(set) var isCollectorOff = false
  /// The size of the heap at which the next collection should end, according to GOGC alone.
  package private(set) var heapGoal: UInt64?
  /// Bytes that were live or allocated since the last collection.
  package private(set) var live: UInt64?
  /// Bytes that the last collection found reachable.
  package private(set) var marked: UInt64?
  /// Bytes in spans in use, in free spans, and returned to the system.
  package private(set) var inUse: UInt64?
  package private(set) var free: UInt64?
  package private(set) var released: UInt64?
  /// Bytes that the runtime has mapped and may touch, which is what GOMEMLIMIT limits.
  package private(set) var mapped: UInt64?
  /// Bytes allocated and freed since the start.
  package private(set) var allocated: UInt64?
  package private(set) var freed: UInt64?

  /// Fails if it is unknown where the pacer is or how it is laid out, or if its memory is missing.
  package init(_ process: GoProcess) throws(RecordError) {
    let pacer = try process.variable(.pacer).record()
    func number(_ field: RuntimeField) throws(RecordError) -> UInt64? {
      try pacer[ifPresent: field]?.integer()
    }
    inUse = try pacer[.pacerInUse].integer()
    // math.MaxInt64 stands for no limit (runtime/mgcpacer.go readGOMEMLIMIT).
    memoryLimit = Self.limited(try number(.pacerMemoryLimit))
    let percent = try number(.pacerPercent).map { Int32(truncatingIfNeeded: $0) }
    isCollectorOff = percent.map { $0 < 0 } ?? false
    collectorPercent = isCollectorOff ? nil : percent
    // With the collector off the goal is the largest number.
    heapGoal = Self.limited(try number(.pacerGoal))
    live = try number(.pacerLive)
    marked = try number(.pacerMarked)
    free = try number(.pacerFree)
    released = try number(.pacerReleased)
    mapped = try number(.pacerMapped)
    allocated = try number(.pacerAllocated)
    freed = try number(.pacerFreed)
  }

  /// A number of bytes; nil if it stands for no limit.
  private static func limited(_ bytes: UInt64?) -> UInt64? {
    bytes.flatMap { $0 >= UInt64(Int64.max) ? nil : $0 }
  }
}

/// An allocation in progress.
package struct Allocation: Sendable, Equatable {
  /// The bytes requested; nil if the number is lost.
  package let size: UInt64?
  /// The type of the elements; nil if unknown.
  package let type: String?
  /// The function of the runtime that the program called, such as `runtime.growslice`.
  package let entry: String

  /// Whether it is for the elements of a slice (runtime/slice.go).
  var isOfSlice: Bool {
    ["runtime.makeslice", "runtime.makeslicecopy", "runtime.growslice"].contains(entry)
  }

  /// The allocation that the innermost frames of a stack belong to; nil if they belong to none.
  package init?(_ stack: StackDescription, _ program: GoProgram) {
    guard let index = stack.frames.firstIndex(where: { $0.name.text == "runtime.mallocgc" }) else {
      return nil
    }
    // The program called the last of the runtime's frames in a row.
    let callers = stack.frames[index...].prefix { $0.name.isOfRuntime }
    entry = callers.last?.function ?? stack.frames[index].function
    // mallocgc(size, type, needzero)
    let words = stack.frames[index].argumentWords(in: program)
    size = words.first ?? nil
    type = words.dropFirst().first.flatMap { $0 }
      .flatMap { program.process.typeNames.name(of: Address($0)) }
  }
}
