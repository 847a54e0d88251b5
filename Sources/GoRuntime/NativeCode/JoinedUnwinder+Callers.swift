// Calls between Go and C that neither asmcgocall nor cgocallback makes.

internal import DebugInfo
internal import ElfCore

extension JoinedUnwinder {
  /// Whether `frame` is at a wild address that Go code called.
  func isGoCall(_ frame: NativeCode.Frame) -> Bool {
    let pc = Address(frame.registers.programCounter)
    guard !native.isMapped(pc) || !native.mayBeCode(pc) else { return false }
    let caller =
      architecture.roles.linkRegister.map { native.register($0, of: frame).map(Address.init) }
      ?? program.process.memory.pointerIfThere(native.stackPointer(of: frame))
    return caller.map { program.isCode($0) } ?? false
  }

  /// The C function that called Go's signal handler: one that took its place and hands signals on.
  func nativeCaller(ofHandler frame: RawFrame) -> Next? {
    guard architecture.returnAddress == .pushedByCall,
      let pc = program.process.memory.pointerIfThere(
        frame.framePointer &- architecture.pointerSize), native.isCode(pc)
    else { return nil }
    var registers = RegisterSet()
    registers.set(architecture.roles.programCounter, pc.rawValue)
    registers.set(architecture.roles.stackPointer, frame.framePointer.rawValue)
    return native.frame(registers, isExact: false).map { .native($0, .frameTable) }
  }
}
