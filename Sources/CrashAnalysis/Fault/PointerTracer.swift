// Which variable of the program a register held: by the locations in DWARF, or else by following the value
// backwards through the instructions, as long as control can have come one way only.
//
// It gives up rather than be wrong: at jump targets, at calls, and at any instruction that changes the
// register other than by moving a word.

internal import Disassembly
internal import ElfCore
internal import GoRuntime

/// Finds out what a register held, in the program's own terms.
struct PointerTracer {
  let program: GoProgram
  let window: CodeWindow
  /// The function's frame.
  let frame: RawFrame
  let variables: ProgramVariables?

  /// What a word is in the program.
  enum Origin {
    case variable(VariableWord)
    case global(String)
    /// The receiver of the method with this name.
    case receiver(String)
    /// The address of the code of a function value.
    case code(VariableWord)

    var name: String {
      switch self {
      case .variable(let word): word.name
      case .code(let word): "the code of \(word.name)"
      case .global(let name): name
      case .receiver(let function): "the receiver of \(FunctionName(function).text)"
      }
    }

    var word: VariableWord? {
      switch self {
      case .variable(let word), .code(let word): word
      default: nil
      }
    }
  }

  private static let depthLimit = 6

  /// What a register held.
  struct Finding {
    let held: Origin
    /// Where that had been loaded from.
    var from: Origin?
    /// What was added to it in the register, in bytes.
    var distance: Int64 = 0
  }

  /// What `register` held when the instruction of interest ran.
  func trace(_ register: String) -> Finding? {
    let traced = origin(of: register, before: window.focus, depth: 0)
    if let direct = variable(in: .register(register), at: window.focus) {
      // Two types for one word: one is wrong, or the program is not type-safe here.
      if let other = traced?.word, other.typeName != direct.typeName { return nil }
      let isSame = traced.map { $0.name == direct.name } ?? true
      return Finding(held: .variable(direct), from: isSame ? nil : traced)
    }
    if let traced { return Finding(held: traced) }
    // The instruction before may have added a number to another register.
    guard window.focus > 0, window.knowsAllJumps,
      !window.targets.contains(window.focused.address),
      let move = window.instructions[window.focus - 1].moves.first,
      move.register == register, case .address(let operand) = move.source, operand.index == nil,
      let base = operand.base, base != program.process.architecture.roles.programCounter,
      base != program.process.architecture.roles.stackPointer,
      let held = held(base, at: window.focus - 1, depth: 0)
    else { return nil }
    return Finding(held: held, distance: operand.displacement)
  }

  private func variable(in place: WordPlace, at index: Int) -> VariableWord? {
    variables?.word(in: place, at: window.instructions[index].address)
  }

  /// Where a register got its value.
  private enum Provenance {
    case move(RegisterMove.Source, at: Int)
    /// It still has its value from the function's entry.
    case entry
  }

  /// What gave `register` its value before the instruction at `index`; nil if control may have come more
  /// than one way, or if it was not a plain move.
  private func provenance(of register: String, before index: Int) -> Provenance? {
    guard window.knowsAllJumps else { return nil }
    var current = index
    while true {
      if current == 0, window.beginsAtEntry { return .entry }
      guard current > 0, !window.targets.contains(window.instructions[current].address) else {
        return nil
      }
      current -= 1
      let instruction = window.instructions[current]
      switch instruction.flow {
      case .call, .jump, .end: return nil
      case .next, .branch: break
      }
      guard instruction.isKnown else { return nil }
      guard instruction.writes.contains(register) else { continue }
      let move = instruction.moves.first { $0.register == register }
      return move.map { .move($0.source, at: current) }
    }
  }

  /// What the value of `register` is before the instruction at `index`, by where it came from.
  private func origin(of register: String, before index: Int, depth: Int) -> Origin? {
    guard depth < Self.depthLimit, let found = provenance(of: register, before: index) else {
      return nil
    }
    switch found {
    case .entry: return argument(register)
    case .move(.register(let other), let place): return held(other, at: place, depth: depth + 1)
    case .move(.memory(let operand), let place):
      return origin(of: operand, at: place, depth: depth + 1)
    case .move: return nil
    }
  }

