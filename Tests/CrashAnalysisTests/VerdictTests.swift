// The class of a death, by the texts of panics and throws and by signals.

import CrashAnalysis
import DebugInfo
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The verdict on a panic")
struct PanicVerdictTests {
  private static let panicking = ["runtime.fatalpanic", "runtime.gopanic"]

  private func verdict(_ text: String, type: String?) throws -> Verdict {
    var death = Death(inner: Self.panicking)
    death.panic(type: "string", text: text, original: type)
    return try death.diagnose().verdict
  }

  @Test(
    "of the runtime's own follows its text",
    arguments: [
      (
        "runtime error: invalid memory address or nil pointer dereference", "runtime.errorString",
        "nil-dereference"
      ),
      ("runtime error: index out of range [5] with length 3", "runtime.boundsError", "bounds"),
      (
        "runtime error: slice bounds out of range [:5] with capacity 3", "runtime.boundsError",
        "bounds"
      ),
      ("assignment to entry in nil map", "runtime.plainError", "nil-map-write"),
      (
        "interface conversion: interface {} is string, not int", "*runtime.TypeAssertionError",
        "type-assertion"
      ),
      ("send on closed channel", "runtime.plainError", "closed-channel"),
      ("close of closed channel", "runtime.plainError", "closed-channel"),
      ("close of nil channel", "runtime.plainError", "closed-channel"),
      ("runtime error: integer divide by zero", "runtime.runtimeError", "division"),
      (
        "runtime error: cannot convert slice with length 2 to array or pointer to array with length 4",
        "runtime.boundsError", "conversion"
      ),
      ("runtime error: hash of unhashable type []int", "runtime.errorString", "runtime-error"),
      ("runtime error: makeslice: len out of range", "runtime.errorString", "runtime-error"),
      ("runtime error: negative shift amount", "runtime.errorString", "runtime-error"),
      (
        "runtime error: cgo argument has Go pointer to unpinned Go pointer", "runtime.errorString",
        "cgo-pointer"
      ),
      (
        "runtime error: argument of cgo function has Go pointer to unpinned Go slice",
        "runtime.errorString", "cgo-pointer"
      ),
      ("runtime error: cgo result has Go pointer", "runtime.errorString", "cgo-pointer"),
      (
        "runtime error: a.go:9: result of Go function F called from cgo is unpinned Go pointer or points to unpinned Go pointer",
        "runtime.errorString", "cgo-pointer"
      ),
      (
        "panic called with nil argument (use GODEBUG=panicnil=1 to disable)",
        "*runtime.PanicNilError", "runtime-error"
      ),
    ])
  func ofRuntime(text: String, type: String, crashClass: String) throws {
    let verdict = try verdict(text, type: type)
    #expect(verdict.crashClass == crashClass)
    #expect(verdict.confidence == .certain)
  }

  @Test(
    "of the program's own is explicit, whatever its text says",
    arguments: [
      ("boom", "string"), ("index out of range", "*errors.errorString"),
      ("runtime error: integer divide by zero", "main.Fault"), ("nil map", "*fmt.wrapError"),
    ])
  func explicit(text: String, type: String) throws {
    let verdict = try verdict(text, type: type)
    #expect(verdict.crashClass == "explicit-panic")
    #expect(verdict.title == "panic: \(text)")
    #expect(verdict.confidence == .certain)
  }

  @Test("of a type of the program's whose name ends in maps is explicit too")
  func mapsOfProgram() throws {
    let verdict = try verdict("index out of range", type: "*roadmaps.Error")
    #expect(verdict.crashClass == "explicit-panic")
  }

  @Test(
    "of the wait group is its own class",
    arguments: [
      "sync: negative WaitGroup counter",
      "sync: WaitGroup misuse: Add called concurrently with Wait",
      "sync: WaitGroup is reused before previous Wait has returned",
    ])
  func waitGroup(text: String) throws {
    #expect(try verdict(text, type: "string").crashClass == "negative-waitgroup")
  }

