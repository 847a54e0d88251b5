// Deaths that the runtime's assembly makes by runtime.abort, of whose reason it keeps no text.

import CrashAnalysis
import ElfCore
import TestSupport
import Testing

@Suite("A call of runtime.abort")
struct RuntimeAbortTests {
  private enum Stack { case system, signal, goroutine }

  /// A death by the breakpoint of runtime.abort, whose caller was `caller` on a stack of that kind.
  private func diagnosis(
    by caller: String = "runtime.morestack.abi0", on kind: Stack
  ) throws -> Diagnosis {
    let functions = ["runtime.abort.abi0", "main.deep", "main.stop"]
    let death = Death(inner: [], functions: functions.map { SyntheticFunction($0) })
    return try SignalDeath(death) { death in
      let frames = [
        "runtime.abort.abi0", caller, "main.deep", "runtime.systemstack.abi0",
      ].map { SyntheticFrame($0) }
      let range =
        switch kind {
        case .system: death.systemStack
        case .signal: death.signalStack
        case .goroutine: death.stack.range
        }
      let drawn = death.drawn.draw(frames, on: range, slack: kind == .signal ? 0x40 : 0x400)
      return SignalDrawing(
        pc: death.drawn.pc("runtime.abort.abi0"), sp: drawn.stackPointer, trap: 3,
        information: CoreNotes(.amd64).faultDescriptor(number: 5, code: 128, address: 0))
    }.diagnose()
  }

  @Test("out of morestack on a system stack is told like the throw that it is since go1.22")
  func systemStack() throws {
    let found = try diagnosis(on: .system)
    #expect(found.verdict.crashClass == "runtime-throw")
    #expect(found.verdict.confidence == .certain)
    #expect(found.verdict.title == "fatal: morestack on g0")
    #expect(found.programFrame.map { found.stack.frames[$0].function } == "main.deep")
    #expect(found.signature.text.hasPrefix("runtime-throw | app.deep"))
    guard case .check(let words)? = found.verdict.runbook?.first else {
      Issue.record("no check comes first")
      return
    }
    #expect(words.hasPrefix("what fills a thread's own stack"))
  }

  @Test("out of morestack on a signal stack is a throw that never came, in every release")
  func signalStack() throws {
    let verdict = try diagnosis(on: .signal).verdict
    #expect(verdict.crashClass == "runtime-throw")
    #expect(verdict.title == "fatal: morestack on gsignal")
  }

  @Test("by another function of the runtime's is no breakpoint of the program's")
  func elsewhere() throws {
    let verdict = try diagnosis(by: "runtime.mstart.abi0", on: .system).verdict
    #expect(verdict.crashClass == "runtime-throw")
    #expect(verdict.title == "runtime.mstart gave up")
    #expect(verdict.confidence == .likely)
  }

  @Test("by the program itself is none of the runtime's")
  func program() throws {
    #expect(try diagnosis(by: "main.stop", on: .goroutine).verdict.crashClass == "unknown")
  }
}
