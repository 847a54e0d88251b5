// Deliberate faults of the runtime's, after the kernel refused it a system call.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A system call that the kernel refused the runtime")
struct RefusedCallTests {
  private static let notes = CoreNotes(.amd64)
  private static let functions = ["runtime.futexwakeup", "runtime.sysMunmap.abi0"].map {
    SyntheticFunction($0)
  }

  private func death(
    at address: UInt64, in function: String, rax: UInt64 = 0
  ) throws -> SignalDeath {
    try SignalDeath(
      information: Self.notes.faultDescriptor(number: 11, code: 1, address: address),
      in: function, functions: Self.functions, error: 6, trap: 14, cr2: address, rax: rax)
  }

  @Test("is no corruption where it was a futex call, and has the error that was printed in words")
  func futex() throws {
    var death = try death(at: 0x1006, in: "runtime.futexwakeup")
    death.death.drawn.printBacklog("futexwakeup addr=0x5561c0 returned -1\n")
    let diagnosis = try death.diagnose()
    #expect(diagnosis.verdict.crashClass == "runtime-throw")
    #expect(diagnosis.verdict.confidence == .certain)
    #expect(
      diagnosis.verdict.title == "the system refused a futex call: EPERM, operation not permitted")
    // No function of the program's is to blame, nor does the bucket depend on which called.
    #expect(diagnosis.programFrame == nil)
    #expect(diagnosis.signature.text == "runtime-throw | the system refused a futex call")
  }

  @Test("is no nil pointer where assembly made it, and has the error of the register in words")
  func munmap() throws {
    let errno = UInt64(bitPattern: -12)
    let verdict = try death(at: 0xf1, in: "runtime.sysMunmap.abi0", rax: errno).diagnose().verdict
    #expect(verdict.crashClass == "runtime-throw")
    #expect(verdict.title == "the system refused a munmap call: ENOMEM, cannot allocate memory")
  }

  @Test("is no corruption where the runtime made a throw of the fault, though the stack is lost")
  func throwOnly() throws {
    var death = Death(inner: ["main.leaf"], functions: Self.functions)
    death.drawn.set("runtime.m", "throwing", of: death.machine, 2)
    death.signalOfGoroutine(
      number: 11, code: 1, address: 0x1006, pc: death.drawn.pc("runtime.futexwakeup"))
    death.drawn.printBacklog(
      "futexwakeup addr=0x5561c0 returned -1\n"
        + "fatal error: unexpected signal during runtime execution\n")
    let verdict = try death.diagnose().verdict
    #expect(
      verdict.title == "the system refused a futex call: EPERM, operation not permitted")
  }

  @Test("is not seen in a fault at these addresses elsewhere, nor at others there")
  func others() throws {
    let elsewhere = try death(at: 0x1006, in: "main.work").diagnose().verdict
    #expect(elsewhere.crashClass == "invalid-address")
    let other = try death(at: 0x2000, in: "runtime.futexwakeup").diagnose().verdict
    #expect(other.crashClass == "invalid-address")
  }
}