  @Test("of the runtime's that the program itself panics with was recovered before")
  func recoveredElsewhere() throws {
    func evidence(_ text: String, _ type: String, inner: [String]) throws -> [String] {
      var death = Death(inner: inner)
      death.panic(type: "string", text: text, original: type)
      return try death.diagnose().verdict.evidence.map(\.text)
    }
    let text = "runtime error: index out of range [5] with length 3"
    let again = "the program panicked with an error that it had recovered from the runtime"
    let panicked = try evidence(text, "runtime.boundsError", inner: Self.panicking)
    #expect(panicked.contains { $0.hasPrefix(again) })
    let raised = try evidence(
      text, "runtime.boundsError", inner: Self.panicking + ["runtime.sigpanic"])
    #expect(!raised.contains { $0.hasPrefix(again) })
    let ofNil = try evidence(
      "panic called with nil argument", "*runtime.PanicNilError", inner: Self.panicking)
    #expect(!ofNil.contains { $0.hasPrefix(again) })
  }

  @Test("over a nil pointer tells the access and the offset")
  func nilTitle() throws {
    var death = Death(inner: Self.panicking + ["runtime.sigpanic"])
    death.panic(
      type: "string", text: "runtime error: invalid memory address or nil pointer dereference",
      original: "runtime.errorString")
    death.signalOfGoroutine(number: 11, code: 1, address: 0x18, pc: death.drawn.pc("main.work"))
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass == "nil-dereference")
    // The drawn code is zeros: `add [rax], al`.
    #expect(verdict.title == "nil pointer dereference: write of 0x18 = nil + 0x18")
  }

  @Test("over an address far from nil is an invalid address (SetPanicOnFault)")
  func panicOnFault() throws {
    var death = Death(inner: Self.panicking + ["runtime.sigpanic"])
    death.panic(
      type: "string", text: "runtime error: invalid memory address or nil pointer dereference",
      original: "runtime.errorString")
    death.signalOfGoroutine(
      number: 11, code: 1, address: 0xdead_beef, pc: death.drawn.pc("main.work"))
    #expect(try death.diagnose().verdict.crashClass == "invalid-address")
  }

  @Test("of two panics is a repanic, whatever their kinds")
  func repanic() throws {
    var death = Death(inner: [
      "runtime.fatalpanic", "runtime.gopanic", "main.main", "runtime.gopanic",
    ])
    let first = death.panic(type: "string", text: "first", call: 1)
    death.panic(type: "string", text: "second", link: first)
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass == "repanic")
    #expect(verdict.title.contains("2 panics"))
    #expect(verdict.title.contains("first"))
  }

  @Test("that was recovered and raised again is told as one")
  func raisedAgain() throws {
    let text = "runtime error: invalid memory address or nil pointer dereference"
    var death = Death(inner: [
      "runtime.fatalpanic", "runtime.gopanic", "main.main", "runtime.gopanic", "main.work",
      "runtime.gopanic",
    ])
    let type = death.drawn.type("runtime.errorString", kind: 24)
    let value = death.drawn.string("invalid memory address or nil pointer dereference")
    let string = death.drawn.type("string", kind: 24)
    // Since go1.25 only the oldest is converted to a text.
    let first = death.panic(
      type: string, data: death.drawn.string(text), originalType: type, originalData: value,
      flags: ["recovered", "repanicked"], call: 2)
    let second = death.panic(
      type: type, data: value, link: first, flags: ["recovered", "repanicked"], call: 1)
    death.panic(type: type, data: value, link: second)
    let diagnosis = try death.diagnose()
    #expect(diagnosis.facts.panics.map(\.text) == [text, text, text])
    #expect(diagnosis.verdict.crashClass == "repanic")
    #expect(
      diagnosis.verdict.title == "panic raised again after it was recovered, 2 times: \(text)")
  }

  @Test("of a panic during Goexit is the panic's")
  func duringGoexit() throws {
    var death = Death(inner: Self.panicking)
    let goexit = death.drawn.addPanic(to: death.goroutine, type: 0, data: 0, flags: ["goexit"])
    death.panic(type: "string", text: "boom", link: goexit)
    #expect(try death.diagnose().verdict.crashClass == "explicit-panic")
  }

  @Test("whose value and type cannot be read is not certain of its class")
  func unreadable() throws {
    var death = Death(inner: Self.panicking)
    death.panic(type: 0xdead_0000, data: 0xdead_0008)
    let verdict = try death.diagnose().verdict
    #expect(verdict.confidence != .certain)
  }

  @Test("whose record is lost is unknown")
  func lostRecord() throws {
    let verdict = try Death(inner: Self.panicking).diagnose().verdict
    #expect(verdict.crashClass == "unknown")
    #expect(verdict.confidence == .guess)
  }

  @Test("names the evidence with its addresses")
  func evidence() throws {
    var death = Death(inner: Self.panicking)
    let record = death.panic(type: "string", text: "boom")
    let evidence = try death.diagnose().verdict.evidence
    #expect(evidence.contains { $0.address == record })
    #expect(evidence.contains { $0.address == death.machine })
  }
}

