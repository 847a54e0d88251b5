// From the facts of a death to its class, in the precedence of product.md §4.

internal import ElfCore
package import GoRuntime

/// Texts of the runtime and the class that each tells. The first that matches wins.
private struct TextRule {
  let fragment: String
  let crashClass: CrashClass

  /// Texts of throw and fatal (runtime, internal/sync, internal/runtime/maps; go1.19 to go1.27).
  static let throwRules: [TextRule] = [
    TextRule(fragment: "concurrent map", crashClass: .concurrentMapAccess),
    TextRule(fragment: "all goroutines are asleep", crashClass: .allGoroutinesAsleep),
    TextRule(fragment: "no goroutines (main called", crashClass: .allGoroutinesAsleep),
    TextRule(fragment: "stack overflow", crashClass: .stackOverflow),
    TextRule(fragment: "out of memory", crashClass: .outOfMemory),
    TextRule(fragment: "cannot allocate", crashClass: .outOfMemory),
    TextRule(fragment: "thread exhaustion", crashClass: .threadExhaustion),
    TextRule(fragment: "newosproc", crashClass: .threadExhaustion),
    TextRule(fragment: "nlock of unlocked", crashClass: .unlockOfUnlocked),
    TextRule(fragment: "sync: inconsistent mutex state", crashClass: .unlockOfUnlocked),
    TextRule(fragment: "checkptr", crashClass: .checkptr),
    TextRule(fragment: "bad pointer in Go heap", crashClass: .heapCorruption),
    TextRule(fragment: "invalid pointer found on stack", crashClass: .heapCorruption),
    TextRule(fragment: "sweep increased allocation count", crashClass: .heapCorruption),
    TextRule(fragment: "found pointer to free object", crashClass: .heapCorruption),
    TextRule(fragment: "marking free object", crashClass: .heapCorruption),
    TextRule(fragment: "span has no free", crashClass: .heapCorruption),
    TextRule(fragment: "bad summary data", crashClass: .heapCorruption),
    TextRule(fragment: "unpinned Go pointer", crashClass: .cgoPointer),
  ]

  /// Texts of panics of the runtime's own types.
  static let panicRules: [TextRule] = [
    TextRule(fragment: "invalid memory address or nil pointer", crashClass: .nilDereference),
    TextRule(fragment: "index out of range", crashClass: .bounds),
    TextRule(fragment: "slice bounds out of range", crashClass: .bounds),
    TextRule(fragment: "nil map", crashClass: .nilMapWrite),
    TextRule(fragment: "interface conversion", crashClass: .typeAssertion),
    TextRule(fragment: "closed channel", crashClass: .closedChannel),
    TextRule(fragment: "close of nil channel", crashClass: .closedChannel),
    TextRule(fragment: "divide by zero", crashClass: .division),
    TextRule(fragment: "cannot convert slice", crashClass: .conversion),
    TextRule(fragment: "cgo argument has Go pointer", crashClass: .cgoPointer),
    TextRule(fragment: "cgo result", crashClass: .cgoPointer),
  ]

  static func match(_ text: String, _ rules: [TextRule]) -> CrashClass? {
    rules.first { text.contains($0.fragment) }?.crashClass
  }
}

