// What the rules judge: the facts of a death, and what follows from them, worked out once when needed.

internal import ElfCore
package import GoRuntime

/// The evidence of one death. Not `Sendable`: it holds a program, which remembers.
package final class CrashScene {
  package let program: GoProgram
  package var process: GoProcess { program.process }
  package let facts: CrashFacts
  /// The crashed thread's frames, innermost first.
  package let stack: StackDescription
  package let summary: GoroutineSummary
  /// How many threads may work at once.
  let threads: Int
  /// The panics' values, the deferred calls, what an exhausted resource was used for.
  package private(set) lazy var details = CrashDetails(
    program, facts: facts, stack: stack, summary: summary)

  /// What parked goroutines wait for.
  package private(set) lazy var waits = WaitReader(program)
  /// The locks that goroutines wait for, and who holds them.
  package private(set) lazy var locks = lockGraph()
  /// What could not be found out about waits; complete once the rules have judged.
  private(set) var waitProblems: [String] = []
  /// How many `go` statements were not searched for abandoned goroutines, and why; nil if none was left out.
  private(set) var unsearched: (sites: Int, why: String)?
  /// How many bytes of memory are searched for references to the channels of one `go` statement.
  let searchBudget: UInt64

  /// Notes that a `go` statement was not searched.
  func leaveOut(_ why: String) {
    unsearched = ((unsearched?.sites ?? 0) + 1, unsearched?.why ?? why)
  }

  private func lockGraph() -> LockGraph {
    let graph = LockGraph(
      program, waits: waits, summary: summary, threads: threads)
    waitProblems += graph.problems
    return graph
  }

  /// Goroutines that wait for channels, by creation site.
  package private(set) lazy var blockedSites = BlockedSites(process: program.process, waits: waits)

  package init(
    _ program: GoProgram, facts: CrashFacts, stack: StackDescription,
    summary: GoroutineSummary, threads: Int = 1, searchBudget: UInt64 = PartnerSearch.usualBudget
  ) {
    self.program = program
    self.searchBudget = searchBudget
    self.threads = threads
    self.facts = facts
    self.stack = stack
    self.summary = summary
  }

  // MARK: - Throws

  /// The text of the throw or fatal error that ended the program; nil for other deaths.
  package var throwText: String? { facts.path == .runtimeThrow ? facts.throwText : nil }

  /// Whether the throw stands for a fault that the runtime could not turn into a panic
  /// (runtime/signal_unix.go sigpanic, fatalsignal).
  package var isFaultThrow: Bool { facts.isFaultThrow }

  /// Whether the throw's text contains one of `fragments`.
  func throwSays(_ fragments: String...) -> Bool {
    guard let text = throwText, !isFaultThrow else { return false }
    return fragments.contains { text.containsBytes($0) }
  }

  // MARK: - Panics

  /// The panic of a death that had no further panics during it.
  package struct OnlyPanic {
    package let panic: Panic
    package let text: String
    /// Whether its value is of one of the runtime's types or, where the type is lost, has a text of theirs.
    package let isOfRuntime: Bool
    /// How sure its class is. Without the type there is only the text, and a program may panic with any
    /// text. Without a text, or where an older panic is lost, it may be of another class.
    package let confidence: Confidence
  }

  /// Whether two or more panics are linked and none is a Goexit, nor one that package testing passed on.
  package var isPanicOverPanic: Bool {
    facts.path == .panic && facts.panics.count >= 2 && !facts.panics.contains(where: \.isGoexit)
      && !isPassedOnByTesting
  }

  /// Whether all panics but the first are package testing's, which panics again with what it recovered in a
  /// test (testing/testing.go tRunner).
  private(set) lazy var isPassedOnByTesting =
    facts.path == .panic && facts.panics.count >= 2
    && details.runningDefers.dropLast().allSatisfy {
      $0?.function.hasPrefix("testing.tRunner.func") == true
    }

  /// The index of the panic that counts; nil if there is none.
  private var decisivePanic: Int? {
    isPassedOnByTesting ? 0 : facts.panics.lastIndex { !$0.isGoexit }
  }

  /// Whether all panics under way have one value, which deferred functions recovered and passed on.
  var isOnePanicAgain: Bool {
    guard let first = facts.panics.first?.original, !first.type.isNull else { return false }
    return facts.panics.dropLast().allSatisfy(\.isRecovered)
      && facts.panics.allSatisfy {
        $0.original.map { $0.type == first.type && $0.data == first.data } == true
      }
  }

  /// The panic that killed the program, if it was not one over another.
  package var onlyPanic: OnlyPanic? {
    guard facts.path == .panic, !isPanicOverPanic, refusedCall == nil,
      let index = decisivePanic ?? facts.panics.indices.first
    else { return nil }
    let panic = facts.panics[index]
    guard panic.text != nil || panic.type != nil else { return nil }
    let text = panic.text ?? "a value that cannot be read"
    // A program may have packages of the same names, so the full path of the type's package decides.
    let package = details.panicValues[index]?.package ?? ""
    // As the program dies, the runtime puts an error's text in its place (runtime/panic.go,
    // preprintpanics); what stood there before only gopanic's frame tells.
    let isTypeKnown = panic.type != nil && !(facts.lacksFunctions && panic.type == "string")
    let isOfRuntime =
      !package.isEmpty
      ? PanicValue.packagesOfRuntime.contains(package)
      : (isTypeKnown ? panic.type : nil).map {
        $0.hasPrefix("runtime.") || $0.hasPrefix("*runtime.") || Self.errorsElsewhere.contains($0)
      } ?? Self.isTextOfRuntime(text)
    return OnlyPanic(
      panic: panic, text: text, isOfRuntime: isOfRuntime,
      confidence: confidence(of: panic, isOfRuntime: isOfRuntime, isTypeKnown: isTypeKnown))
  }

  private func confidence(
    of panic: Panic, isOfRuntime: Bool, isTypeKnown: Bool
  ) -> Confidence {
    // Packages of the standard library panic with strings, too, which their texts tell.
    let isOfAnyClass = panic.text == nil && (isOfRuntime || panic.type == "string")
    if facts.hasLostPanics || isOfAnyClass { return .guess }
    return isTypeKnown ? .certain : .likely
  }

  /// Whether the program itself called panic with an error of the runtime, which it had recovered
  /// elsewhere. Errors for nil values do not count: the runtime makes them after the call.
  private var isRuntimeErrorOfProgram: Bool {
    guard let panic = onlyPanic, panic.isOfRuntime, panic.panic.type != "*runtime.PanicNilError",
      // Of what package testing passed on the outermost counts.
      let gopanic = isPassedOnByTesting
        ? stack.frames.lastIndex(where: { $0.name.text == "runtime.gopanic" })
        : stack.frames.firstIndex(where: { $0.name.text == "runtime.gopanic" }),
      gopanic + 1 < stack.frames.count
    else { return false }
    let raiser = stack.frames[gopanic + 1].name
    // Where a bubble is deadlocked, this function raises the runtime's error.
    return !raiser.isOfRuntime && raiser.text != "internal/synctest.Run"
  }

  /// Whether functions and types are known, from the binary or from its pages in the core.
  var knowsFunctions: Bool { !program.process.modules.isEmpty }

  /// The beginnings of texts that only the runtime's errors have (runtime/error.go). Without types, any
  /// other text may be the program's.
  private static let runtimePrefixes = ["runtime error: ", "interface conversion: "]
  /// Texts of the runtime's errors that begin like no other (runtime/chan.go, runtime/map.go).
  private static let runtimeTexts: Set<String> = [
    "send on closed channel", "close of closed channel", "close of nil channel",
    "assignment to entry in nil map",
  ]

  private static func isTextOfRuntime(_ text: String) -> Bool {
    runtimeTexts.contains(text) || runtimePrefixes.contains { text.hasPrefix($0) }
  }

  /// The only panic, if it is the runtime's own and its text contains one of `fragments`.
  func runtimePanic(_ fragments: String...) -> OnlyPanic? {
    guard let panic = onlyPanic, panic.isOfRuntime,
      fragments.contains(where: { panic.text.containsBytes($0) })
    else { return nil }
    return panic
  }

  /// Error types of the runtime in other packages (internal/runtime/maps, go1.25).
  private static let errorsElsewhere: Set<String> = ["maps.unhashableTypeError"]

  // MARK: - Faults

  /// Whether the program panicked over a fault outside the nil page, as it may after
  /// debug.SetPanicOnFault.
  private var isPanicOverFault: Bool {
    runtimePanic("invalid memory address or nil pointer") != nil
      && (facts.signal?.address?.rawValue ?? 0) >= MemoryMap.nilPageSize
  }

  /// The fault in Go code or in the runtime that killed the program, and how sure that is; nil for other
  /// deaths.
  package var fatalFault: (signal: EffectiveSignal?, confidence: Confidence)? {
    guard refusedCall == nil, runtimeAbort == nil, facts.signal?.sender == nil else { return nil }
    if isFaultThrow && !isInForeignCode || isPanicOverFault {
      return (facts.signal, onlyPanic?.confidence ?? .certain)
    }
    guard facts.path == .signal, let signal = facts.signal, !isFromOutside, !isInForeignCode,
      !isInOtherRuntime
    else { return nil }
    // Only the thread's `m` tells C's own code in memory of no file from a wild jump.
    let isPlaceKnown =
      signal.pc.map { program.isCode($0) } == true
      || facts.threadIndex.map { process.threads[$0].machine != nil } == true
      || !process.hasLostMachines
    return (signal, isPlaceKnown ? .certain : .guess)
  }

  /// The system call whose refusal made the runtime end the program by a fault; nil for other deaths.
  private(set) lazy var refusedCall = RefusedCall(facts, program)

  /// Why the runtime ended the program without a throw; nil for other deaths.
  private(set) lazy var runtimeAbort = RuntimeAbort(facts, stack, process)

  /// The finalizer or cleanup function that the thread ran; nil for others.
  private(set) lazy var runtimeWork = stack.runtimeWork(program)

  /// The fault explained; nil if the program did not die of one.
  package private(set) lazy var fault = FaultAnalyzer(
    program, facts: facts
  ).explain()

  /// What the runtime found damaged in the heap, or what a check of unsafe pointers complained about.
  package private(set) lazy var heapDamage = HeapDamageReader(
    program
  ).read(facts, stack)

  /// The kind of access at the fault, in one word.
  func accessWord(_ signal: EffectiveSignal) -> String {
    (fault?.access ?? signal.access)?.rawValue ?? "access"
  }

  /// The fault's address in words.
  func placeWords(_ signal: EffectiveSignal) -> String {
    signal.addressIsUnknown
      ? "an address that the processor does not tell ("
        + (signal.tagCheck == nil ? "non-canonical pointer" : "memory tag mismatch, noticed late")
        + ")"
      : signal.address?.description ?? "an unknown address"
  }

  // MARK: - Signals

  /// Whether a signal from another process or the terminal killed the program.
  package var isFromOutside: Bool { facts.isFromOutside(program.process) }

  /// Whether the fatal signal interrupted C code.
  package var isInForeignCode: Bool {
    (facts.path == .signal || isFaultThrow) && !isInOtherRuntime && facts.isInForeignCode(program)
  }

  /// Whether the signal interrupted the code of another Go runtime, or C that it had called.
  var isInOtherRuntime: Bool { placeInOtherRuntime != nil }
  private(set) lazy var placeInOtherRuntime = facts.placeInOtherRuntime(program)

  /// What is known of such a death, in words; nil for others.
  var otherRuntimeWords: String? {
    guard let place = placeInOtherRuntime, let signal = facts.signal else { return nil }
    let words =
      place == signal.pc
      ? "\(signal.name) in another Go runtime of the process"
      : "\(signal.name) in C code that another Go runtime of the process called"
    return words
      + (program.fileOfOtherRuntime(at: place).map { ", that of \($0.lastPathComponent)" } ?? "")
  }

  /// The frames of C in which the thread died; nil if it died elsewhere.
  var nativeDeath: NativeDeath? {
    facts.signal?.pc.flatMap { NativeDeath(at: $0, facts, program) }
  }

  /// Whether a cut core lacks what would tell a hang, a cycle of locks or a leak from a program that was
  /// well when it was killed.
  package private(set) lazy var lacksGoroutines: Bool =
    process.memory.isTruncated
    && (!process.problems.isEmpty || summary.unreadable > 0 || summary.incomplete > 0
      || process.threads.contains { thread in
        thread.registers.stackPointer(process.architecture).map {
          process.memory.readableCount(from: $0) == 0
        } ?? true
      })

  /// Why C code aborted; nil where nothing is left that says so.
  private(set) lazy var nativeAbort = NativeAbortReader(program, facts)?.read()

  /// The stack that C code overflowed; nil where no such thing shows.
  var nativeStackOverflow: NativeStackOverflow? {
    fault.flatMap { NativeStackOverflow($0, facts, program) }
  }

  /// Who sent the signal, in words.
  func senderWords(_ signal: EffectiveSignal) -> String {
    guard let sender = signal.sender else { return "from outside" }
    return sender.processID == 0
      ? "from outside the PID namespace, or the terminal"
      : "from pid \(sender.processID) of uid \(sender.userID)"
  }

  // MARK: - Evidence

  /// Where the value of the panic that counts is, and what it says beyond its text.
  var valueEvidence: [Evidence] {
    guard let index = decisivePanic,
      let value = details.panicValues[index]
    else { return [] }
    var text = "the value given to panic is a \(value.type)"
    if let bounds = value.bounds {
      text += ": \(bounds.form) with x = \(bounds.index)"
      text += bounds.limit.map { ", \(bounds.limitName) = \($0)" } ?? ""
    }
    return [Evidence(text, address: value.address.rawValue, hasSection: true)]
      + value.causes.map {
        Evidence("in its \($0.field) it wraps a \($0.type)", hasSection: true)
      }
  }

  /// What was accessed, and by which instruction.
  var faultEvidence: [Evidence] {
    guard let fault else { return [] }
    var evidence: [Evidence] = []
    if let words = fault.placeWords {
      evidence.append(
        Evidence("the address is: \(words)", address: fault.address?.rawValue, hasSection: true))
    }
    if let instruction = fault.instruction {
      evidence.append(
        Evidence(
          "the instruction was \(instruction.text)", address: instruction.address.rawValue,
          hasSection: true))
    }
    return evidence
  }

  /// What the pointer that the runtime complains about points to, and who holds it.
  var heapEvidence: [Evidence] {
    guard let damage = heapDamage else { return [] }
    let slot = damage.slot.map { [Evidence("held in \($0.words)", address: $0.address.rawValue)] }
    return [
      Evidence("the pointer leads to: \(damage.words)", address: damage.pointer.rawValue)
    ] + (slot ?? [])
      + damage.holders.map {
        Evidence(
          "a heap object of \($0.object.slot.count) bytes holds that pointer, at offset "
            + hexadecimal($0.offset),
          address: $0.object.start.rawValue)
      }
  }

  /// The numbers of errors in what the runtime printed, in words.
  private var errorEvidence: [Evidence] {
    guard facts.path == .runtimeThrow else { return [] }
    return (facts.diagnostics + [facts.throwText].compactMap(\.self)).compactMap { line in
      ErrorNumber.number(in: line).map { Evidence("error \($0) is \(ErrorNumber.words($0))") }
    }
  }

  /// How the crashed thread, its signal and its panics are known.
  var baseEvidence: [Evidence] {
    var evidence: [Evidence] = []
    if let found = facts.evidence {
      evidence.append(found.reason(thread: facts.threadIndex.map { process.threads[$0].thread.id }))
    }
    if let signal = facts.signal {
      let thread = facts.threadIndex.map { process.threads[$0].thread.id }
      evidence.append(signal.reason(thread: thread, goroutine: facts.goroutine?.id))
    }
    if let words = fault?.tagWords { evidence.append(Evidence(words)) }
    for (index, panic) in facts.panics.enumerated() {
      evidence.append(panic.reason(number: index + 1, of: facts.panics.count))
    }
    if let work = runtimeWork {
      evidence.append(Evidence("the goroutine of the thread was \(work.words)", hasSection: true))
    }
    evidence += errorEvidence
    if isRuntimeErrorOfProgram {
      evidence.append(
        Evidence(
          "the program panicked with an error that it had recovered from the runtime: WHERE is not "
            + "where it came from"))
    }
    return evidence
  }
}
