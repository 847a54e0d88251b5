// What a call was given in registers, by what the callers' code put there. The registers themselves are long
// overwritten; what was passed may still stand in a caller's frame, or in the code.
//
// Like PointerTracer it gives up rather than be wrong: where control can have come from more than one place,
// at calls, and at words that may have changed since.

internal import Disassembly
internal import ElfCore
internal import GoRuntime

/// Finds out which words a function of a stack was called with.
struct PassedWords {
  private let program: GoProgram
  private let frames: [RawFrame]
  private let decoder: Disassembler

  private static let depthLimit = 16

  /// `frames` are those of a stack, innermost first.
  init?(_ program: GoProgram, _ frames: [RawFrame]) {
    guard let decoder = Disassembler(program.process.architecture.instructionSet) else {
      return nil
    }
    self.program = program
    self.frames = frames
    self.decoder = decoder
  }

  /// The argument word of that number, all words before it being integers or pointers, that the function of
  /// the frame at `callee` was called with; nil where nothing proves it.
  func word(_ number: Int, passedTo callee: Int) -> UInt64? {
    let registers = program.process.architecture.roles.arguments
    guard registers.indices.contains(number) else { return nil }
    var register = registers[number]
    var added: UInt64 = 0
    for callee in frames.indices.dropFirst(callee).prefix(Self.depthLimit) {
      guard let source = source(of: register, atCallOf: callee) else { return nil }
      switch source {
      case .value(let value, let distance): return value &+ distance &+ added
      case .entry(let outer, let distance):
        register = outer
        added = added &+ distance
      }
    }
    return nil
  }

  private enum Source {
    /// The word, and what was added to it.
    case value(UInt64, UInt64)
    /// What a register held at the caller's own entry.
    case entry(String, UInt64)
  }

  private func source(of passed: String, atCallOf callee: Int) -> Source? {
    let architecture = program.process.architecture
    guard callee + 1 < frames.count, program.isCode(frames[callee + 1].pc) else { return nil }
    let caller = frames[callee + 1]
    guard let window = CodeWindow(around: caller.pc, endsAt: true, program, decoder: decoder),
      window.knowsAllJumps,
      window.focused.flow == .call(program[frames[callee].point].entry)
    else { return nil }
    var register = passed
    var added: UInt64 = 0
    var written: [MemoryOperand] = []
    var index = window.focus
    while index > 0 {
      guard !window.targets.contains(window.instructions[index].address) else { return nil }
      index -= 1
      let instruction = window.instructions[index]
      switch instruction.flow {
      case .call, .jump, .end: return nil
      case .next, .branch: break
      }
      guard instruction.isKnown else { return nil }
      if let store = instruction.store, store.register == register,
        let word = word(store.operand, instruction, caller, window, written)
      {
        return .value(word, added)
      }
      written += instruction.memory.filter(\.isWritten)
      guard instruction.writes.contains(register) else { continue }
      guard let move = instruction.moves.first(where: { $0.register == register }) else {
        return nil
      }
      switch move.source {
      case .register(let other): register = other
      case .constant(let value):
        let isHalf = instruction.register?.size == 4
        return .value(isHalf ? value & 0xffff_ffff : value, added)
      case .memory(let operand):
        return word(operand, instruction, caller, window, written).map { .value($0, added) }
      case .address(let operand):
        guard let base = operand.base, operand.index == nil else { return nil }
        if base == architecture.roles.programCounter {
          return .value((instruction.end &+ Int(operand.displacement)).rawValue, added)
        }
        guard base != architecture.roles.stackPointer else { return nil }
        register = base
        added = added &+ UInt64(bitPattern: operand.displacement)
      }
    }
    return window.beginsAtEntry ? .entry(register, added) : nil
  }

  /// The word in a slot of the caller's frame that the instruction reads or writes, if it is the same still:
  /// nothing was written there after it, neither by the instructions that wrote to `written` nor by deferred
  /// calls, which may change variables of the function.
  private func word(
    _ operand: MemoryOperand, _ instruction: Instruction, _ caller: RawFrame,
    _ window: CodeWindow, _ written: [MemoryOperand]
  ) -> UInt64? {
    let stackPointer = program.process.architecture.roles.stackPointer
    let size = Int64(program.process.memory.pointerSize)
    guard operand.base == stackPointer, operand.index == nil,
      program[caller.point].function.deferReturn == 0,
      // The frame must have had the same size as at the call.
      let here = program.point(at: instruction.address, isExact: true),
      program[here].stackDelta == program[caller.point].stackDelta,
      written.allSatisfy({
        $0.base == stackPointer && $0.index == nil
          && ($0.displacement >= operand.displacement &+ size
            || $0.displacement &+ Int64(max($0.size, 16)) <= operand.displacement)
      })
    else { return nil }
    return program.process.memory.wordIfThere(caller.stackPointer &+ Int(operand.displacement))
  }
}
