// Calls of C that the runtime makes on the thread's own stack.

internal import ElfCore

extension StackStart {
  /// Where the stack goes on behind `call`, the frame of asmcgocall, where the runtime called C from the
  /// thread's own stack: asmcgocall saved its stack pointer. Nil where it came from the goroutine's.
  init?(behindCallOnSystemStack call: StackStart, _ goroutine: Goroutine?, _ program: GoProgram) {
    let memory = program.process.memory
    let saved = program.process.architecture.foreignFrames.systemCallSaves.lazy
      .compactMap { memory.pointerIfThere(call.stackPointer &+ $0) }
      .first { saved in
        saved > call.stackPointer && saved.rawValue &- call.stackPointer.rawValue < 1 << 12
          && memory.pointerIfThere(saved).map { program.isCode($0) } == true
      }
    guard let saved else { return nil }
    self.init(
      pc: call.pc, stackPointer: saved, isExact: false, source: call.source, stack: call.stack,
      isOnSystemStack: true, userGoroutine: goroutine, isFrameKnown: true)
  }
}
