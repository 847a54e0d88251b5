// The package-level variables and constants of the runtime that gocore reads, one data line each.

/// A variable of the runtime.
package enum RuntimeVariable: String, CaseIterable, Sendable {
  case allgs = "runtime.allgs"
  case allm = "runtime.allm"
  case firstMachine = "runtime.m0"
  case allp = "runtime.allp"
  case sched = "runtime.sched"
  case firstModule = "runtime.firstmoduledata"
  case waitReasons = "runtime.waitReasonStrings"
  case statuses = "runtime.gStatusStrings"
  case printBacklog = "runtime.printBacklog"
  case printBacklogIndex = "runtime.printBacklogIndex"
  case initTime = "runtime.runtimeInitTime"
  case pacer = "runtime.gcController"
  case semaphores = "runtime.semtable"
  case heap = "runtime.mheap_"
  /// The `g` whose stack was at its end when the runtime went to a stack of its own to crash; since go1.22.
  case crashingG = "runtime.crashingG"

  /// What is lost without it; nil if the same can be learnt from something else.
  package var feature: Feature? {
    switch self {
    case .allgs: .goroutines
    case .allm: .threads
    case .firstModule: .stacks
    case .waitReasons: .waits
    // Not needed: every release has the same names.
    case .statuses: nil
    // Without a symbol it is found by its text (CrashAnalysis, PrintBacklog).
    case .printBacklog, .printBacklogIndex: nil
    case .allp: .waitTimes
    case .initTime: .uptime
    // Only needed before the list of machines is made.
    case .firstMachine: nil
    // Without a symbol it is found by the goroutines that sleep in it; if there are none, it is empty.
    case .semaphores: nil
    // Its clock is one of several.
    case .sched: nil
    // Only needed when the heap is exhausted.
    case .pacer: nil
    // Reported where an address is looked up in it.
    case .heap: nil
    // Only needed when a thread's own stack overflowed.
    case .crashingG: nil
    }
  }
}

/// A constant of the runtime, with the value it has in every release that has it (runtime2.go).
package enum RuntimeConstant: String, CaseIterable, Sendable {
  case idle = "runtime._Gidle"
  case runnable = "runtime._Grunnable"
  case running = "runtime._Grunning"
  case syscall = "runtime._Gsyscall"
  case waiting = "runtime._Gwaiting"
  case dead = "runtime._Gdead"
  case copystack = "runtime._Gcopystack"
  case preempted = "runtime._Gpreempted"
  case leaked = "runtime._Gleaked"
  case deadExtra = "runtime._Gdeadextra"
  case scan = "runtime._Gscan"

  /// The value where the debug information does not give the constant.
  package var usualValue: UInt32 {
    switch self {
    case .idle: 0
    case .runnable: 1
    case .running: 2
    case .syscall: 3
    case .waiting: 4
    case .dead: 6
    case .copystack: 8
    case .preempted: 9
    case .leaked: 10
    case .deadExtra: 11
    case .scan: 0x1000
    }
  }
}
