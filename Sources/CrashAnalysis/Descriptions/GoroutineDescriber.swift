// Describes goroutines and threads.

internal import ElfCore
package import GoRuntime

/// Describes goroutines and threads. One for each task: it remembers.
package struct GoroutineDescriber {
  private let program: GoProgram
  private let crash: CrashFacts
  /// The goroutine of the crashed thread, where it was described before.
  private let crashed: GoroutineDescription?
  private var unwinder: Unwinder
  private var joinedUnwinder: JoinedUnwinder?
  private var frames: FrameDescriber
  private var systemGoroutines: SystemGoroutines
  private let waits: WaitReader
  private var creators: [Address: Place?] = [:]
  private var starts: [Address: String?] = [:]

  /// Where a `go` statement is.
  private typealias Place = (function: String, file: String, line: Int32)

  /// `crashed` is the goroutine of the crashed thread, described by the analyzer that found `crash`: the
  /// places on its stack have numbers that no other program knows. `keepsAllFrames`: long stacks in full.
  /// `semaphores`: the table of semaphores, where it was read already.
  package init(
    _ program: GoProgram, crash: CrashFacts, crashed: GoroutineDescription? = nil,
    keepsAllFrames: Bool = false, semaphores: SemaphoreTable? = nil
  ) {
    self.program = program
    self.crash = crash
    self.crashed = crashed
    waits = WaitReader(program, semaphores: semaphores)
    unwinder = program.unwinder(keep: keepsAllFrames ? Int.max : 256)
    joinedUnwinder = program.joinedUnwinder(keep: keepsAllFrames ? Int.max : 256)
    frames = FrameDescriber(program)
    systemGoroutines = SystemGoroutines(program)
  }

  /// The description of `goroutine`.
  package mutating func describe(_ goroutine: Goroutine) -> GoroutineDescription {
    let thread = goroutine.machine.isNull ? nil : program.process.thread(of: goroutine.machine)
    let isCrashed = goroutine.address == crash.goroutine?.address
    if isCrashed, let crashed { return crashed }
    var trace = StackTrace()
    if isCrashed, !crash.stack.frames.isEmpty {
      trace = crash.joined?.trace ?? crash.stack
    } else if let start = program.stackStart(of: goroutine) {
      trace = unwinder.walk(from: start)
    }
    let creator = creator(at: goroutine.creatorPC)
    return GoroutineDescription(
      goroutine: goroutine, status: program.process.status(of: goroutine),
      waitReason: program.process.waitReason(of: goroutine),
      waitMinutes: program.process.waitMinutes(of: goroutine), thread: thread?.thread.id,
      machineID: thread?.machine?.id, isLockedToThread: !goroutine.lockedMachine.isNull,
      creator: creator.map {
        ($0.function, $0.file, $0.line, goroutine.creatorID == 0 ? nil : goroutine.creatorID)
      },
      creatorPlace: creator.map { "\(frames.paths.shown($0.file)):\($0.line)" },
      startFunction: startFunction(at: goroutine.startPC),
      isCrashed: isCrashed, isSystem: systemGoroutines.contains(goroutine),
      labels: program.process.labels(of: goroutine),
      waits: waits.waits(of: goroutine, stack: trace),
      registers: program.process.registers(of: goroutine, stack: trace, in: program),
      stack: frames.describe(trace))
  }

  private mutating func creator(at pc: Address) -> Place? {
    if let known = creators[pc] { return known }
    let found: Place? = program.location(of: pc, isExact: false).map {
      (frames.conventions.printedName($0.name), $0.file, $0.line)
    }
    creators[pc] = .some(found)
    return found
  }

  private mutating func startFunction(at pc: Address) -> String? {
    if let known = starts[pc] { return known }
    let found = program.location(of: pc, isExact: true).map {
      frames.conventions.printedName($0.name)
    }
    starts[pc] = .some(found)
    return found
  }

  /// The description of the thread at `index` in `GoProcess.threads`.
  mutating func describe(threadAt index: Int) -> ThreadDescription {
    let thread = program.thread(at: index)
    return ThreadDescription(
      state: thread,
      goroutine: program.process.goroutine(of: thread).flatMap { $0.id == 0 ? nil : $0.id },
      isCrashed: index == crash.threadIndex, stack: stack(of: thread))
  }

  private mutating func stack(of thread: ThreadState) -> StackDescription {
    if let joined = joinedUnwinder?.walk(thread) { return frames.describe(joined.trace) }
    guard let start = program.process.stackStart(of: thread) else {
      return frames.describe(StackTrace())
    }
    return frames.describe(unwinder.walk(from: start))
  }
}
