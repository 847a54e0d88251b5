// Deaths whose reason is not in the core: they are unknown, and no class turns into another.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A death whose stack does not tell how it came about")
struct LostReasonTests {
  private static let notes = CoreNotes(.amd64)
  private static let ownAbort = notes.sentDescriptor(
    number: 6, code: -6, sender: Death.processID, user: 0)

  @Test(
    "is unknown where only the abort is left that the runtime raises, and no signal from outside")
  func ownAbort() throws {
    let diagnosis = try SignalDeath(information: Self.ownAbort).diagnose()
    #expect(diagnosis.facts.path == .lost)
    #expect(diagnosis.verdict.crashClass == "unknown")
    #expect(diagnosis.verdict.confidence == .guess)
  }

  @Test("tells what is left: the goroutine, its last fault, the last words")
  func remains() throws {
    var death = try SignalDeath(information: Self.ownAbort)
    let pc = death.death.drawn.pc("main.work")
    death.death.signalOfGoroutine(number: 11, code: 1, address: 0x18, pc: pc)
    death.death.drawn.printBacklog("runtime: something is wrong\n")
    let evidence = try death.diagnose().verdict.evidence.map(\.text)
    #expect(evidence.contains { $0.hasPrefix("its thread was at work for goroutine 7: ") })
    #expect(
      evidence.contains {
        $0.hasPrefix("the last fault noted for that goroutine was SIGSEGV code=1 addr=0x18")
      })
    #expect(evidence.contains("the runtime printed: runtime: something is wrong"))
  }

  @Test("is a throw by what its m says, with the text that was printed")
  func throwing() throws {
    var death = Death(inner: ["main.leaf"])
    death.drawn.set("runtime.m", "throwing", of: death.machine, 2)
    death.drawn.printBacklog("fatal error: concurrent map writes\n")
    let diagnosis = try death.diagnose()
    #expect(diagnosis.facts.path == .runtimeThrow)
    #expect(diagnosis.verdict.crashClass == "concurrent-map-access")
  }

  @Test("is a panic by what its m says, with the record of the goroutine")
  func panicking() throws {
    var death = Death(inner: ["main.leaf"])
    death.panic(type: "string", text: "boom")
    let diagnosis = try death.diagnose()
    #expect(diagnosis.facts.path == .panic)
    #expect(diagnosis.verdict.title == "panic: boom")
    // The type of the value is lost with the frame of gopanic.
    #expect(diagnosis.verdict.confidence == .likely)
  }

  @Test("is a throw by its text alone, which is likely")
  func textOnly() throws {
    var death = Death(inner: [], dying: 0, signal: 6)
    death.drawn.printBacklog("fatal error: all goroutines are asleep - deadlock!\n")
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass == "all-goroutines-asleep")
    #expect(verdict.confidence == .likely)
  }

  @Test("does not take the beginning of a text for the whole")
  func halfText() throws {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    death.drawn.printBacklog("fatal error: concurrent map wri")
    #expect(try death.diagnose().facts.throwText == nil)
  }

  @Test("is not of the runtime by a text that any program may panic with, where the type is lost")
  func lostType() throws {
    var death = Death(inner: ["main.leaf"])
    death.panic(type: "string", text: "reading: index out of range")
    #expect(try death.diagnose().verdict.crashClass == "explicit-panic")
    var other = Death(inner: ["main.leaf"])
    other.panic(type: "string", text: "runtime error: index out of range [5] with length 3")
    let verdict = try other.diagnose().verdict
    #expect(verdict.crashClass == "bounds")
    #expect(verdict.confidence == .likely)
  }

  @Test("is a guess where an older panic is lost")
  func lostPanic() throws {
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom", link: 0xdead_0000)
    let verdict = try death.diagnose().verdict
    #expect(verdict.confidence == .guess)
  }

  @Test("has a value that cannot be read, which is no text of its own")
  func lostValue() throws {
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    let type = death.drawn.type("string", kind: 24)
    death.panic(
      type: type, data: 0xdead_0000, originalType: death.drawn.type("runtime.errorString", kind: 25)
    )
    let diagnosis = try death.diagnose()
    #expect(diagnosis.facts.panics.map(\.text) == [nil])
    #expect(diagnosis.verdict.confidence == .guess)
  }

  @Test("and whose own process id is lost was not killed by another process")
  func lostProcessID() throws {
    var death = try SignalDeath(
      information: Self.notes.sentDescriptor(number: 6, code: -6, sender: 77, user: 0))
    death.death.drawn.notes.removeFirst()
    let diagnosis = try death.diagnose()
    #expect(diagnosis.facts.signal?.sender?.processID == 77)
    #expect(diagnosis.verdict.crashClass == "unknown")
  }
}

@Suite("A drawn core that ends at any page")
struct CutDeathTests {
  private static func deaths() throws -> [(name: String, process: SyntheticProcess)] {
    let notes = CoreNotes(.amd64)
    var panic = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    panic.panic(type: "string", text: "boom")
    var two = Death(inner: [
      "runtime.fatalpanic", "runtime.gopanic", "main.main", "runtime.gopanic",
    ])
    let first = two.panic(
      type: "string", text: "runtime error: integer divide by zero",
      original: "runtime.runtimeError", call: 1)
    two.panic(type: "string", text: "second", link: first)
    var nilPointer = Death(inner: ["runtime.fatalpanic", "runtime.gopanic", "runtime.sigpanic"])
    nilPointer.panic(
      type: "string", text: "runtime error: invalid memory address or nil pointer dereference",
      original: "runtime.errorString")
    nilPointer.signalOfGoroutine(
      number: 11, code: 1, address: 0x18, pc: nilPointer.drawn.pc("main.work"))
    var stopped = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    stopped.drawn.set("runtime.m", "throwing", of: stopped.machine, 1)
    stopped.drawn.printBacklog("fatal error: concurrent map writes\n")
    let fault = try SignalDeath(
      information: notes.faultDescriptor(number: 11, code: 1, address: 0xbad_0000), error: 4,
      trap: 14, cr2: 0xbad_0000)
    let outside = try SignalDeath(
      information: notes.sentDescriptor(number: 3, sender: 77, user: 1_000))
    var alive = SyntheticProcess()
    alive.add(SyntheticGoroutine(id: 1))
    alive.addMachine(id: 0, thread: 1)
    alive.addThread(1)
    return [
      ("panic", panic.drawn), ("two panics", two.drawn), ("nil pointer", nilPointer.drawn),
      ("throw", stopped.drawn), ("fault", fault.death.drawn), ("outside", outside.death.drawn),
      ("alive", alive),
    ]
  }

  @Test("keeps its class, or is unknown or a guess")
  func everyPage() throws {
    for (name, process) in try Self.deaths() {
      let bytes = process.core.elf.bytes
      func verdict(_ count: Int) throws -> Verdict {
        let core = try openCore(Array(bytes.prefix(count)))
        return CrashAnalyzer(GoProgram(try process.open(core))).diagnose().verdict
      }
      let whole = try verdict(bytes.count).crashClass
      #expect(whole != "unknown", "\(name)")
      for count in stride(from: bytes.count - bytes.count % 4_096, to: 8_192, by: -4_096) {
        let found = try verdict(count)
        let holds =
          found.crashClass == whole || found.crashClass == "unknown"
          || found.confidence == .guess
        #expect(
          holds, "\(name) cut at \(count) of \(bytes.count): \(found.crashClass), \(found.title)")
      }
    }
  }
}
