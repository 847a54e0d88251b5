// Which function the call before a return address can have called.

internal import DebugInfo
internal import ElfCore

extension NativeCode {
  /// A function without a symbol is not taken to be longer, in bytes.
  private static let longestFunction: UInt64 = 1 << 16

  /// Whether the call before `returnAddress` can have led to the function that `frame` is in: it calls
  /// that function, or it goes where an operand or a table says.
  func isReachable(_ frame: Frame, from returnAddress: Address) -> Bool {
    let architecture = image.architecture
    guard let call = CallSite(before: returnAddress, architecture, code: code) else { return false }
    if call.isIndirect { return true }
    guard let target = call.target else { return false }
    let pc = Address(frame.registers.programCounter)
    if let entry = describe(pc, isExact: frame.isExact).entry {
      if entry == target { return true }
    } else if target <= pc, pc.rawValue &- target.rawValue < Self.longestFunction {
      return true
    }
    if let stub = code(at: target, 16) { return architecture.indirectCode.isJumpStub(stub) }
    return false
  }

  /// Whether the call before `returnAddress` names another function than the one that `pc` is in, also
  /// where it goes through a stub of the linker. That function may have jumped on, so this alone proves nothing.
  func isCallOfAnother(_ returnAddress: Address, than pc: Address, isExact: Bool) -> Bool {
    let architecture = image.architecture
    guard let call = CallSite(before: returnAddress, architecture, code: code), !call.isIndirect,
      let target = call.target, let entry = describe(pc, isExact: isExact).entry
    else { return false }
    if target == entry { return false }
    guard let stub = code(at: target, 16), architecture.indirectCode.isJumpStub(stub) else {
      return describe(target, isExact: true).entry == target
    }
    guard let slot = architecture.indirectCode.slot(ofJumpStub: stub, at: target),
      let goal = memory.pointerIfThere(slot), module(at: goal) !== module(at: target),
      let called = describe(goal, isExact: true).entry
    else { return false }
    return called != entry
  }

  /// Whether `pc`, in Go code of which there is no function table, is in a function that goes on on another
  /// stack than it was called on.
  func switchesStacks(_ pc: Address, isExact: Bool) -> Bool {
    let name = describe(pc, isExact: isExact).places.last?.function ?? ""
    switch SpecialFunction(name: name) {
    case .asmcgocall, .systemstack, .mcall, .morestack, .gogo, .racecall, .switchToCrashStack:
      return true
    default: return false
    }
  }
}
