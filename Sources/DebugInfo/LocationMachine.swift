// The stack machine for DWARF's location expressions, as far as call frame information uses it. Memory
// reads are checked, numbers wrap around, and loops are limited.

internal import CElfutils
internal import ElfCore

/// Why an expression has no value.
enum LocationError: Error {
  case unreadable(MemoryError)
  /// It needs a register that is lost, or an operation that frames do not use, or it is damaged.
  case unsupported
}

/// Evaluates expressions on the registers of one frame.
struct LocationMachine {
  let registers: [UInt64?]
  let memory: AddressSpace
  /// The canonical frame address, once it is known.
  var frameAddress: UInt64?
  private var stack: [UInt64] = []
  /// More than any compiler makes; an expression may branch backwards.
  private static let stepLimit = 10_000
  private static let depthLimit = 1_000

  init(registers: [UInt64?], memory: AddressSpace) {
    self.registers = registers
    self.memory = memory
  }

  /// What an expression leaves behind: a value, or the address of one.
  struct Result {
    let value: UInt64
    let isValue: Bool
  }

  /// The value at the place that `operations` name, or the value itself.
  mutating func contents(_ operations: [LocationOperation]) throws(LocationError) -> UInt64 {
    let result = try run(operations)
    return result.isValue ? result.value : try load(result.value, size: memory.pointerSize)
  }

  /// What `operations` leave on the stack.
  mutating func run(_ operations: [LocationOperation]) throws(LocationError) -> Result {
    stack.removeAll(keepingCapacity: true)
    if operations.count == 1, let number = Self.registerNumber(operations[0]) {
      return Result(value: try register(number), isValue: true)
    }
    var index = 0
    var steps = 0
    while index < operations.count {
      steps += 1
      guard steps <= Self.stepLimit, stack.count <= Self.depthLimit else { throw .unsupported }
      let operation = operations[index]
      index += 1
      switch Int(operation.code) {
      case Int(DW_OP_stack_value):
        return Result(value: try pop(), isValue: true)
      case Int(DW_OP_skip):
        index = try target(of: operation, in: operations)
      case Int(DW_OP_bra):
        if try pop() != 0 { index = try target(of: operation, in: operations) }
      default:
        try execute(operation)
      }
    }
    return Result(value: try pop(), isValue: false)
  }

  /// DW_OP_reg…: the value is in a register.
  private static func registerNumber(_ operation: LocationOperation) -> UInt64? {
    let code = Int(operation.code)
    if code >= Int(DW_OP_reg0), code <= Int(DW_OP_reg31) { return UInt64(code - Int(DW_OP_reg0)) }
    return code == Int(DW_OP_regx) ? operation.operands.0 : nil
  }

  /// The operation to which one of three bytes jumps.
  private func target(
    of operation: LocationOperation, in operations: [LocationOperation]
  ) throws(LocationError) -> Int {
    let distance = UInt64(
      bitPattern: Int64(Int16(truncatingIfNeeded: operation.operands.0)))
    let offset = operation.offset &+ 3 &+ distance
    if let index = operations.firstIndex(where: { $0.offset == offset }) { return index }
    guard let last = operations.last, offset > last.offset else { throw .unsupported }
    return operations.count
  }

