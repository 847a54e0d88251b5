// Walks and describes stacks for a traceback. Each place in the code is looked up once.

internal import ElfCore
internal import GoRuntime

/// Describes goroutines as the runtime's traceback shows them. One for each thread: it remembers.
package struct TracebackDescriber {
  private let program: GoProgram
  private let crash: CrashFacts
  private let conventions: TracebackConventions
  /// How many of the innermost frames a walk keeps, and how many of the outermost.
  private let keep: Int
  private let keepsAllFrames: Bool
  private var unwinder: Unwinder
  private var arguments: ArgumentReader
  /// The stack that is being described. Each takes the room of the one before.
  private var stack = Traceback.Stack()
  private var creators: [Address: Traceback.Creator?] = [:]

  init(
    _ program: GoProgram, crash: CrashFacts,
    conventions: TracebackConventions, keepsAllFrames: Bool
  ) {
    self.program = program
    self.crash = crash
    self.conventions = conventions
    self.keepsAllFrames = keepsAllFrames
    keep = keepsAllFrames ? Int.max : 256
    unwinder = program.unwinder(
      keep: keep, preemptionIsExact: conventions.preemptionIsExact)
    arguments = ArgumentReader(program)
  }

  /// A goroutine that was not dying on the crashed thread.
  mutating func describe(_ goroutine: Goroutine) -> Traceback.Entry {
    if let other = crash.others.first(where: { $0.goroutine?.address == goroutine.address }) {
      describeDying(goroutine, other.stack, from: other.tracebackStart, isExact: false)
    } else {
      describeStack(of: goroutine)
    }
    return entry(goroutine)
  }

  /// The goroutine of the crashed thread.
  mutating func describeCrashed(_ goroutine: Goroutine) -> Traceback.Entry {
    describeDying(
      goroutine, crash.stack, from: crash.tracebackStart, isExact: crash.path == .signal)
    return entry(goroutine)
  }

  /// The frames of the crashed thread's system stack from where the runtime began, when it died there.
  mutating func systemStack() -> Traceback.Entry? {
    var part = crash.stack
    // The runtime saw no frames behind a gap.
    if let gap = part.gaps.first, gap.after >= crash.tracebackStart {
      part.frames = Array(part.frames.prefix(gap.after))
      part.end = gap.reason
      part.omitted = 0
      part.omittedLogical = 0
    }
    part.frames = Array(part.frames.dropFirst(crash.tracebackStart))
    guard part.frames.first?.isOnSystemStack == true else { return nil }
    let count = part.frames.prefix { $0.isOnSystemStack }.count
    if count < part.frames.count {
      part.frames = Array(part.frames.prefix(count))
      part.end = .outermost
      part.omitted = 0
      part.omittedLogical = 0
    }
    describe(part)
    return Traceback.Entry(
      goroutine: nil, machineID: nil, state: "", labels: nil, stack: stack, creator: nil,
      ancestors: [])
  }

  /// What is said of a goroutine whose stack was just described.
  private mutating func entry(_ goroutine: Goroutine) -> Traceback.Entry {
    Traceback.Entry(
      goroutine: goroutine,
      machineID: goroutine.machine.isNull
        ? nil : program.process.machine(at: goroutine.machine).map { Int64($0.id) },
      state: program.process.headerState(of: goroutine, conventions),
      labels: conventions.labels == .afterStatus ? program.process.labels(of: goroutine) : nil,
      stack: stack,
      creator: goroutine.id == 1 || goroutine.creatorPC.isNull
        ? nil : creator(at: goroutine.creatorPC),
      ancestors: ancestors(of: goroutine))
  }

  // MARK: - Stacks

  private mutating func describeStack(of goroutine: Goroutine) {
    guard let start = program.stackStart(of: goroutine) else {
      return describe(StackTrace())
    }
    let end = unwinder.run(from: start)
    let frames = unwinder.innermostFrames
    if frames.count < keep {
      describe(frames, omittedAfter: frames.count, omittedLogical: 0, end: end)
    } else {
      describe(unwinder.trace(end: end))
    }
  }

  /// A dying goroutine's frames, from where the runtime began to print them. Walked again from that
  /// frame, so that a long stack is shortened from there.
  private mutating func describeDying(
    _ goroutine: Goroutine, _ trace: StackTrace, from first: Int, isExact: Bool
  ) {
    guard first < trace.frames.count, trace.omitted == 0 || first < trace.omittedAfter,
      !trace.frames[first].isOnSystemStack,
      // Behind C only a walk from the thread's registers comes to the goroutine's frames.
      trace.frames[first].source != .callFrameInformation,
      // In a system call the runtime prints from where Go code made it, whatever was interrupted.
      goroutine.state != .syscall, trace.frames[first].source != .syscall
    else { return describeStack(of: goroutine) }
    let frame = trace.frames[first]
    describe(
      unwinder.walk(
        from: StackStart(
          pc: frame.pc, stackPointer: frame.stackPointer, linkRegister: linkRegister(at: frame),
          isExact: isExact, source: frame.source, stack: goroutine.stack)))
  }

  /// The link register of a frame that the fatal signal struck: in a function without a frame of its own
  /// nothing else tells the caller.
  private func linkRegister(at frame: RawFrame) -> Address? {
    let architecture = program.process.architecture
    guard let registers = crash.faultRegisters,
      registers.programCounter(architecture) == frame.pc,
      registers.stackPointer(architecture) == frame.stackPointer
    else { return nil }
    return registers.linkRegister(architecture)
  }

  private mutating func describe(_ trace: StackTrace) {
    describe(
      trace.frames, omittedAfter: trace.omittedAfter, omittedLogical: trace.omittedLogical,
      end: trace.end)
  }

  /// Describes those of `frames` that are shown. `omittedLogical` are missing from them already.
  private mutating func describe(
    _ frames: [RawFrame], omittedAfter: Int, omittedLogical: Int, end: StackEnd
  ) {
    stack.frames.removeAll(keepingCapacity: true)
    stack.arguments.removeAll(keepingCapacity: true)
    stack.elision = nil
    stack.end = end
    switch conventions.elision {
    case _ where keepsAllFrames: for frame in frames { add(frame) }
    case .firstHundred: addFirstHundred(frames)
    case .innermostAndOutermost:
      addInnermostAndOutermost(frames, omittedAfter: omittedAfter, omittedLogical: omittedLogical)
    }
  }

  private mutating func addFirstHundred(_ frames: [RawFrame]) {
    var shown = 0
    for frame in frames.prefix(100) {
      add(frame)
      shown += callCount(at: frame)
    }
    if shown == 100 { stack.elision = Traceback.Elision(after: stack.frames.count, count: nil) }
  }

  private mutating func addInnermostAndOutermost(
    _ frames: [RawFrame], omittedAfter: Int, omittedLogical: Int
  ) {
    var total = omittedLogical
    for frame in frames { total += callCount(at: frame) }
    guard total > 100 else {
      for frame in frames { add(frame) }
      return
    }
    // How many logical frames come before the calls of a frame.
    var before = 0
    for (index, frame) in frames.enumerated() {
      if index == omittedAfter { before += omittedLogical }
      let count = callCount(at: frame)
      let innermost = max(0, min(count, 50 - before))
      if innermost > 0 { add(frame, calls: 0..<innermost) }
      if before <= 50, before + count > 50 {
        stack.elision = Traceback.Elision(after: stack.frames.count, count: total - 100)
      }
      let outermost = max(0, min(count, total - 50 - before))
      if outermost < count { add(frame, calls: outermost..<count) }
      before += count
    }
  }

  private mutating func add(_ frame: RawFrame, calls: Range<Int>? = nil) {
    let count = callCount(at: frame)
    let calls = calls ?? 0..<count
    let first = stack.arguments.count
    // They are shown with the function itself, which comes last.
    if calls.upperBound == count { arguments.print(frame, to: &stack.arguments) }
    stack.frames.append(
      Traceback.Frame(frame: frame, calls: calls, arguments: first..<stack.arguments.count))
  }

  /// How many calls there are at a frame's place, the function itself counted.
  private mutating func callCount(at frame: RawFrame) -> Int {
    let number = Int(frame.point)
    if stack.places.indices.contains(number), let known = stack.places[number] {
      return known.calls.count
    }
    guard number >= 0 else { return 0 }
    while stack.places.count <= number { stack.places.append(nil) }
    let place = place(at: frame.point)
    stack.places[number] = place
    return place.calls.count
  }

  private func place(at index: Int32) -> Traceback.Place {
    let point = program[index]
    return Traceback.Place(
      calls: program.frames(at: index).map {
        (
          conventions.printedName(program.functionName($0)), program.fileName($0), $0.line,
          $0.isInlined
        )
      },
      offset: point.pc > point.entry ? point.pc.rawValue - point.entry.rawValue : 0)
  }

  // MARK: - Creators

  private mutating func creator(at pc: Address) -> Traceback.Creator? {
    if let known = creators[pc] { return known }
    let creator = program.location(of: pc, isExact: false).map {
      Traceback.Creator(
        function: conventions.printedName($0.name), file: $0.file, line: $0.line,
        offset: pc > $0.entry ? pc.rawValue - $0.entry.rawValue : 0)
    }
    creators[pc] = creator
    return creator
  }

  private mutating func ancestors(of goroutine: Goroutine) -> [Traceback.AncestorStack] {
    var described: [Traceback.AncestorStack] = []
    for ancestor in program.process.ancestors(of: goroutine) {
      described.append(
        Traceback.AncestorStack(
          id: ancestor.id, calls: ancestor.programCounters.compactMap(call),
          isCut: ancestor.programCounters.count == GoProcess.ancestorFrameLimit,
          creator: ancestor.id == 1 ? nil : creator(at: ancestor.creatorPC)))
    }
    return described
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
