// Faults on arm64, whose syndrome, tags and atomics other processors do not have.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

/// A fault in a method, on arm64.
private struct ARM64Fault {
  /// The method's first instructions, and the number of the one that faults.
  var code: [UInt32] = [ARM64Fault.ldr]
  var faulting: UInt32 = 0
  var number: Int32 = 11
  var signalCode: Int32 = 1
  var address: UInt64 = 0x18
  /// The address of the thread's last fault, and the processor's words about it.
  var lastAddress: UInt64?
  var syndrome: UInt64?
  var registers: [Int: UInt64] = [:]

  static let method = "example.com/app/orders.(*Cart).Total"
  /// `ldr x2, [x0, #0x18]`
  static let ldr: UInt32 = 0xf940_0c02
  /// `casal w0, w1, [x2]`
  static let casal: UInt32 = 0x88e0_fc41

  func diagnose() throws -> Diagnosis {
    let information = CoreNotes(.arm64).faultDescriptor(
      number: number, code: signalCode, address: address)
    let signal = SignalDeath(Death(.arm64, inner: [])) { death in
      for (index, word) in code.enumerated() {
        death.drawn.memory.write(
          UInt64(word), at: death.drawn.pc(Self.method, UInt32(index) * 4), size: 4)
      }
      return SignalDrawing(
        pc: death.drawn.pc(Self.method, faulting * 4), sp: death.stack.stackPointer,
        cr2: lastAddress ?? address, information: information,
        registers: registers.merging([30: death.drawn.pc("main.work")]) { $1 },
        syndrome: syndrome)
    }
    return try signal.diagnose()
  }
}

@Suite("A fault on arm64")
struct ARM64FaultTests {
  @Test(
    "has the access that its syndrome tells",
    arguments: [
      (UInt64(0x9200_0047), AccessKind.write), (0x9200_0007, .read), (0x8200_0007, .execute),
      // The upper half has further words, which are not about this.
      (0x1_9200_0047, .write),
    ])
  func access(syndrome: UInt64, access: AccessKind) throws {
    let signal = try ARM64Fault(syndrome: syndrome).diagnose().facts.signal
    #expect(signal?.access == access)
  }

  @Test("has none by a syndrome of another fault, or of the maintenance of a cache")
  func noAccess() throws {
    let stale = ARM64Fault(lastAddress: 0x1234, syndrome: 0x9200_0047)
    #expect(try stale.diagnose().facts.signal?.access == nil)
    let maintenance = ARM64Fault(syndrome: 0x9200_0147)
    #expect(try maintenance.diagnose().facts.signal?.access == nil)
    #expect(try ARM64Fault().diagnose().facts.signal?.access == nil)
  }

  @Test("is explained behind an instruction that the decoder does not know, but names no pointer")
  func behindAtomic() throws {
    let plain = try #require(try ARM64Fault().diagnose().fault)
    #expect(plain.pointer?.name == "the receiver of \(ARM64Fault.method)")
    let fault = try #require(
      try ARM64Fault(code: [ARM64Fault.casal, ARM64Fault.ldr], faulting: 1).diagnose().fault)
    #expect(fault.instruction?.text == "ldr x2, [x0, #0x18]")
    #expect(fault.operand?.base == "x0")
    // A decoder that knows the atomic sees that it leaves x0 alone, or not.
    let unknown = try #require(
      try ARM64Fault(code: [0, ARM64Fault.ldr], faulting: 1).diagnose().fault)
    #expect(unknown.pointer == nil)
  }

  @Test("of memory tagging has the pointer's tag, which is no part of the address")
  func tag() throws {
    let fault = try #require(
      try ARM64Fault(
        signalCode: 9, address: 0xffff_4c4c_e018, registers: [0: 0x0b00_ffff_4c4c_e000]
      ).diagnose().fault)
    #expect(fault.operand?.baseValue == 0x0b00_ffff_4c4c_e000)
    #expect(fault.pointerTag == 0xb)
    #expect(
      fault.tagWords == "memory tag mismatch: the pointer's tag is 0xb, the memory's is not known")
  }

  @Test("of memory tagging that was noticed late has neither address nor instruction")
  func lateTag() throws {
    let diagnosis = try ARM64Fault(signalCode: 8, address: 0).diagnose()
    let fault = try #require(diagnosis.fault)
    #expect(fault.address == nil && fault.access == nil && fault.listing.isEmpty)
    #expect(diagnosis.verdict.crashClass == "invalid-address")
    #expect(diagnosis.verdict.title.contains("memory tag mismatch, noticed late"))
  }

  @Test("of a misaligned address says so, and blames no file")
  func misaligned() throws {
    let verdict = try ARM64Fault(
      number: 7, signalCode: 1, address: 0xc0_0001_004c, syndrome: 0x9200_0061
    ).diagnose().verdict
    #expect(verdict.crashClass == "bus-error")
    #expect(verdict.title == "bus error: misaligned write of 0xc00001004c (4 modulo 8)")
    #expect(verdict.evidence.contains { $0.text.contains("no file or disk") })
  }
}
