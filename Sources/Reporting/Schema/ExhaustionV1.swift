// What an exhausted resource was used for, as JSON.

internal import CrashAnalysis

/// Members of `crash`.
enum ExhaustionV1 {
  static let stackUse = JSONShape<StackUse>.object("What fills a stack.") { use in
    use.count("frames", "Frames.") { $0.frames }
    use.count("bytes", "Their bytes.") { $0.bytes }
    use.list("functions", "The functions with the most bytes.", of: share) { $0.shares }
  }

  private static let share = JSONShape<StackUse.Share>.object("A function.") { share in
    share.text("function", "Its name.") { $0.function }
    share.count("frames", "Its frames.") { $0.frames }
    share.count("bytes", "Their bytes.") { $0.bytes }
  }

  static let recursion = JSONShape<StackUse>.object("Calls that repeat.") { use in
    use.list(
      "cycle", "The functions of one turn, in the order of their calls.", of: .text("A function.")
    ) { $0.cycle }
    use.count("repeats", "How often the cycle is there.") { $0.repeats }
    use.count("bytes", "The stack that it fills, in bytes.") { $0.cycleBytes }
    use.count("bytesEachTurn", "The stack that one turn takes, in bytes.") { $0.bytesEachTurn }
  }

  /// A heap without room, and the allocation that found none.
  struct Memory {
    let use: MemoryUse?
    let allocation: Allocation?

    /// Nil where neither is known.
    init?(_ details: CrashDetails) {
      guard details.memoryUse != nil || details.allocation != nil else { return nil }
      use = details.memoryUse
      allocation = details.allocation
    }
  }

  static let memory = JSONShape<Memory>.object("A heap, in bytes.") { memory in
    memory.object("allocation", "The allocation that was under way.") {
      $0.allocation
    } members: {
      allocation in
      allocation.text("function", "The runtime's function that was called.") { $0.entry }
      allocation.count("size", "Bytes requested.") { $0.size }
      allocation.text("type", "The type of the elements.") { $0.type }
    }
    memory.count("limit", "GOMEMLIMIT; absent where none is set.") { $0.use?.memoryLimit }
    memory.count("percent", "GOGC.") { $0.use?.collectorPercent }
    memory.truth("collectorOff", "Whether GOGC is off.") { $0.use?.isCollectorOff }
    memory.count("goal", "The size at which the next collection was to end.") { $0.use?.heapGoal }
    memory.count("live", "Live or allocated since the last collection.") { $0.use?.live }
    memory.count("marked", "Found alive by the last collection.") { $0.use?.marked }
    memory.count("inUse", "In spans that are in use.") { $0.use?.inUse }
    memory.count("free", "In spans that are not.") { $0.use?.free }
    memory.count("released", "Given back to the system.") { $0.use?.released }
    memory.count("mapped", "All that the runtime has mapped and may touch.") { $0.use?.mapped }
    memory.count("allocated", "Allocated since the start.") { $0.use?.allocated }
    memory.count("freed", "Freed since the start.") { $0.use?.freed }
  }

  static let threads = JSONShape<ThreadUse>.object("Threads.") { use in
    use.count("count", "Threads that the runtime has.") { $0.machines }
    use.count("limit", "How many it may have.") { $0.limit }
    use.list("holders", "What occupies them, the largest group first.", of: holder) { $0.holders }
  }

  private static let holder = JSONShape<ThreadUse.Holder>.object("Goroutines alike.") { holder in
    holder.text("status", "Their status.") { $0.status }
    holder.text("function", "Their function.") { $0.function }
    holder.integer("count", "How many.", from: 1) { $0.count }
  }
}
