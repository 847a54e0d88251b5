// Which deferred function was running when the next panic began: it panicked again.

internal import ElfCore
internal import GoRuntime

/// A deferred call that a panic, or runtime.Goexit, was making.
package struct RunningDefer: Sendable, Equatable {
  /// The function that was called, as the linker named it.
  package let function: String
  /// The function that had deferred it, and its frame in the stack; nil where nothing tells.
  package let owner: String?
  package let ownerFrame: Int?
}

/// Finds the deferred calls that panics were making.
struct RunningDeferReader {
  let program: GoProgram
  let stack: StackTrace

  /// The call that `panic` was making when a newer one began; nil where it made none.
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

  /// Whether the record of a panic lies in this frame, and the frame makes deferred calls.
  private func holds(_ frame: RawFrame, _ record: Address) -> Bool {
    let special = program[frame.point].special
    return (special == .gopanic || special == .goexitCall) && frame.stackPointer <= record
      && record < frame.framePointer
  }

  /// The function of the program that the frame `start` called, the runtime's own between and the
  /// compiler's wrappers left out; nil where the next thing is the end or another panic.
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

  /// What a panic calls beside deferred functions: another panic, and the methods that make its value a
  /// text.
  private static let noDefers: Set<String> = [
    "runtime.gopanic", "runtime.fatalpanic", "runtime.preprintpanics",
  ]

  /// The frame whose deferred calls `panic` was making: the panic's own note since go1.22, before
  /// that the record that says it is being run by it.
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