extension String {
  /// Whether `fragment` occurs, byte by byte.
  fileprivate func contains(_ fragment: String) -> Bool {
    let text = Array(utf8)
    let wanted = Array(fragment.utf8)
    guard wanted.count <= text.count else { return false }
    return (0...text.count - wanted.count).contains { start in
      text[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}

/// Judges the facts of a death.
package struct Classifier {
  private let process: GoProcess
  private let facts: CrashFacts
  private let symbolizer: Symbolizer

  package init(process: GoProcess, facts: CrashFacts, symbolizer: Symbolizer) {
    self.process = process
    self.facts = facts
    self.symbolizer = symbolizer
  }

  /// The verdict. `isDoubtful`: the binary is another build's, so that no name can be relied on.
  package func verdict(isDoubtful: Bool = false) -> Verdict {
    var evidence: [Evidence] = []
    if let found = facts.evidence {
      switch found {
      case .dying(let machine), .throwing(let machine):
        evidence.append(Evidence("crashed thread: \(found.message)", address: machine.rawValue))
      default:
        evidence.append(Evidence("crashed thread: \(found.message)"))
      }
    }
    if let signal = facts.signal {
      switch signal.source {
      case .goroutine(let g):
        evidence.append(
          Evidence("signal: the g's sig, sigcode0, sigcode1, sigpc", address: g.rawValue))
      case .signalFrame(let frame):
        evidence.append(
          Evidence("signal: the siginfo of its signal frame", address: frame.rawValue))
      case .note: evidence.append(Evidence("signal: NT_SIGINFO of the core"))
      }
    }
    for panic in facts.panics {
      evidence.append(Evidence("panic record", address: panic.address.rawValue))
    }
    var (crashClass, title, confidence) = judge()
    // Without the functions on the stack the path of death rests on the runtime's flags alone; what
    // the kernel says of a signal stands.
    if process.modules.isEmpty, confidence == .certain, !facts.isFromOutside(process) {
      confidence = .likely
    }
    return Verdict(
      crashClass: crashClass, title: title, confidence: isDoubtful ? .guess : confidence,
      evidence: evidence)
  }

  private func judge() -> (CrashClass, String, Confidence) {
    switch facts.path {
    case .runtimeThrow: judgeThrow()
    case .panic: judgePanics()
    case .signal: judgeSignal()
    case .none: judgeNothing()
    }
  }

  private func judgeThrow() -> (CrashClass, String, Confidence) {
    guard let text = facts.throwText else {
      return (.unknown, "the runtime gave up; its text is lost", .guess)
    }
    if text == "fault" || text.contains("unexpected signal during runtime execution") {
      if let signal = facts.signal, let pc = signal.pc, isForeignCode(pc) {
        return judgeNative(signal, pc)
      }
      return judgeFault()
    }
    if let found = TextRule.match(text, TextRule.throwRules) {
      return (found, "\(text)", .certain)
    }
    if facts.diagnostics.contains(where: { $0.contains("-thread limit") }) {
      return (.threadExhaustion, text, .certain)
    }
    return (.runtimeThrow, "fatal error: \(text)", .certain)
  }

  private func judgePanics() -> (CrashClass, String, Confidence) {
    let panics = facts.panics.filter { !$0.isGoexit }
    if facts.panics.count >= 2, panics.count == facts.panics.count {
      let first = panics.first?.text ?? "?"
      return (
        .repanic, "panic while panicking: \(panics.count) panics, the first: \(first)", .certain
      )
    }
    guard let panic = panics.last ?? panics.first else {
      return (.unknown, "a panic whose record is lost", .guess)
    }
    if panic.text == nil, panic.type == nil, process.modules.isEmpty {
      return (.unknown, "a panic; what it says is in the binary", .guess)
    }
    let text = panic.text ?? "a value that cannot be read"
    let isOfRuntime =
      panic.type.map {
        $0.hasPrefix("runtime.") || $0.hasPrefix("*runtime.") || Self.errorsElsewhere.contains($0)
      } ?? true
    if text == "sync: negative WaitGroup counter" {
      return (.negativeWaitGroup, text, .certain)
    }
    // A program may panic with any text; the runtime's own begin alike.
    let isForeign =
      panic.type == nil && process.modules.isEmpty
      && !Self.runtimePrefixes.contains { text.hasPrefix($0) }
    guard isOfRuntime, !isForeign else { return (.explicitPanic, "panic: \(text)", .certain) }
    // Without the type the text alone speaks, and a program may panic with any text.
    let confidence = panic.type == nil ? Confidence.likely : .certain
    guard let found = TextRule.match(text, TextRule.panicRules) else {
      return panic.type == nil && !process.modules.isEmpty
        ? (.explicitPanic, "panic: \(text)", confidence) : (.runtimeError, text, confidence)
    }
    if found == .nilDereference {
      // With debug.SetPanicOnFault any address ends in this text.
      if let address = facts.signal?.address, address.rawValue >= Self.nilPageSize {
        return judgeFault()
      }
      return (found, nilTitle(), confidence)
    }
    return (found, text, confidence)
  }

  /// How the texts of the runtime's errors begin that are made as they are needed (runtime/error.go).
  private static let runtimePrefixes = ["runtime error: ", "interface conversion: "]

  /// The runtime's error types that live in other packages (internal/runtime/maps, go1.25).
  private static let errorsElsewhere: Set<String> = ["maps.unhashableTypeError"]

  /// Below it the runtime takes an address for nil (runtime/signal_unix.go).
  private static let nilPageSize: UInt64 = 4_096

  /// `nil pointer dereference: read of 0x18 = nil + 0x18`.
  private func nilTitle() -> String {
    guard let signal = facts.signal, let address = signal.address else {
      return "nil pointer dereference"
    }
    let access = signal.access.map { $0.rawValue } ?? "access"
    guard address.rawValue > 0 else { return "nil pointer dereference: \(access) of nil" }
    return "nil pointer dereference: \(access) of \(address) = nil + \(address)"
  }

  private func judgeFault() -> (CrashClass, String, Confidence) {
    guard let signal = facts.signal else { return (.invalidAddress, "a fault", .likely) }
    let access = signal.access.map { $0.rawValue } ?? "access"
    let place =
      signal.addressIsUnknown
      ? "an address that the processor does not tell (non-canonical pointer)"
      : signal.address?.description ?? "an unknown address"
    switch signal.number {
    case 7: return (.busError, "bus error: \(access) of \(place)", .certain)
    case 4:
      return (
        .illegalInstruction, "illegal instruction at \(signal.pc?.description ?? "?")", .certain
      )
    case 5, 8: return (.unknown, "\(signal.name) at \(signal.pc?.description ?? "?")", .likely)
    default: return (.invalidAddress, "invalid address: \(access) of \(place)", .certain)
    }
  }

  private func judgeSignal() -> (CrashClass, String, Confidence) {
    guard let signal = facts.signal else {
      return (.unknown, "a fatal signal whose record is lost", .guess)
    }
    if facts.isFromOutside(process) {
      let from = senderText(signal)
      return isWatchdog(signal)
        ? (.watchdogQuit, "\(signal.name) \(from)", .likely)
        : (.externalSignal, "\(signal.name) \(from)", .certain)
    }
    if let pc = signal.pc, isForeignCode(pc) { return judgeNative(signal, pc) }
    if signal.sender != nil {
      return (.externalSignal, "\(signal.name) that the program sent itself", .likely)
    }
    return judgeFault()
  }

  private func judgeNative(
    _ signal: EffectiveSignal, _ pc: Address
  ) -> (CrashClass, String, Confidence) {
    let isAbort = signal.number == 6
    let place = NativeDeath(at: pc, facts, symbolizer)?.words(isAbort: isAbort)
    return isAbort
      ? (.cgoAbort, "abort in C code" + (place.map { ": \($0)" } ?? ""), .likely)
      : (.cgoFault, "\(signal.name) in C code" + (place.map { ": \($0)" } ?? " at \(pc)"), .likely)
  }

  /// Whether `pc` is of C code: on the stack as such, or in a mapped file that is not the executable, or where the runtime
  /// knows the thread to be in C. Elsewhere it is a wild jump of Go's.
  private func isForeignCode(_ pc: Address) -> Bool {
    if NativeDeath(at: pc, facts, symbolizer) != nil { return true }
    guard !pc.isNull, !symbolizer.isCode(pc) else { return false }
    if facts.threadIndex.flatMap({ process.threads[$0].machine?.isInC }) == true { return true }
    return process.core.fileMappings.contains { $0.range.contains(pc) }
      || process.executable.covers(pc)
  }

  private func isWatchdog(_ signal: EffectiveSignal) -> Bool {
    guard let sender = signal.sender, [3, 6].contains(signal.number) else { return false }
    if sender.processID == 1, sender.userID == 0 { return true }
    return signal.number == 3 && sender.processID != 0
      && sender.processID == process.core.process?.parentID
  }

  private func senderText(_ signal: EffectiveSignal) -> String {
    guard let sender = signal.sender else { return "from outside" }
    return sender.processID == 0
      ? "from outside the PID namespace, or the terminal"
      : "from pid \(sender.processID) of uid \(sender.userID)"
  }

  private func judgeNothing() -> (CrashClass, String, Confidence) {
    if let signal = facts.signal {
      return (.unknown, "\(signal.name); the runtime left no trace of dying", .guess)
    }
    return (.noCrash, "the process was alive: no signal and no dying thread", .likely)
  }
}