@Suite("The verdict on a throw")
struct ThrowVerdictTests {
  private func diagnosis(_ printed: String, startingAt index: Int = 0) throws -> Diagnosis {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    death.drawn.printBacklog(printed, startingAt: index)
    return try death.diagnose()
  }

  @Test(
    "follows its text",
    arguments: [
      ("concurrent map writes", "concurrent-map-access"),
      ("concurrent map read and map write", "concurrent-map-access"),
      ("concurrent map iteration and map write", "concurrent-map-access"),
      ("all goroutines are asleep - deadlock!", "all-goroutines-asleep"),
      ("no goroutines (main called runtime.Goexit) - deadlock!", "all-goroutines-asleep"),
      ("stack overflow", "stack-overflow"),
      ("runtime: out of memory", "out-of-memory"),
      ("runtime: cannot allocate memory", "out-of-memory"),
      ("thread exhaustion", "thread-exhaustion"),
      ("runtime.newosproc", "thread-exhaustion"),
      ("sync: unlock of unlocked mutex", "unlock-of-unlocked"),
      ("sync: Unlock of unlocked RWMutex", "unlock-of-unlocked"),
      ("sync: RUnlock of unlocked RWMutex", "unlock-of-unlocked"),
      ("checkptr: converted pointer straddles multiple allocations", "checkptr"),
      ("found bad pointer in Go heap (incorrect use of unsafe or cgo?)", "heap-corruption"),
      ("Go pointer stored into non-Go memory", "cgo-pointer"),
      ("unpinned Go pointer stored into non-Go memory", "cgo-pointer"),
      ("panic while printing panic value", "repanic"),
      ("panic while printing panic value: type runtime.errorString", "repanic"),
      ("go of nil func value", "nil-dereference"),
      ("a text that no release has", "runtime-throw"),
    ])
  func text(text: String, crashClass: String) throws {
    let found = try diagnosis("fatal error: \(text)\n")
    #expect(found.facts.path == .runtimeThrow)
    #expect(found.facts.throwText == text)
    #expect(found.verdict.crashClass == crashClass)
    #expect(found.verdict.confidence == .certain)
  }

