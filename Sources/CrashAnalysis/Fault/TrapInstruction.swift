// Instructions that are there to stop the program: breakpoints, and those that no processor ever has.

extension CrashScene {
  /// What such an instruction is called where the signal struck at one; nil for others. C's compilers write a trap
  /// instruction for __builtin_trap and for code that is never reached.
  func trapWords(_ signal: EffectiveSignal) -> String? {
    guard signal.sender == nil, let text = fault?.instruction?.text else { return nil }
    func isOne(of mnemonics: String...) -> Bool { mnemonics.contains { text.hasPrefix($0) } }
    switch signal.number {
    case 4: return isOne(of: "ud0", "ud1", "ud2", "udf") ? "trap instruction" : nil
    case 5: return isOne(of: "int3", "int 3", "brk") ? "breakpoint instruction" : nil
    default: return nil
    }
  }
}
