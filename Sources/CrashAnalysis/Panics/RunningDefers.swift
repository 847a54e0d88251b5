// Which deferred function was running when the next panic began, that is, which one panicked again.

internal import ElfCore
internal import GoRuntime

/// A deferred call that a panic, or runtime.Goexit, was making.
package struct RunningDefer: Sendable, Equatable {
  /// The function that was called, as the linker named it.
  package let function: String
  /// The function that had deferred it, and its frame in the stack; nil if that is not known.
  package let owner: String?
  package let ownerFrame: Int?
}

/// Finds the deferred calls that panics were making.
struct RunningDeferReader {
  let program: GoProgram
  let stack: StackTrace

  /// The call that `panic` was making when a newer panic began; nil if it was making none.
  func call(by panic: Panic, of goroutine: Goroutine, _ defers: inout DeferReader) -> RunningDefer?
  {
    guard let start = stack.frames.firstIndex(where: { holds($0, panic.address) }),
      let function = function(calledBy: start)
    else { return nil }
    let owner =
      ownerFrame(of: panic, goroutine, outside: start)
      ?? stack.frames.indices.dropFirst(start + 1).first {
        defers.hasSlot(for: function, in: stack.frames[$0])
      }
    return RunningDefer(
      function: function,
      owner: owner.map { program.functionName(of: stack.frames[$0]) ?? "" }, ownerFrame: owner)
  }

  /// Whether the record of a panic is in this frame, and the frame makes deferred calls.
  private func holds(_ frame: RawFrame, _ record: Address) -> Bool {
    let special = program[frame.point].special
    return (special == .gopanic || special == .goexitCall) && frame.stackPointer <= record
      && record < frame.framePointer
  }

  /// The program's function that the frame `start` called, without frames of the runtime and the
  /// compiler's wrappers in between; nil if the stack ends or another panic comes first.
  private func function(calledBy start: Int) -> String? {
    for frame in stack.frames[..<start].reversed() {
      for logical in program.frames(at: frame.point).reversed() where !logical.isWrapper {
        let name = program.functionName(logical)
        if Self.noDefers.contains(name) { return nil }
        if !FunctionName(name).isOfRuntime { return name }
      }
    }
    return nil
  }

  /// What a panic calls besides deferred functions: another panic, and the methods that convert its value
  /// to a text.
  private static let noDefers: Set<String> = [
    "runtime.gopanic", "runtime.fatalpanic", "runtime.preprintpanics",
  ]

  /// The frame whose deferred calls `panic` was making. Since go1.22 the panic's record has it, before
  /// that the record of the deferred call that the panic had started.
  private func ownerFrame(of panic: Panic, _ goroutine: Goroutine, outside start: Int) -> Int? {
    let stackPointer: Address?
    if let frame = program.process.record(at: panic.address)[ifPresent: .panicFrame] {
      stackPointer = try? frame.pointer()
    } else {
      stackPointer = try? self.stackPointer(ofRecordRunBy: panic, goroutine)
    }
    guard let stackPointer else { return nil }
    return stack.frames.indices.dropFirst(start + 1).last {
      stack.frames[$0].stackPointer == stackPointer && !stack.frames[$0].isOnSystemStack
    }
  }

  private func stackPointer(
    ofRecordRunBy panic: Panic, _ goroutine: Goroutine
  ) throws(RecordError) -> Address? {
    var next = try program.process.record(at: goroutine.address)[.gDefer].target()
    var steps = 0
    while let record = next, steps < Self.recordLimit {
      if try record[.deferPanic].pointer() == panic.address {
        return try record[.deferSP].pointer()
      }
      next = try record[.deferLink].target()
      steps += 1
    }
    return nil
  }

  private static let recordLimit = 1_000
}
