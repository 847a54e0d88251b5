// One goroutine in full: what a list shows of it.

package import CrashAnalysis
package import ElfCore
package import GoRuntime

/// One goroutine, described.
package struct GoroutineReport {
  package let goroutine: Goroutine
  package let status: String
  package let waitReason: String?
  package let waitMinutes: UInt64?
  /// The thread it was on.
  package let thread: Int32?
  package let machineID: Int64?
  package let isLockedToThread: Bool
  package let creator: (function: String, file: String, line: Int32, goroutine: UInt64?)?
  package let startFunction: String?
  package let isSystem: Bool
  /// nil when they cannot be read.
  package let labels: [Label]?
  /// What it waits for; a `select` for several things.
  package let waits: [Wait]
  package let registers: (source: RegisterSource, values: RegisterSet)?
  package let stack: StackDescription

  /// Whether no function is known, so that addresses stand for their names.
  package var hasNoFunctions: Bool {
    if case .noFunctionTable = stack.end { true } else { false }
  }
}

/// Describes goroutines. One for each task.
package struct GoroutineDescriber {
  private let program: GoProgram
  private let crash: CrashFacts
  private var unwinder: Unwinder
  private var joinedUnwinder: JoinedUnwinder?
  private var frames: FrameDescriber
  private var systemGoroutines: SystemGoroutines
  private lazy var waits = WaitReader(program)

  package init(
    _ program: GoProgram, crash: CrashFacts, showsAllFrames: Bool = false
  ) {
    self.program = program
    self.crash = crash
    unwinder = program.unwinder(keep: showsAllFrames ? Int.max : 256)
    joinedUnwinder = program.joinedUnwinder(keep: showsAllFrames ? Int.max : 256)
    frames = FrameDescriber(program)
    systemGoroutines = SystemGoroutines(program)
  }

  /// The description of `goroutine`.
  package mutating func describe(_ goroutine: Goroutine) -> GoroutineReport {
    let words = GoroutineDescription(goroutine, program.process)
    let thread = goroutine.machine.isNull ? nil : program.process.thread(of: goroutine.machine)
    var trace = StackTrace()
    if goroutine.address == crash.goroutine?.address, !crash.stack.frames.isEmpty {
      trace = crash.joined?.trace ?? crash.stack
    } else if let start = program.process.stackStart(of: goroutine) {
      trace = unwinder.walk(from: start)
    }
    let creator = program.location(of: goroutine.creatorPC, isExact: false)
    let start = program.location(of: goroutine.startPC, isExact: true)
    return GoroutineReport(
      goroutine: goroutine, status: words.status, waitReason: words.waitReason,
      waitMinutes: words.waitMinutes, thread: thread?.thread.id,
      machineID: thread?.machine?.id, isLockedToThread: !goroutine.lockedMachine.isNull,
      creator: creator.map {
        (
          frames.conventions.printedName($0.name), $0.file, $0.line,
          goroutine.creatorID == 0 ? nil : goroutine.creatorID
        )
      },
      startFunction: start.map { frames.conventions.printedName($0.name) },
      isSystem: systemGoroutines.contains(goroutine),
      labels: program.process.labels(of: goroutine),
      waits: waits.waits(of: goroutine, stack: trace),
      registers: program.process.registers(of: goroutine, stack: trace, in: program),
      stack: frames.describe(trace))
  }

  /// The id of the goroutine that a thread was running; nil when it ran none.
  package func goroutineID(of thread: ThreadState) -> UInt64? {
    guard let address = thread.machine?.currentGoroutine, !address.isNull else { return nil }
    var reader = program.process.goroutineReader()
    return (try? reader.read(address)).flatMap { $0.id == 0 ? nil : $0.id }
  }

  /// The frames of a group's stack.
  package mutating func describe(_ trace: StackTrace) -> StackDescription {
    frames.describe(trace)
  }

  /// The stack of a thread from where it was interrupted, with its frames of C.
  package mutating func stack(of thread: ThreadState) -> StackDescription {
    if let joined = joinedUnwinder?.walk(thread) { return frames.describe(joined.trace) }
    guard let start = program.process.stackStart(of: thread) else {
      return frames.describe(StackTrace())
    }
    return frames.describe(unwinder.walk(from: start))
  }
}
