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
    holders = summary.groups.filter { $0.state == .syscall || $0.state == .running }
      .prefix(Self.holderLimit).map { group in
        Holder(
          status: group.status,
          function: describe(group.stack).summaryFrame?.function ?? "?",
          count: group.count, example: group.ids.first)
      }
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
