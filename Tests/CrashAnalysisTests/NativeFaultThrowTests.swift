// Faults in drawn C code as the runtime handles them up to go1.20: it makes them into calls of sigpanic, which
// throws.

import CrashAnalysis
import ElfCore
import TestSupport
import Testing

@Suite("A fault in C that became a throw")
struct NativeFaultThrowTests {
  private static let base: UInt64 = 0x7fff_0000_0000
  private static let library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])

  /// Where C was when sigpanic took over, by its stack: `c_leaf`, called by `c_outer`, or only that one.
  private func diagnose(
    pc: UInt64, address: UInt64, returns: [UInt64], frame: UInt64
  ) throws -> (Diagnosis, sp: UInt64) {
    var death = Death(
      shape: .go119, inner: ["runtime.cgocall"],
      functions: [
        SyntheticFunction("runtime.cgocall", frame: 0x20),
        SyntheticFunction("runtime.asmcgocall.abi0", frame: 0x10, flags: 2),
      ])
    death.drawn.notes.removeLast()
    death.drawn.memory.map(Self.base, size: Self.library.bytes.count, flags: 7)
    death.drawn.memory.write(Self.library.bytes, at: Self.base)
    death.drawn.notes.append(
      CoreNotes(.amd64).auxiliaryVector([(AuxiliaryVector.kernelLibrary, Self.base)]))
    death.drawn.set(
      "runtime.g", "syscallpc", of: death.goroutine, death.drawn.pc("runtime.cgocall"))
    death.drawn.set("runtime.g", "syscallsp", of: death.goroutine, death.stack.stackPointer)
    death.drawn.set("runtime.m", "throwing", of: death.machine, 2)
    death.drawn.set("runtime.g", "atomicstatus", of: death.goroutine, 3)
    let inner = [
      "runtime.raise.abi0", "runtime.fatalthrow", "runtime.throw", "runtime.sigpanic",
    ].map { SyntheticFrame($0) }
    let drawn = death.drawn.draw(inner, on: death.systemStack, slack: 0x200)
    let end = try #require(drawn.frameEnds.last)
    death.drawn.memory.word(returns[0], at: end - 8)
    // The frames of C, of which the outer one is as large as its library says.
    var place = end
    for (index, address) in returns.dropFirst().enumerated() {
      place += index == 0 ? frame : 0x20
      death.drawn.memory.word(address, at: place - 8)
    }
    death.drawn.memory.word(death.drawn.pc("runtime.asmcgocall.abi0"), at: place + 0x18)
    let system = death.drawn.systemGoroutine(of: death.machine)
    for (name, value) in [("sig", 11), ("sigcode0", 1), ("sigcode1", address), ("sigpc", pc)] {
      death.drawn.set("runtime.g", name, of: system, value)
    }
    death.drawn.printBacklog("fatal error: unexpected signal during runtime execution\n")
    death.drawn.addThread(
      Death.threadID, signal: 6, at: (death.drawn.pc("runtime.raise.abi0"), drawn.stackPointer))
    return (try death.diagnose(), end)
  }

  @Test("is C's where C called nil, of which the runtime leaves no trace on the stack")
  func nilCall() throws {
    let (diagnosis, sp) = try diagnose(
      pc: 0, address: 0, returns: [Self.base + Self.library.pc("c_outer")], frame: 0)
    #expect(diagnosis.verdict.crashClass == "cgo-fault")
    #expect(
      diagnosis.verdict.title
        == "SIGSEGV in C code: call of a null pointer in c_outer, called from main.work")
    #expect(diagnosis.facts.faultRegisters?["rsp"] == sp - 8)
  }

  @Test("is C's where C jumped astray")
  func wildCall() throws {
    let (diagnosis, _) = try diagnose(
      pc: 0x5000, address: 0x5000, returns: [0x5000, Self.base + Self.library.pc("c_outer")],
      frame: 8)
    #expect(diagnosis.verdict.crashClass == "cgo-fault")
    #expect(
      diagnosis.verdict.title
        == "SIGSEGV in C code: jump to 0x5000 in c_outer, called from main.work")
  }

  @Test("has the stack pointer of C, and the frame that was interrupted at its first instruction")
  func firstInstruction() throws {
    let entry = Self.base + Self.library.pc("c_leaf") - 0x10
    let (diagnosis, sp) = try diagnose(
      pc: entry, address: 0x10, returns: [entry, Self.base + Self.library.pc("c_outer")],
      frame: 0x10)
    #expect(
      diagnosis.verdict.title == "SIGSEGV in C code: c_leaf, called from main.work")
    #expect(diagnosis.facts.faultRegisters?["rsp"] == sp)
    #expect(
      diagnosis.stack.frames.map(\.name.text).contains("c_outer"))
  }

  @Test("is C's by the runtime's word alone, where a cut core lacks the stack of C")
  func lostStack() throws {
    for isInC in [true, false] {
      let death = SignalDeath(
        Death(
          inner: ["runtime.cgocall"], functions: [SyntheticFunction("runtime.cgocall", frame: 0x20)]
        )
      ) { death in
        death.drawn.set("runtime.m", "incgo", of: death.machine, isInC ? 1 : 0)
        death.drawn.set("runtime.g", "atomicstatus", of: death.goroutine, 3)
        death.drawn.set(
          "runtime.g", "syscallpc", of: death.goroutine, death.drawn.pc("runtime.cgocall"))
        death.drawn.set("runtime.g", "syscallsp", of: death.goroutine, death.stack.stackPointer)
        return SignalDrawing(
          pc: 0, sp: 0x7ffd_0000_0000, errorCode: 0x14, trap: 14,
          information: CoreNotes(.amd64).faultDescriptor(number: 11, code: 1, address: 0))
      }
      let diagnosis = try death.diagnose()
      #expect((diagnosis.verdict.crashClass == "cgo-fault") == isInC)
      guard isInC else { continue }
      #expect(diagnosis.verdict.confidence == .likely)
      #expect(diagnosis.stack.frames.map(\.name.text).contains("main.work"))
    }
  }
}
