// How many threads there were, how many there may be, and what occupies them.

internal import ElfCore
package import GoRuntime

/// The threads of a program that ran out of them.
package struct ThreadUse: Sendable, Equatable {
  /// What occupies threads: a status and a function, with the number of goroutines.
  package struct Holder: Sendable, Equatable {
    package let status: String
    package let function: String
    package let count: Int
    /// One of those goroutines.
    package let example: UInt64?

    package init(status: String, function: String, count: Int, example: UInt64? = nil) {
      self.status = status
      self.function = function
      self.count = count
      self.example = example
    }
  }

  /// Machines (`m`) that the runtime has.
  package let machines: Int
  /// The limit (debug.SetMaxThreads); nil where it cannot be read.
  package let limit: Int?
  /// Whether the system refused another thread, whatever the program's own limit.
  package let isRefused: Bool
  /// Goroutines that occupy a thread, by what they were doing, the largest group first.
  package let holders: [Holder]

  package init(
    _ process: GoProcess, _ facts: CrashFacts, summary: GoroutineSummary,
    describe: (StackTrace) -> StackDescription
  ) {
    machines = process.machines.count
    limit =
      (try? process.variable(.sched)[.schedMachineLimit].load(as: Int32.self)).map { Int($0) }
      ?? facts.diagnostics.lazy.compactMap(Self.limit(inDiagnosis:)).first
    // A goroutine that is locked to a thread has it for its own even while it waits.
    let occupied = summary.groups.compactMap { group -> (group: GoroutineGroup, count: Int)? in
      if group.state == .syscall || group.state == .running { return (group, group.count) }
      return group.lockedCount > 0 && !group.isSystem ? (group, group.lockedCount) : nil
    }
    holders = occupied.sorted { $0.count > $1.count }.prefix(Self.holderLimit).map { group, count in
      Holder(
        status: group.activity, function: describe(group.stack).summaryFrame?.function ?? "?",
        count: count, example: group.ids.first)
    }
    isRefused = Self.isRefused(facts)
  }

  /// Whether it was the system that refused another thread (runtime/os_linux.go newosproc, and C's
  /// pthread_create), not the limit that the program set itself.
  private static func isRefused(_ facts: CrashFacts) -> Bool {
    facts.path == .signal || facts.throwText?.containsBytes("newosproc") == true
  }

  /// The number in `runtime: program exceeds 10000-thread limit` (runtime/proc.go checkmcount).
  private static func limit(inDiagnosis line: String) -> Int? {
    line.split(separator: " ").first { $0.hasSuffix("-thread") }
      .flatMap { Int($0.dropLast("-thread".count)) }
  }

  private static let holderLimit = 10
}

extension StackDescription {
  /// Whether runtime/cgo aborts, as it does when pthread_create fails (runtime/cgo, gcc_*.c
  /// `_cgo_sys_thread_start`, gcc_libinit.c `x_cgo_sys_thread_create`).
  var isOfRefusedThread: Bool {
    let outer = frames.prefix { $0.isNative }.drop {
      let name = String($0.name.text.prefix { $0 != "." })
      return NativeDeath.abortFunctions.contains(name) || name == "fatalf"
        || $0.library?.lastPathComponent.hasPrefix("libc.") == true
    }
    return ["_cgo_sys_thread_start", "x_cgo_sys_thread_create"].contains(outer.first?.name.text)
  }
}