  private mutating func execute(_ operation: LocationOperation) throws(LocationError) {
    let code = Int(operation.code)
    let operand = operation.operands.0
    switch code {
    case Int(DW_OP_lit0)...Int(DW_OP_lit31): push(UInt64(code - Int(DW_OP_lit0)))
    case Int(DW_OP_breg0)...Int(DW_OP_breg31):
      push(try register(UInt64(code - Int(DW_OP_breg0))) &+ operand)
    case Int(DW_OP_bregx): push(try register(operand) &+ operation.operands.1)
    case Int(DW_OP_addr), Int(DW_OP_const1u), Int(DW_OP_const1s), Int(DW_OP_const2u),
      Int(DW_OP_const2s), Int(DW_OP_const4u), Int(DW_OP_const4s), Int(DW_OP_const8u),
      Int(DW_OP_const8s), Int(DW_OP_constu), Int(DW_OP_consts):
      push(operand)
    case Int(DW_OP_call_frame_cfa):
      guard let frameAddress else { throw .unsupported }
      push(frameAddress)
    case Int(DW_OP_deref): push(try load(try pop(), size: memory.pointerSize))
    case Int(DW_OP_deref_size):
      guard [1, 2, 4, 8].contains(operand) else { throw .unsupported }
      push(try load(try pop(), size: Int(operand)))
    case Int(DW_OP_dup): push(try peek(0))
    case Int(DW_OP_drop): _ = try pop()
    case Int(DW_OP_over): push(try peek(1))
    case Int(DW_OP_pick): push(try peek(operand))
    case Int(DW_OP_swap):
      let (top, next) = (try pop(), try pop())
      push(top)
      push(next)
    case Int(DW_OP_rot):
      let (first, second, third) = (try pop(), try pop(), try pop())
      push(first)
      push(third)
      push(second)
    case Int(DW_OP_plus_uconst): push(try pop() &+ operand)
    case Int(DW_OP_neg): push(0 &- (try pop()))
    case Int(DW_OP_not): push(~(try pop()))
    case Int(DW_OP_abs): push(Int64(bitPattern: try pop()).magnitude)
    case Int(DW_OP_nop): break
    default: try combine(code)
    }
  }

  /// The operations on the two topmost values.
  private mutating func combine(_ code: Int) throws(LocationError) {
    let right = try pop()
    let left = try pop()
    let (signedLeft, signedRight) = (Int64(bitPattern: left), Int64(bitPattern: right))
    switch code {
    case Int(DW_OP_plus): push(left &+ right)
    case Int(DW_OP_minus): push(left &- right)
    case Int(DW_OP_mul): push(left &* right)
    case Int(DW_OP_and): push(left & right)
    case Int(DW_OP_or): push(left | right)
    case Int(DW_OP_xor): push(left ^ right)
    case Int(DW_OP_shl): push(right < 64 ? left << right : 0)
    case Int(DW_OP_shr): push(right < 64 ? left >> right : 0)
    case Int(DW_OP_shra): push(UInt64(bitPattern: signedLeft >> Int64(min(right, 63))))
    case Int(DW_OP_eq): push(left == right ? 1 : 0)
    case Int(DW_OP_ne): push(left != right ? 1 : 0)
    case Int(DW_OP_ge): push(signedLeft >= signedRight ? 1 : 0)
    case Int(DW_OP_gt): push(signedLeft > signedRight ? 1 : 0)
    case Int(DW_OP_le): push(signedLeft <= signedRight ? 1 : 0)
    case Int(DW_OP_lt): push(signedLeft < signedRight ? 1 : 0)
    default: throw .unsupported
    }
  }

  private mutating func push(_ value: UInt64) {
    stack.append(memory.pointerSize == 4 ? value & 0xffff_ffff : value)
  }

  private mutating func pop() throws(LocationError) -> UInt64 {
    guard let value = stack.popLast() else { throw .unsupported }
    return value
  }

  private func peek(_ depth: UInt64) throws(LocationError) -> UInt64 {
    guard depth < UInt64(stack.count) else { throw .unsupported }
    return stack[stack.count - 1 - Int(depth)]
  }

  private func register(_ number: UInt64) throws(LocationError) -> UInt64 {
    guard number < UInt64(registers.count), let value = registers[Int(number)] else {
      throw .unsupported
    }
    return value
  }

  private func load(_ address: UInt64, size: Int) throws(LocationError) -> UInt64 {
    do throws(MemoryError) {
      return try memory.integer(Address(address), size: size)
    } catch {
      throw .unreadable(error)
    }
  }
}
