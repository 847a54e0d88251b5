// Who called into the address sanitizer, where the frames between were overwritten. Up to go1.26 a call of it
// out of a signal handler ran on the stack on which the interrupted one had made its report
// (runtime/asan_*.s asancall), and went over the outermost of its frames.

internal import ElfCore

/// The Go function that called the sanitizer, by what the runtime told the sanitizer of it: its pc and stack
/// pointer (runtime/asan.go). What the sanitizer noted of them is on its stack.
struct SanitizerCall {
  let start: StackStart

  /// Bytes of the sanitizer's stack that are searched.
  private static let reach: UInt64 = 1 << 16
  /// Words around a stack pointer in which its pc stands.
  private static let vicinity = 4

  /// `frames` are those of the thread, down to the call of C at `call`.
  init?(_ frames: [RawFrame], below call: StackStart, _ goroutine: Goroutine, _ program: GoProgram)
  {
    let memory = program.process.memory
    let word = memory.pointerSize
    let own = frames.reversed().prefix {
      $0.isOnSystemStack && call.stack.contains($0.stackPointer)
        && $0.stackPointer <= call.stackPointer
    }
    guard let lowest = own.last?.stackPointer, lowest < call.stackPointer else { return nil }
    let size = min(call.stackPointer.rawValue &- lowest.rawValue, Self.reach)
    let (bytes, _) = memory.readablePrefix(
      at: Address(call.stackPointer.rawValue &- size), count: Int(size))
    let words = stride(from: 0, to: bytes.count - word + 1, by: word).compactMap {
      bytes.field(at: $0, size: word)
    }
    for (index, value) in words.enumerated() {
      let sp = Address(value)
      guard goroutine.stack.contains(sp), value % UInt64(word) == 0,
        let pc = memory.pointerIfThere(sp &- word), !pc.isNull,
        words[max(0, index - Self.vicinity)..<min(words.count, index + Self.vicinity + 1)]
          .contains(pc.rawValue),
        program.point(at: pc, isExact: false) != nil, Self.callsSanitizer(pc, program)
      else { continue }
      start = StackStart(
        pc: pc, stackPointer: sp, isExact: false, source: .returnAddress, stack: goroutine.stack)
      return
    }
    return nil
  }

  /// Whether the call before `returnAddress` is one of those that the compiler puts before accesses.
  private static func callsSanitizer(_ returnAddress: Address, _ program: GoProgram) -> Bool {
    let memory = program.process.memory
    let call = CallSite(before: returnAddress, program.process.architecture) { address, count in
      memory.bytesIfThere(at: address, count: count)
    }
    guard let target = call?.target, let point = program.point(at: target, isExact: true) else {
      return false
    }
    return program.frames(at: point).last.map {
      program.functionName($0).hasPrefix("runtime.asan")
    } ?? false
  }

  /// Removes the frames behind the first whose return address belongs to another call.
  func dropOverwritten(of trace: inout StackTrace, _ program: GoProgram, _ native: NativeCode) {
    guard trace.omitted == 0 else { return }
    for index in trace.frames.indices.dropLast() {
      let frame = trace.frames[index]
      guard program.library(at: frame.point) != nil,
        native.isCallOfAnother(
          trace.frames[index + 1].pc, than: frame.pc, isExact: frame.source == .registers)
      else { continue }
      trace.frames.removeLast(trace.frames.count - index - 1)
      return
    }
  }
}