  /// The number that the code itself put into `register` before the instruction at `index`.
  private func constant(in register: String, before index: Int) -> UInt64? {
    switch provenance(of: register, before: index) {
    case .move(.constant(let value), _): return value
    case .move(.address(let operand), let place):
      guard let base = operand.base, operand.index == nil,
        case .move(.constant(let value), _)? = provenance(of: base, before: place)
      else { return nil }
      return value &+ UInt64(bitPattern: operand.displacement)
    default: return nil
    }
  }

  /// What `register` holds when the instruction at `index` runs.
  private func held(_ register: String, at index: Int, depth: Int) -> Origin? {
    variable(in: .register(register), at: index).map { .variable($0) }
      ?? origin(of: register, before: index, depth: depth)
  }

  /// What the word in memory is that the instruction at `index` reads.
  private func origin(of operand: MemoryOperand, at index: Int, depth: Int) -> Origin? {
    let architecture = program.process.architecture
    guard operand.index == nil else { return nil }
    if let address = fixedAddress(of: operand, at: index) {
      guard let symbol = program.process.executable.dataSymbol(holding: address),
        symbol.address == address, symbol.size == UInt64(program.process.memory.pointerSize)
      else { return nil }
      return .global(symbol.name)
    }
    guard let base = operand.base else { return nil }
    if base == architecture.roles.stackPointer {
      return slot(at: operand.displacement, for: index)
    }
    guard case .variable(let pointer)? = held(base, at: index, depth: depth), let variables else {
      return nil
    }
    if operand.displacement == 0, variables.isFunction(pointer) { return .code(pointer) }
    return variables.field(
      through: pointer, at: operand.displacement, size: program.process.memory.pointerSize
    ).map { .variable($0.word) }
  }

  /// The address of an operand that the code alone determines: absolute, relative to the instruction, or
  /// as a page and an offset in it.
  private func fixedAddress(of operand: MemoryOperand, at index: Int) -> Address? {
    let displacement = UInt64(bitPattern: operand.displacement)
    guard let base = operand.base else {
      return Address(
        program.process.memory.pointerSize == 4 ? displacement & 0xffff_ffff : displacement)
    }
    if base == program.process.architecture.roles.programCounter {
      return window.instructions[index].end &+ Int(operand.displacement)
    }
    return constant(in: base, before: index).map { Address($0 &+ displacement) }
  }

  /// The variable in a slot of the frame, `displacement` bytes from the stack pointer.
  private func slot(at displacement: Int64, for index: Int) -> Origin? {
    let instruction = window.instructions[index]
    // The frame must have had the same size as at the fault.
    guard let here = program.point(at: instruction.address, isExact: true),
      program[here].stackDelta == program[frame.point].stackDelta
    else { return nil }
    let distance = frame.stackPointer.rawValue &- frame.framePointer.rawValue
    let offset = Int64(bitPattern: distance) &+ displacement
    if let word = variable(in: .frame(offset), at: index) { return .variable(word) }
    let arguments = Int64(program.process.architecture.argumentsOffset)
    return offset == arguments ? receiver() : nil
  }

  /// What the register held at the function's entry.
  private func argument(_ register: String) -> Origin? {
    if let word = variable(in: .register(register), at: 0) { return .variable(word) }
    return register == program.process.architecture.roles.arguments.first ? receiver() : nil
  }

  /// The receiver, the first argument word, if the function is a plain method of a pointer type.
  private func receiver() -> Origin? {
    guard let function = program.function(at: window.focused.address) else { return nil }
    let name = function.name
    // `pkg.(*T).Method`. Closures have no receiver, and with type parameters it is at another place.
    guard let open = name.firstRange(of: ".(*"), let close = name.lastIndex(of: ")"),
      open.lowerBound < close, !name.contains("[")
    else { return nil }
    let rest = name[name.index(after: close)...]
    guard rest.first == ".", !rest.dropFirst().contains("."), !rest.contains("-") else {
      return nil
    }
    return .receiver(name)
  }
}
