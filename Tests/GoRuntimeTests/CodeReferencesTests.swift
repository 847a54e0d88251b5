// Addresses in machine code: the instructions are those that the Go compiler writes in
// runtime.recordForPanic and runtime.main.

import ElfCore
import GoRuntime
import Testing

@Suite("The variables that code refers to")
struct CodeReferencesTests {
  private func references(
    _ architecture: Architecture, at start: UInt64, _ code: [UInt8], data: Range<UInt64>
  ) -> CodeReferences {
    CodeReferences(
      code: code, start: Address(start), operands: architecture.dataOperands,
      dataRanges: [AddressRange(start: Address(data.lowerBound), end: Address(data.upperBound))])
  }

  private func values(_ found: CodeReferences, _ use: OperandUse) -> [UInt64] {
    found.targets(use).map(\.rawValue)
  }

  @Test("lie at a distance from the next instruction on amd64")
  func relative() {
    let code: [UInt8] = [
      0x48, 0x8b, 0x15, 0x10, 0x00, 0x00, 0x00,  // MOVQ 16(IP), DX
      0x48, 0x89, 0x35, 0x09, 0x00, 0x00, 0x00,  // MOVQ SI, 9(IP)
      0x48, 0x8d, 0x3d, 0xe2, 0xff, 0xff, 0xff,  // LEAQ -30(IP), DI
      0x89, 0x35, 0x09, 0x00, 0x00, 0x00,  // MOVL SI, 9(IP), four bytes wide
    ]
    let found = references(.amd64, at: 0x1000, code, data: 0xff0..<0x1100)
    #expect(values(found, .load) == [0x1017])
    #expect(values(found, .store) == [0x1017])
    #expect(values(found, .address) == [0xff7])
    #expect(values(references(.amd64, at: 0x1000, code, data: 0..<0x10), .address) == [])
  }

  @Test("are named as they are on 386")
  func absolute() {
    let code: [UInt8] = [
      0x8b, 0x1d, 0xa0, 0x5e, 0x20, 0x08,  // MOVL 0x8205ea0, BX
      0x89, 0x35, 0xa4, 0x5e, 0x20, 0x08,  // MOVL SI, 0x8205ea4
      0x8d, 0x2d, 0x00, 0x6e, 0x20, 0x08,  // LEAL 0x8206e00, BP
      0x90, 0x8d, 0x2d, 0x00, 0x6e, 0x20, 0x08,  // the same again
      0xc6, 0x05, 0x12, 0x5e, 0x20, 0x08, 0x01,  // MOVB $1, 0x8205e12
      0x90, 0x90,
    ]
    // The first bytes of a function are no operand.
    let found = references(.i386, at: 0x1000, [0x90] + code, data: 0x820_0000..<0x830_0000)
    #expect(values(found, .load) == [0x820_5ea0])
    #expect(values(found, .store) == [0x820_5ea4])
    #expect(values(found, .address) == [0x820_6e00])
  }

  @Test("are made of a page and an offset in it on arm64")
  func pages() {
    let words: [UInt32] = [
      0xb000_0d7b, 0xf907_b366,  // ADRP, R27; MOVD R6, 3936(R27)
      0xb000_0d7b, 0xf947_b366,  // ADRP, R27; MOVD 3936(R27), R6
      0x9000_0c3b, 0x9131_437b, 0xf900_0365,  // ADRP, R27; ADD $3152, R27; MOVD R5, (R27)
      0xd000_0d69, 0x9131_8129, 0x8b09_00e0,  // ADRP, R9; ADD $3168, R9; ADD R9, R7, R0
      0xf000_0d69, 0x9131_8108,  // ADRP, R9; ADD $3168, R8, R8
      0xb0ff_ff69, 0x9131_8129,  // ADRP of a page before, R9; ADD $3168, R9
    ]
    let code = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    let found = references(.arm64, at: 0x53a10, code, data: 0..<0x1_0000_0000)
    #expect(values(found, .store) == [0x20_0f60, 0x1d_7c50])
    #expect(values(found, .load) == [0x20_0f60])
    #expect(values(found, .address) == [0x20_1c60, 0x4_0c60])
    #expect(values(references(.arm64, at: 0x53a10, [0x7b], data: 0..<0x100), .load) == [])
  }
}
