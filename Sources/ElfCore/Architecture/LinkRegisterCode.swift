// Whether a function's code has left the link register and the stack pointer as its caller gave them: then the
// one holds its return address, and the other is the caller's.

extension IndirectCode {
  /// Functions longer than this are not looked through, in bytes.
  package static let longestLookedThrough = 1 << 16

  /// Whether at the offset `place` of `code`, which is all of a function, nothing that writes the link register
  /// or the stack pointer can have run. Where that is not plain it is false, as on processors whose calls push
  /// the return address.
  package func leavesCallersRegisters(at place: Int, in code: [UInt8]) -> Bool {
    guard case .branchToRegister = self, place >= 0, place < code.count, place % 4 == 0,
      code.count <= Self.longestLookedThrough
    else { return false }
    let words = stride(from: 0, to: code.count, by: 4).map {
      code.int32(at: $0).map { UInt32(bitPattern: $0) } ?? 0
    }
    guard let first = words.firstIndex(where: Self.mayWriteCallersRegisters) else { return true }
    guard place / 4 <= first else { return false }
    // From behind it nothing may lead back to what comes before.
    return words.indices[first...].allSatisfy { index in
      guard let distance = Self.branchDistance(words[index]) else {
        return !Self.isIndirectJump(words[index])
      }
      return index + distance > first
    }
  }

  /// Whether an instruction may write x30 or sp. Of data in vector registers some count, too.
  private static func mayWriteCallersRegisters(_ word: UInt32) -> Bool {
    let target = word & 31
    let base = word >> 5 & 31
    if word >> 26 & 7 == 5 {
      // Branches: BL, BLR, and BLRAA and the like.
      return word >> 26 == 0x25 || word & 0xffff_fc1f == 0xd63f_0000
        || word & 0xfeff_f800 == 0xd63f_0800
    }
    guard word & 0x0a00_0000 == 0x0800_0000 else {
      // Data: ADD and SUB with an immediate or an extended register, and logical operations with an
      // immediate, have sp for 31.
      let isOnStackPointer =
        word & 0x3f00_0000 == 0x1100_0000 || word & 0x3f20_0000 == 0x0b20_0000
        || word & 0x1f80_0000 == 0x1200_0000
      return target == 30 || target == 31 && isOnStackPointer
    }
    let isPair = word >> 27 & 7 == 5
    let isLoad = isPair ? word & 1 << 22 != 0 : word >> 22 & 3 != 0 || word >> 27 & 7 == 3
    if isLoad, target == 30 || isPair && word >> 10 & 31 == 30 { return true }
    let writesBase = word >> 27 & 7 == 7 ? word & 0x0120_0400 == 0x400 : word & 1 << 23 != 0
    return base == 31 && writesBase
  }

  /// How many instructions further a direct branch leads; nil for what is none.
  private static func branchDistance(_ word: UInt32) -> Int? {
    func signed(_ shift: UInt32, _ bits: UInt32) -> Int {
      Int(Int32(bitPattern: word << (32 - bits - shift)) >> Int32(32 - bits))
    }
    if word & 0xfc00_0000 == 0x1400_0000 { return signed(0, 26) }  // B
    if word & 0xff00_0000 == 0x5400_0000 { return signed(5, 19) }  // B.cond
    if word & 0x7e00_0000 == 0x3400_0000 { return signed(5, 19) }  // CBZ, CBNZ
    if word & 0x7e00_0000 == 0x3600_0000 { return signed(5, 14) }  // TBZ, TBNZ
    return nil
  }

  /// BR, and BRAA and the like.
  private static func isIndirectJump(_ word: UInt32) -> Bool {
    word & 0xffff_fc1f == 0xd61f_0000 || word & 0xfeff_f800 == 0xd61f_0800
  }
}
