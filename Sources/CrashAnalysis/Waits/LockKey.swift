// Which lock an operation acts on, as far as the code around it tells: where the pointer came from, and how
// far behind it the lock lies.

internal import Disassembly
internal import ElfCore

/// Names the lock of an operation within one function.
struct LockKey: Hashable {
  /// Where the pointer came from.
  enum Origin: Hashable {
    /// The code names the address of a variable.
    case variable(Address)
    /// A word of the frame, by its distance from the stack pointer.
    case slot(Int64)
    /// A word of the closure that runs, by its distance from the closure.
    case captured(Int64)
    /// A register, whose word may lie anywhere in the frame.
    case register
  }

  var origin: Origin
  /// How far behind the pointer the lock lies; 0 for a variable.
  var offset: Int64

  /// The same without the place of the pointer.
  var loose: LockKey {
    if case .variable = origin { return self }
    return LockKey(origin: .register, offset: offset)
  }
}

/// Follows the registers of a function backwards to where their words came from. For amd64: it knows how Go
/// passes arguments and closures there.
struct LockTracer {
  private let instructions: [Instruction]
  /// Where ways join, so that what lies before in the order of the code need not have run.
  private let joins: Set<Address>
  /// How often each word of the frame is written.
  private let stores: [Int64: Int]
  /// More instructions are not followed for one register.
  private static let limit = 200

  init(_ instructions: [Instruction]) {
    self.instructions = instructions
    var joins: Set<Address> = []
    var stores: [Int64: Int] = [:]
    for instruction in instructions {
      switch instruction.flow {
      case .branch(let target?), .jump(let target?): joins.insert(target)
      default: break
      }
      for operand in instruction.memory where operand.base == "rsp" && operand.isWritten {
        stores[operand.displacement, default: 0] += 1
      }
    }
    self.joins = joins
    self.stores = stores
  }

  /// A traced word: what it is, and the argument that it was if nothing changed it since the function began.
  struct Word: Equatable {
    var key: LockKey
    var argument: Argument?
  }

  /// A register that the caller set, and how far behind its word the traced one points.
  struct Argument: Hashable {
    var register: String
    var offset: Int64
  }

  /// Whether a word of the frame keeps what was stored in it once.
  func isSteady(_ key: LockKey) -> Bool {
    switch key.origin {
    case .variable: true
    case .slot(let place): stores[place] == 1
    case .captured, .register: false
    }
  }

  /// What `operand` of the instruction with this index points to.
  func target(of operand: MemoryOperand, at index: Int) -> Word? {
    guard operand.index == nil, operand.segment == nil, let base = operand.base else { return nil }
    if base == "rip" {
      return Word(key: variable(operand, at: index), argument: nil)
    }
    return trace(base, offset: operand.displacement, before: index)
  }

  private func variable(_ operand: MemoryOperand, at index: Int) -> LockKey {
    let end = instructions[index].end.rawValue
    return LockKey(
      origin: .variable(Address(end &+ UInt64(bitPattern: operand.displacement))), offset: 0)
  }

  /// The word of `register` plus `offset` before the instruction with this index.
  func trace(_ register: String, offset: Int64, before index: Int) -> Word {
    var register = register
    var offset = offset
    var spilled: LockKey?
    func found(isArgument: Bool = false) -> Word {
      Word(
        key: spilled ?? LockKey(origin: .register, offset: offset),
        argument: isArgument ? Argument(register: register, offset: offset) : nil)
    }
    for current in stride(from: index - 1, through: max(0, index - Self.limit), by: -1) {
      // The first instruction is never asked: the way back there, once the stack has grown, changes nothing.
      if joins.contains(instructions[current + 1].address) { return found() }
      let instruction = instructions[current]
      switch instruction.flow {
      case .call, .jump, .end: return found()
      case .next, .branch: break
      }
      if let store = instruction.store, store.register == register, store.operand.base == "rsp",
        store.operand.index == nil
      {
        spilled = LockKey(origin: .slot(store.operand.displacement), offset: offset)
      }
      guard instruction.writes.contains(register) || !instruction.isKnown else { continue }
      guard let move = instruction.moves.first(where: { $0.register == register }) else {
        return found()
      }
      switch move.source {
      case .register(let other): register = other
      case .constant: return found()
      case .memory(let operand):
        guard operand.index == nil else { return found() }
        if operand.base == "rsp" {
          return Word(
            key: LockKey(origin: .slot(operand.displacement), offset: offset), argument: nil)
        }
        if operand.base == "rdx", isUnchanged("rdx", before: current) {
          return Word(
            key: LockKey(origin: .captured(operand.displacement), offset: offset), argument: nil)
        }
        return found()
      case .address(let operand):
        guard operand.index == nil, let base = operand.base, base != "rsp" else { return found() }
        if base == "rip" {
          var key = variable(operand, at: current)
          if case .variable(let address) = key.origin {
            key.origin = .variable(Address(address.rawValue &+ UInt64(bitPattern: offset)))
          }
          return Word(key: key, argument: nil)
        }
        register = base
        offset &+= operand.displacement
      }
    }
    return found(isArgument: index <= Self.limit)
  }

  /// Whether a register still has what the caller left in it.
  private func isUnchanged(_ register: String, before index: Int) -> Bool {
    instructions[..<index].allSatisfy { instruction in
      if case .call = instruction.flow { return false }
      return !instruction.writes.contains(register)
    }
  }
}
