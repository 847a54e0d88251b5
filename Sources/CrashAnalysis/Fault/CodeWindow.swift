// The code around an instruction. Its function is decoded from the start: instructions cannot be decoded
// backwards without guessing.

internal import Disassembly
internal import ElfCore
internal import GoRuntime

/// A function's instructions around one of interest.
struct CodeWindow {
  /// Up to `depth` instructions before the one of interest, that one, and some after it.
  let instructions: [Instruction]
  /// The index of the one of interest.
  let focus: Int
  /// Whether the first of `instructions` is the function's first.
  let beginsAtEntry: Bool
  /// The addresses that the function jumps to.
  let targets: Set<Address>
  /// Whether all jumps of the function are known.
  let knowsAllJumps: Bool

  private static let depth = 200
  private static let after = 16
  /// Longer than any function of a real program; a damaged table may claim more.
  private static let sizeLimit: UInt64 = 1 << 20
  /// Bytes behind a call in C that are decoded: where the function ends is not known.
  private static let foreignTail = 32

  /// The code around `pc`; nil if it cannot be read or decoded. With `endsAt` the instruction of interest
  /// is the one that ends at `pc`, such as the call of a return address. `entry` is where a function that
  /// is not Go's begins.
  init?(
    around pc: Address, endsAt: Bool = false, _ program: GoProgram, entry: Address? = nil,
    decoder: Disassembler
  ) {
    let known = program.codeRange(at: endsAt ? pc &- 1 : pc)
    let foreign = entry.flatMap { start -> AddressRange? in
      start < pc ? AddressRange(start: start, end: pc &+ Self.foreignTail) : nil
    }
    guard let range = known ?? foreign, range.count <= Self.sizeLimit else {
      // Not a Go function: its start is unknown, so only what follows can be decoded.
      guard !endsAt else { return nil }
      let (bytes, _) = program.process.memory.readablePrefix(at: pc, count: 64)
      instructions = decoder.instructions(bytes, at: pc, limit: Self.after)
      guard !instructions.isEmpty else { return nil }
      (focus, beginsAtEntry, targets, knowsAllJumps) = (0, false, [], false)
      return
    }
    let (bytes, _) = program.process.memory.readablePrefix(at: range.start, count: Int(range.count))
    let outline = decoder.outline(bytes, at: range.start)
    let index =
      endsAt
      ? outline.starts.lastIndex { $0 < pc } : outline.starts.firstIndex { $0 >= pc }
    guard let index, endsAt || outline.starts[index] == pc else { return nil }
    let first = max(0, index - Self.depth)
    let start = outline.starts[first]
    guard let offset = Int(exactly: start.rawValue - range.start.rawValue) else { return nil }
    let decoded = decoder.instructions(
      Array(bytes[offset...]), at: start, limit: index - first + 1 + Self.after)
    guard decoded.count > index - first, !endsAt || decoded[index - first].end == pc else {
      return nil
    }
    instructions = decoded
    focus = index - first
    beginsAtEntry = first == 0
    targets = outline.targets
    knowsAllJumps = !outline.hasIndirectJump
  }

  /// The instruction of interest.
  var focused: Instruction { instructions[focus] }

  /// The instruction of interest with two before and two after it.
  func listing(_ program: GoProgram) -> [ListedInstruction] {
    // Behind its last instruction a function is filled up with zeros.
    let rest = instructions[(focus + 1)...].prefix { $0.isKnown || $0.operands != "0x0" }
    let range = max(0, focus - 2)..<min(rest.endIndex, focus + 3)
    return range.map { index in
      ListedInstruction(
        address: instructions[index].address, text: instructions[index].text,
        target: Self.target(of: instructions[index], program),
        isFaulting: index == focus)
    }
  }

  /// The function that an instruction jumps to or calls, or the variable that it addresses relative to
  /// itself.
  private static func target(
    of instruction: Instruction, _ program: GoProgram
  ) -> String? {
    switch instruction.flow {
    case .call(let target?), .jump(let target?), .branch(let target?):
      guard let function = program.function(at: target) else { return nil }
      let distance = target.rawValue &- function.entry.rawValue
      return distance == 0 ? function.name : "\(function.name)+\(hexadecimal(distance))"
    default: break
    }
    guard let address = relativeAddress(of: instruction, program.process.architecture),
      let symbol = program.process.executable.dataSymbol(holding: address)
    else { return nil }
    let distance = address.rawValue &- symbol.address.rawValue
    return distance == 0 ? symbol.name : "\(symbol.name)+\(hexadecimal(distance))"
  }

  /// The address that an operand gives relative to the next instruction.
  static func relativeAddress(
    of instruction: Instruction, _ architecture: Architecture
  ) -> Address? {
    for operand in instruction.memory + instruction.moves.compactMap(\.operand)
    where operand.base == architecture.roles.programCounter && operand.index == nil {
      return instruction.end &+ Int(operand.displacement)
    }
    return nil
  }
}

extension RegisterMove {
  /// The operand whose address is moved.
  fileprivate var operand: MemoryOperand? {
    if case .address(let operand) = source { return operand }
    return nil
  }
}
