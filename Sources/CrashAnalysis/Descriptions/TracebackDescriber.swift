// Walks and describes stacks for a traceback. Each place in the code is looked up once.

internal import ElfCore
internal import GoRuntime

/// Describes goroutines as the runtime's traceback shows them. One for each task: it remembers.
final class TracebackDescriber {
  private let program: GoProgram
  private let crash: CrashFacts
  private let conventions: TracebackConventions
  private var unwinder: Unwinder
  private var arguments: ArgumentPrinter
  private var places: [Int32: Traceback.Place] = [:]
  private var creators: [Address: Traceback.Creator?] = [:]

  init(
    _ program: GoProgram, crash: CrashFacts,
    conventions: TracebackConventions, keepsAllFrames: Bool
  ) {
    self.program = program
    self.crash = crash
    self.conventions = conventions
    unwinder = program.unwinder(
      keep: keepsAllFrames ? Int.max : 256, preemptionIsExact: conventions.preemptionIsExact)
    arguments = ArgumentPrinter(program)
  }

  /// A goroutine that was not dying on the crashed thread.
  func describe(_ goroutine: Goroutine) -> Traceback.Entry {
    guard let other = crash.others.first(where: { $0.goroutine?.address == goroutine.address })
    else { return entry(goroutine, stack(of: goroutine)) }
    return entry(
      goroutine, dyingStack(goroutine, other.stack, from: other.tracebackStart, isExact: false))
  }

  /// The goroutine of the crashed thread.
  func describeCrashed(_ goroutine: Goroutine) -> Traceback.Entry {
    entry(
      goroutine,
      dyingStack(
        goroutine, crash.stack, from: crash.tracebackStart, isExact: crash.path == .signal))
  }

  /// The frames of the crashed thread's system stack from where the runtime began, when it died there.
  func systemStack() -> Traceback.Entry? {
    var part = crash.stack
    part.frames = Array(crash.stack.frames.dropFirst(crash.tracebackStart))
    guard part.frames.first?.isOnSystemStack == true else { return nil }
    let count = part.frames.prefix { $0.isOnSystemStack }.count
    if count < part.frames.count {
      part.frames = Array(part.frames.prefix(count))
      part.end = .outermost
      part.omitted = 0
      part.omittedLogical = 0
    }
    return Traceback.Entry(
      goroutine: nil, machineID: nil, state: "", labels: nil, stack: describe(part), creator: nil,
      ancestors: [])
  }

  private func entry(_ goroutine: Goroutine, _ trace: StackTrace) -> Traceback.Entry {
    Traceback.Entry(
      goroutine: goroutine,
      machineID: goroutine.machine.isNull
        ? nil : program.process.machine(at: goroutine.machine).map { Int64($0.id) },
      state: program.process.bracketText(of: goroutine, conventions),
      labels: conventions.labels == .afterStatus ? program.process.labels(of: goroutine) : nil,
      stack: describe(trace),
      creator: goroutine.id == 1 || goroutine.creatorPC.isNull
        ? nil : creator(at: goroutine.creatorPC),
      ancestors: program.process.ancestors(of: goroutine).map(describe))
  }

  // MARK: - Stacks

  private func stack(of goroutine: Goroutine) -> StackTrace {
    guard let start = program.process.stackStart(of: goroutine) else { return StackTrace() }
    return unwinder.walk(from: start)
  }

  /// A dying goroutine's frames, from where the runtime began to print them. Walked again from that
  /// frame, so that a long stack is shortened from there.
  private func dyingStack(
    _ goroutine: Goroutine, _ trace: StackTrace, from first: Int, isExact: Bool
  ) -> StackTrace {
    guard first < trace.frames.count, trace.omitted == 0 || first < trace.omittedAfter,
      !trace.frames[first].isOnSystemStack,
      // In a system call the runtime prints from where Go left off, whatever was interrupted.
      goroutine.state != .syscall
    else { return stack(of: goroutine) }
    let frame = trace.frames[first]
    return unwinder.walk(
      from: StackStart(
        pc: frame.pc, stackPointer: frame.stackPointer, isExact: isExact, source: frame.source,
        stack: goroutine.stack))
  }

  private func describe(_ trace: StackTrace) -> Traceback.Stack {
    Traceback.Stack(
      frames: trace.frames.map { frame in
        var text: [UInt8] = []
        arguments.print(frame, to: &text)
        return Traceback.Frame(frame: frame, place: place(at: frame.point), arguments: text)
      },
      omittedLogical: trace.omittedLogical, omittedAfter: trace.omittedAfter, end: trace.end)
  }

  private func place(at index: Int32) -> Traceback.Place {
    if let known = places[index] { return known }
    let point = program[index]
    let place = Traceback.Place(
      number: index,
      calls: program.frames(at: index).map {
        (
          conventions.printedName(program.functionName($0)), program.fileName($0), $0.line,
          $0.isInlined
        )
      },
      offset: point.pc > point.entry ? point.pc.rawValue - point.entry.rawValue : 0)
    places[index] = place
    return place
  }

  // MARK: - Creators

  private func creator(at pc: Address) -> Traceback.Creator? {
    if let known = creators[pc] { return known }
    let creator = program.location(of: pc, isExact: false).map {
      Traceback.Creator(
        function: conventions.printedName($0.name), file: $0.file, line: $0.line,
        offset: pc > $0.entry ? pc.rawValue - $0.entry.rawValue : 0)
    }
    creators[pc] = creator
    return creator
  }

  private func describe(_ ancestor: Ancestor) -> Traceback.AncestorStack {
    Traceback.AncestorStack(
      id: ancestor.id, calls: ancestor.programCounters.compactMap(call),
      isCut: ancestor.programCounters.count == GoProcess.ancestorFrameLimit,
      creator: ancestor.id == 1 ? nil : creator(at: ancestor.creatorPC))
  }

  /// A call on a creator's stack, by its return address.
  private func call(at pc: Address) -> Traceback.Creator? {
    guard let function = program.function(at: pc) else { return nil }
    var call = (name: function.name, file: "?", line: Int32(0))
    if let index = program.point(at: pc, isExact: true),
      let frame = program.frames(at: index).first
    {
      call = (program.functionName(frame), program.fileName(frame), frame.line)
    }
    return Traceback.Creator(
      function: conventions.printedName(call.name), file: call.file, line: call.line,
      offset: pc > function.entry ? pc.rawValue - function.entry.rawValue : 0)
  }
}
