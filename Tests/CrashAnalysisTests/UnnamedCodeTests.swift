// Deaths in Go code of which no function is known: a plugin's without its file, another runtime's.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A death in Go code without functions")
struct UnnamedCodeTests {
  private func diagnose(_ death: SyntheticDeath) throws -> Diagnosis {
    CrashAnalyzer(GoProgram(try death.drawn.open())).diagnose()
  }

  /// Signals of the process to itself.
  private func raised(_ death: inout SyntheticDeath, at pc: UInt64) {
    let notes = CoreNotes(.amd64)
    // The thread comes anew, at another place.
    death.drawn.notes.removeLast()
    death.drawn.addThread(
      SyntheticDeath.threadID, signal: 6, at: (pc, death.stack.stackPointer))
    death.drawn.notes.append(
      notes.siginfo(
        notes.sentDescriptor(number: 6, code: -6, sender: SyntheticDeath.processID, user: 0)))
  }

  @Test("is the panic that the runtime notes where a plugin's file is missing, never C's abort")
  func plugin() throws {
    let plugin = SyntheticPlugin(
      [SyntheticFunction("plugin/orders.Handle")], path: "/srv/orders.so", buildID: [1, 2])
    var death = SyntheticDeath(inner: [])
    raised(&death, at: plugin.pc("plugin/orders.Handle"))
    death.panic(type: "string", text: "no order")
    plugin.load(into: &death.drawn)
    let diagnosis = try diagnose(death)
    #expect(diagnosis.facts.path == .panic)
    #expect(diagnosis.verdict.rule.id == "explicit-panic")
    let innermost = try #require(diagnosis.stack.frames.first)
    #expect(innermost.library == "/srv/orders.so")
    #expect(innermost.isUnnamedGo)
  }

  @Test("is the runtime's error that its text names, as far as a text tells")
  func errorOfRuntime() throws {
    let plugin = SyntheticPlugin(
      [SyntheticFunction("plugin/orders.Handle")], path: "/srv/orders.so", buildID: [1, 2])
    var death = SyntheticDeath(inner: [])
    raised(&death, at: plugin.pc("plugin/orders.Handle"))
    // The runtime has replaced the error by its text.
    death.panic(
      type: "string", text: "runtime error: index out of range [3] with length 0")
    plugin.load(into: &death.drawn)
    let verdict = try diagnose(death).verdict
    #expect(verdict.rule.id == "bounds")
    #expect(verdict.confidence == .likely)
  }

  @Test("is unknown where the code is another Go runtime's")
  func otherRuntime() throws {
    let start: UInt64 = 0x7f20_0000_0000
    let code = AddressRange(start: Address(start), end: Address(start + 0x1000))
    var death = SyntheticDeath(inner: [], dying: 0)
    raised(&death, at: start + 0x100)
    death.drawn.otherRuntimes = [code]
    death.drawn.notes.append(
      CoreNotes(.amd64).fileMappings([.init(start, start + 0x1000, page: 0, "/srv/libother.so")]))
    let diagnosis = try diagnose(death)
    #expect(diagnosis.verdict.rule.id == "unknown")
    #expect(
      diagnosis.verdict.title
        == "SIGABRT in another Go runtime of the process, that of libother.so")
    // The command that looks at that one names its file.
    #expect(diagnosis.verdict.nextSteps == ["gocore inspect {core} {runtime}"])
    #expect(
      GoProgram(try death.drawn.open()).fileOfOtherRuntime(at: Address(start + 0x100))
        == "/srv/libother.so")
  }
}