  @Test("takes the last text printed, wherever the ring begins", arguments: [0, 17, 480, 511])
  func ring(start: Int) throws {
    let found = try diagnosis(
      "fatal error: an old one\nruntime: goroutine stack exceeds 1000000000-byte limit\n"
        + "unexpected fault address 0x0\nsomething else\nfatal error: stack overflow\n",
      startingAt: start)
    #expect(found.facts.throwText == "stack overflow")
    #expect(
      found.facts.diagnostics == [
        "runtime: goroutine stack exceeds 1000000000-byte limit", "unexpected fault address 0x0",
        "something else",
      ])
  }

  @Test("of a stack overflow begins the recursion with a function of the program's")
  func recursion() throws {
    let turn = ["strings.Repeat", "main.deferred"]
    var death = Death(
      inner: ["runtime.fatalthrow", "runtime.throw"]
        + Array(repeating: turn, count: 8).flatMap(\.self),
      functions: [SyntheticFunction("strings.Repeat"), SyntheticFunction("main.deferred")])
    death.drawn.printBacklog("fatal error: stack overflow\n")
    #expect(
      try death.diagnose().verdict.title.hasPrefix(
        "stack overflow: main.deferred → strings.Repeat → main.deferred × "))
  }

  @Test("of a thread limit is thread exhaustion by the runtime's diagnostics")
  func threadLimit() throws {
    let found = try diagnosis(
      "runtime: program exceeds 10000-thread limit\nfatal error: thread exhaustion\n")
    #expect(found.verdict.crashClass == "thread-exhaustion")
  }

  @Test("has its text from throw's own argument where nothing was printed")
  func argument() throws {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    let slots = death.stack.frameEnds[1]
    death.drawn.memory.writeGoString(
      "unlock of unlocked lock", at: slots, bytesIn: death.drawn.heap)
    #expect(try death.diagnose().facts.throwText == "unlock of unlocked lock")
  }

  @Test("says why its text is unknown, where the core lacks it")
  func unreadableText() throws {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    death.drawn.memory.words([0xdead_0000, 23], at: death.stack.frameEnds[1])
    let messages = try death.diagnose().limits.map(\.message)
    #expect(messages.contains("the text of the throw is unknown: 0xdead0000 is not mapped"))
  }

  @Test("of memory that ran out says why the sizes of the heap are unknown")
  func unreadableSizes() throws {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    death.drawn.printBacklog("fatal error: runtime: out of memory\n")
    death.drawn.types["runtime.gcControllerState"] = TypeLayout(
      size: 8, members: ["heapInUse": Field(offset: 0, size: 8)])
    death.drawn.variables["runtime.gcController"] = Variable(address: 0xdead_0000, size: 8)
    let found = try death.diagnose()
    #expect(found.details.memoryUse == nil)
    #expect(
      found.limits.map(\.message).contains(
        "the sizes of the heap are unknown: 0xdead0000 is not mapped"))
  }

  @Test("whose text is lost is unknown")
  func lost() throws {
    let found = try Death(inner: ["runtime.fatalthrow", "runtime.throw"]).diagnose()
    #expect(found.facts.throwText == nil)
    #expect(found.verdict.crashClass == "unknown")
    #expect(found.verdict.confidence == .guess)
  }

  @Test("of a fault is judged by its signal")
  func fault() throws {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw", "runtime.sigpanic"])
    death.drawn.printBacklog("unexpected fault address 0x7fff0000\nfatal error: fault\n")
    death.signalOfGoroutine(
      number: 7, code: 2, address: 0x7fff_0000, pc: death.drawn.pc("main.work"))
    let found = try death.diagnose()
    #expect(found.verdict.crashClass == "bus-error")
    #expect(found.facts.signal?.source == .goroutine(Address(death.goroutine)))
  }

  private func faultThrow(_ text: String, code: UInt64, address: UInt64) throws -> Diagnosis {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw", "runtime.sigpanic"])
    death.drawn.printBacklog("fatal error: \(text)\n")
    death.signalOfGoroutine(
      number: 11, code: code, address: address, pc: death.drawn.pc("main.work"))
    return try death.diagnose()
  }

  @Test("of a nil pointer where the runtime may not panic is a nil dereference")
  func nilPointer() throws {
    let text = "unexpected signal during runtime execution"
    let found = try faultThrow(text, code: 1, address: 8)
    #expect(found.verdict.crashClass == "nil-dereference")
    #expect(found.verdict.title.hasPrefix("nil pointer dereference: "))
    #expect(try faultThrow(text, code: 1, address: 0x5000).verdict.crashClass == "invalid-address")
  }

  @Test("of a signal that a process sent, which old releases take for a fault, is no fault")
  func sentFault() throws {
    let sent = UInt64(bitPattern: -6)
    let own = try faultThrow("fault", code: sent, address: UInt64(Death.processID))
    #expect(own.verdict.title == "SIGSEGV that the program sent itself")
    #expect(own.facts.signal?.address == nil)
    let other = try faultThrow("fault", code: sent, address: 500 << 32 | 77)
    #expect(other.verdict.crashClass == "external-signal")
    #expect(other.verdict.title == "SIGSEGV from pid 77 of uid 500")
  }
}
