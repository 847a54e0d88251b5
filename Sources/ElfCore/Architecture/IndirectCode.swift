// The instructions that go where an operand says: calls, jumps and returns. Only what it takes to judge a
// return address is known of them.

/// How a processor encodes instructions whose target is in a register or in memory.
package enum IndirectCode: Sendable {
  /// Opcode 0xff with a ModRM byte, of which /2 is a call and /4 a jump; 0xc3 returns.
  case modRM
  /// BLR, BR and RET with the number of a register.
  case branchToRegister

  /// The longest call, in bytes.
  package static let longestCall = 7

  /// Whether a call of this kind may end at `end` of `code`. Other bytes may happen to look like one.
  package func isCall(endingAt end: Int, of code: [UInt8]) -> Bool {
    switch self {
    case .modRM:
      [2, 3, 4, 6, 7].contains { length in
        guard end >= length, end <= code.count, code[end - length] == 0xff else { return false }
        let mode = code[end - length + 1]
        return mode >> 3 & 7 == 2 && length == Self.length(mode, code, end - length + 2)
      }
    case .branchToRegister:
      // BLR, and BLRAA and the like, which check an authentication code.
      end >= 4
        && (Self.word(code, end - 4) & 0xffff_fc1f == 0xd63f_0000
          || Self.word(code, end - 4) & 0xfeff_f800 == 0xd63f_0800)
    }
  }

  /// Whether a function returns at `offset` of `code`.
  package func isReturn(at offset: Int, of code: [UInt8]) -> Bool {
    guard offset >= 0, offset < code.count else { return false }
    switch self {
    case .modRM:
      return code[offset] == 0xc3
        || offset + 1 < code.count && code[offset] == 0xf3 && code[offset + 1] == 0xc3
    case .branchToRegister:
      return Self.word(code, offset) & 0xffff_fc1f == 0xd65f_0000
    }
  }

  /// Whether `code` begins with a stub that jumps to where a table says, as the linker makes them for
  /// functions of other files.
  package func isJumpStub(_ code: [UInt8]) -> Bool {
    switch self {
    case .modRM:
      var start = 0
      // ENDBR64 or ENDBR32, and a prefix that says that the target is one of a branch.
      if code.starts(with: [0xf3, 0x0f, 0x1e]) { start = 4 }
      if start < code.count, code[start] == 0xf2 { start += 1 }
      guard start + 1 < code.count, code[start] == 0xff else { return false }
      return code[start + 1] == 0x25 || code[start + 1] == 0xa3
    case .branchToRegister:
      return stride(from: 0, to: min(code.count, 20), by: 4).contains {
        Self.word(code, $0) & 0xffff_fc1f == 0xd61f_0000
      }
    }
  }

  /// Where in memory a stub at `address` reads its target, on x86-64; nil where that is not plain.
  package func slot(ofJumpStub code: [UInt8], at address: Address) -> Address? {
    guard case .modRM = self, isJumpStub(code), let jump = code.firstIndex(of: 0xff),
      jump + 1 < code.count, code[jump + 1] == 0x25, let distance = code.int32(at: jump + 2)
    else { return nil }
    return address &+ (jump + 6 + Int(distance))
  }

  /// The length of an instruction of one byte, a ModRM byte and its operand, which begins at `next`.
  private static func length(_ mode: UInt8, _ code: [UInt8], _ next: Int) -> Int {
    let register = mode & 7
    switch mode >> 6 {
    case 0:
      if register == 5 { return 6 }
      guard register == 4 else { return 2 }
      return next < code.count && code[next] & 7 == 5 ? 7 : 3
    case 1: return register == 4 ? 4 : 3
    case 2: return register == 4 ? 7 : 6
    default: return 2
    }
  }

  private static func word(_ code: [UInt8], _ offset: Int) -> UInt32 {
    code.int32(at: offset).map { UInt32(bitPattern: $0) } ?? 0
  }
}
