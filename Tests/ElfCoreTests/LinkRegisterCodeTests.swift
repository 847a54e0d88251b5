// What code has done with the registers that its caller gave it, on arm64.

import ElfCore
import Testing

@Suite("A function's code")
struct LinkRegisterCodeTests {
  private static let nop: UInt32 = 0xd503_201f
  private static let ret: UInt32 = 0xd65f_03c0

  private func leaves(
    _ words: [UInt32], at index: Int, _ code: IndirectCode = .branchToRegister
  ) -> Bool {
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    return code.leavesCallersRegisters(at: index * 4, in: bytes)
  }

  @Test("has left them as they were, where it only computes, loads, stores and branches")
  func leaf() {
    let code: [UInt32] = [
      0xf940_0001,  // ldr x1, [x0]
      0x8b01_0000,  // add x0, x0, x1
      0xf100_043f,  // cmp x1, #1, which has xzr for its target
      0x54ff_ffa1,  // b.ne to the first
      0xf900_0001,  // str x1, [x0]
      0xf800_8401,  // str x1, [x0], #8
      Self.ret,
    ]
    #expect(code.indices.allSatisfy { leaves(code, at: $0) })
    #expect(!leaves(code, at: 0, .modRM))
    #expect(!leaves(code, at: code.count))
    #expect(!leaves(code, at: -1))
  }

  @Test(
    "has not behind what writes the link register or the stack pointer",
    arguments: [
      0x9400_0010,  // bl
      0xd63f_0020,  // blr x1
      0xd73f_0822,  // blraa x1, x2
      0xa9bf_7bfd,  // stp x29, x30, [sp, #-16]!
      0xa8c1_7bfd,  // ldp x29, x30, [sp], #16
      0xa940_7bfd,  // ldp x29, x30, [sp]
      0xf940_03fe,  // ldr x30, [sp]
      0xf81f_0ffe,  // str x30, [sp, #-16]!
      0xd100_43ff,  // sub sp, sp, #16
      0x9100_03bf,  // mov sp, x29
      0x8b21_63ff,  // add sp, sp, x1
      0xaa01_03fe,  // mov x30, x1
    ] as [UInt32])
  func writers(word: UInt32) {
    let code = [Self.nop, word, Self.nop, Self.ret]
    #expect(leaves(code, at: 0))
    #expect(leaves(code, at: 1))
    #expect(!leaves(code, at: 2))
    #expect(!leaves(code, at: 3))
  }

  @Test("has not where a branch may have led back from behind them")
  func loops() {
    // A branch back to the first instruction, and one that a register leads.
    for back in [0x17ff_fffe, 0xb5ff_ffc1, 0x37ff_ffc1, 0xd61f_0020] as [UInt32] {
      #expect(!leaves([Self.nop, 0x9400_0010, back, Self.ret], at: 0))
    }
    // One that goes on.
    #expect(leaves([Self.nop, 0x9400_0010, 0xb400_0041, Self.ret, Self.ret], at: 0))
  }

  @Test("of a stub on x86-64 names where in memory its target stands")
  func stub() {
    let code: [UInt8] = [0xff, 0x25, 0x10, 0x00, 0x00, 0x00]
    #expect(IndirectCode.modRM.slot(ofJumpStub: code, at: Address(0x1000)) == Address(0x1016))
    let marked: [UInt8] = [0xf3, 0x0f, 0x1e, 0xfa, 0xf2] + code
    #expect(IndirectCode.modRM.slot(ofJumpStub: marked, at: Address(0x1000)) == Address(0x101b))
    #expect(IndirectCode.modRM.slot(ofJumpStub: [0xff, 0xa3, 0, 0, 0, 0], at: .null) == nil)
    #expect(IndirectCode.modRM.slot(ofJumpStub: [0xff, 0x25], at: .null) == nil)
    #expect(IndirectCode.branchToRegister.slot(ofJumpStub: code, at: .null) == nil)
  }
}
