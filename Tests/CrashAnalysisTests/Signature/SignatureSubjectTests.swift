// Whose stack a signature is made of.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The subject of a signature")
struct SignatureSubjectTests {
  /// A parked goroutine with `functions` on its stack.
  private func parked(
    _ id: UInt64, _ functions: String..., waitReason: UInt64 = 14, status: UInt64 = 4
  ) -> SyntheticGoroutine {
    SyntheticGoroutine(
      id: id, status: status, waitReason: waitReason,
      frames: [SyntheticFrame("runtime.gopark")] + functions.map { SyntheticFrame($0) }
        + [SyntheticFrame("runtime.goexit", 1)])
  }

  /// The signature of a process in which these goroutines are all there is.
  private func signature(
    class crashClass: String, _ goroutines: [SyntheticGoroutine],
    _ functions: [SyntheticFunction] = [], cycle ids: [UInt64] = []
  ) throws -> Signature {
    var drawn = SyntheticProcess(functions: SyntheticFunction.usual + functions)
    for goroutine in goroutines {
      let (address, stack) = drawn.add(goroutine)
      guard goroutine.status == 2, let frame = goroutine.frames.first else { continue }
      // What runs is where its thread is.
      drawn.addMachine(id: goroutine.id, thread: 77, current: address)
      drawn.addThread(77, at: (drawn.pc(frame.function, frame.offset), stack.stackPointer))
    }
    let process = try drawn.open()
    let program = GoProgram(process)
    var grouper = GoroutineGrouper(program)
    var waiting: [Goroutine] = []
    _ = process.forEachGoroutine { if ids.contains($0.id) { waiting.append($0) } }
    var subject = SignatureSubject(program, lists: .standard)
    return Signature(
      subject.input(
        rule: try #require(RuleCatalog.rule(crashClass)), goroutines: waiting,
        facts: CrashFacts(),
        stack: StackDescription(frames: [], elided: 0, elidedAfter: 0, end: .outermost),
        summary: grouper.summarize()))
  }

  @Test("is the goroutine that crashed")
  func crashed() throws {
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "till is locked")
    let signature = try death.diagnose().signature
    #expect(signature.text == "explicit-panic | app.work | app.main")
    #expect(signature.notes.first == "subject: goroutine 7, which crashed")
    #expect(signature.proto.contains("runtime.gopanic"))
  }

  @Test("is never the goroutine that a signal from outside interrupted")
  func interrupted() throws {
    let sent = CoreNotes(.amd64).sentDescriptor(number: 6, sender: 4_300, user: 1_000)
    let signature = try SignalDeath(information: sent).diagnose().signature
    #expect(signature.text == "external-signal | app")
    #expect(signature.notes.first == "subject: none; no goroutine of the program's was parked")
  }

  @Test("is the largest group of those that waited, whatever for and at which line")
  func largest() throws {
    let found = try signature(
      class: "external-signal",
      [
        parked(1, "main.main", "runtime.main"), parked(2, "main.main", "runtime.main"),
        parked(3, "main.work", "main.main"), parked(4, "main.work", "main.main", waitReason: 15),
        parked(5, "main.work", "main.main", waitReason: 15),
        // More of them, but they do not wait.
        parked(6, "main.leaf", status: 1), parked(7, "main.leaf", status: 1),
        parked(8, "main.leaf", status: 1), parked(9, "main.leaf", status: 1),
      ])
    #expect(found.text == "external-signal | app.work | app.main")
    #expect(found.notes.first == "subject: the largest group of parked goroutines, 3 of them")
  }

  @Test("of groups of one size is the one with the smaller text")
  func tie() throws {
    let goroutines = [parked(1, "main.work"), parked(2, "main.main"), parked(3, "main.wrapper")]
    #expect(
      try signature(class: "watchdog-quit", goroutines).text == "watchdog-quit | app.main")
    #expect(
      try signature(class: "watchdog-quit", goroutines.reversed()).text
        == "watchdog-quit | app.main")
  }

  @Test("of groups of one size is not that of the goroutine that runs main")
  func mainGoroutine() throws {
    let goroutines = [parked(1, "main.main"), parked(2, "main.work")]
    #expect(
      try signature(class: "external-signal", goroutines).text == "external-signal | app.work")
    #expect(
      try signature(class: "external-signal", [goroutines[0]]).text == "external-signal | app.main")
  }

  @Test("is not what keeps connections alive, unless there is nothing else")
  func plumbing() throws {
    let idle = (1...9).map { parked($0, "bufio.(*Reader).Peek", "net/http.(*conn).serve") }
    let more = ["bufio.(*Reader).Peek", "net/http.(*conn).serve"].map { SyntheticFunction($0) }
    let busy = parked(10, "main.work", "net/http.(*conn).serve")
    #expect(
      try signature(class: "external-signal", idle + [busy], more).text
        == "external-signal | app.work")
    #expect(
      try signature(class: "external-signal", idle, more).text
        == "external-signal | bufio.(*Reader).Peek | net/http.(*conn).serve")
  }

  @Test("of a bad pointer on a stack begins with the frame that has it")
  func damagedFrame() throws {
    let process = try SyntheticProcess().open()
    let program = GoProgram(process)
    var facts = CrashFacts()
    facts.path = .runtimeThrow
    facts.throwText = "invalid pointer found on stack"
    facts.diagnostics = ["runtime: bad pointer in frame main.main at 0xc000068f98: 0x17"]
    var drawn = SyntheticProcess()
    drawn.add(parked(1, "main.leaf", "main.work", "main.main", "runtime.main"))
    let stack = try stack(of: drawn)
    var subject = SignatureSubject(program, lists: .standard)
    let found = Signature(
      subject.input(
        rule: try #require(RuleCatalog.rule("heap-corruption")), goroutines: [], facts: facts,
        stack: stack, summary: GoroutineSummary()))
    #expect(found.text == "heap-corruption | app.main")
    #expect(found.proto.first == "main.main")
  }

  /// The stack of the first goroutine of a drawn process.
  private func stack(of drawn: SyntheticProcess) throws -> StackDescription {
    let process = try drawn.open()
    let program = GoProgram(process)
    var describer = FrameDescriber(program)
    var stacks = StackReader(program)
    var found: StackTrace?
    _ = process.forEachGoroutine { if found == nil { found = stacks.stack(of: $0) } }
    return describer.describe(try #require(found))
  }

  @Test("in a cycle is the first by name of those that wait for each other")
  func cycle() throws {
    let found = try signature(
      class: "lock-cycle",
      [parked(1, "main.work"), parked(2, "main.main", "main.work"), parked(3, "main.leaf")],
      cycle: [1, 2])
    #expect(found.text == "lock-cycle | app.main | app.work")
    #expect(found.notes.first == "subject: the first by name of 2 goroutines in a cycle")
  }

  @Test("is the goroutine that did not stop, and without one the largest group")
  func unstopped() throws {
    let parked = [parked(1, "main.main"), parked(2, "main.main")]
    let found = try signature(
      class: "hang", parked + [self.parked(3, "main.work", status: 2)], cycle: [3])
    #expect(found.text == "hang | app.work")
    #expect(found.notes.first == "subject: the goroutine that did not stop")
    #expect(try signature(class: "hang", parked).text == "hang | app.main")
  }
}
