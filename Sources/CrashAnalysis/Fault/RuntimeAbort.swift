// Deaths that the runtime made without a throw: its assembly writes a line to the standard error, of which
// memory keeps nothing, and calls runtime.abort, which meets a breakpoint or reads from nil.
//
// Sources: runtime/asm_amd64.s, asm_arm64.s, asm_386.s morestack and abort; runtime/proc.go badmorestackg0
// and badmorestackgsignal; go1.19 to go1.27. Since go1.22 a thread whose g0 is full goes on with another stack
// and throws, on most processors; one whose gsignal is full still aborts.

internal import ElfCore
internal import GoRuntime

/// A call of `runtime.abort`.
struct RuntimeAbort {
  /// Who called it: `runtime.morestack`.
  let caller: String
  /// The line that was written, as far as the caller tells it: `fatal: morestack on g0`.
  let words: String
  /// Whether the caller tells the line.
  let isTextKnown: Bool

  /// The call that the death in `facts` stands for; nil for other deaths.
  init?(_ facts: CrashFacts, _ stack: StackDescription, _ process: GoProcess) {
    guard facts.path == .signal, let signal = facts.signal, signal.sender == nil,
      let index = stack.frames.firstIndex(where: { $0.frame.pc == signal.pc }),
      index + 1 < stack.frames.count, Self.name(stack.frames[index]) == "runtime.abort",
      stack.frames[index + 1].name.isOfRuntime
    else { return nil }
    caller = Self.name(stack.frames[index + 1])
    let text = Self.text(
      caller, stack.frames[index + 1].frame,
      facts.threadIndex.flatMap { process.threads[$0].machine })
    isTextKnown = text != nil
    words = text.map { "fatal: " + $0 } ?? "\(caller) gave up"
  }

  private static func name(_ frame: FrameDescription) -> String {
    let name = frame.name.text
    return name.hasSuffix(".abi0") ? String(name.dropLast(5)) : name
  }

  /// What is written before `caller` aborts; nil where it does not tell, as it may abort for other reasons.
  private static func text(
    _ caller: String, _ frame: RawFrame, _ machine: Machine?
  ) -> String? {
    guard caller == "runtime.morestack", let machine else { return nil }
    func isOn(_ stack: AddressRange) -> Bool {
      stack.start <= frame.stackPointer && frame.stackPointer < stack.end
    }
    if isOn(machine.signalStack) { return "morestack on gsignal" }
    return frame.isOnSystemStack || isOn(machine.systemStack) ? "morestack on g0" : nil
  }
}
