// The limit of --max-memory: this process's own memory, not the cores that it maps.

internal import Glibc

/// The system does not take the limit.
package struct MemoryLimitRefusal: ReportableError {
  package var exitCode: ExitStatus { .limit }
  package var message: String { "--max-memory: the system refuses the limit" }
}

/// Limits the memory that this process may take for itself to `bytes`.
package func limitMemory(to bytes: UInt64) throws(MemoryLimitRefusal) {
  // RLIMIT_AS would forbid mapping a large core.
  var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
  guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else {
    throw MemoryLimitRefusal()
  }
}

/// Calls `handler`, with the signal, when the process is about to end by a trap: an allocation that fails
/// is one. The handler may call only what is safe in a signal handler (signal-safety(7)).
package func onTrap(_ handler: @escaping @convention(c) (Int32) -> Void) {
  for number in [SIGILL, SIGTRAP, SIGABRT] { signal(number, handler) }
}
