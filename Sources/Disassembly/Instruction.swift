// One machine instruction, as far as the explanation of a fault needs it: its text, what it reads and
// writes, and where it may go next.

package import ElfCore

/// An operand in memory: base + index × scale + displacement.
package struct MemoryOperand: Sendable, Equatable {
  /// The segment register that moves the address (thread-local storage on x86).
  package let segment: String?
  /// The full register, never a part of one (`rax` for `eax`).
  package let base: String?
  package let index: String?
  package let scale: Int
  /// In bytes. Relative to the next instruction where `base` is the program counter.
  package let displacement: Int64
  /// Bytes that are read or written; 0 where the decoder does not tell.
  package let size: Int
  package let isRead: Bool
  package let isWritten: Bool

  package init(
    segment: String? = nil, base: String?, index: String? = nil, scale: Int = 1,
    displacement: Int64, size: Int, isRead: Bool = true, isWritten: Bool = false
  ) {
    self.segment = segment
    self.base = base
    self.index = index
    self.scale = scale
    self.displacement = displacement
    self.size = size
    self.isRead = isRead
    self.isWritten = isWritten
  }
}

/// A register that gets a whole word from elsewhere.
package struct RegisterMove: Sendable, Equatable {
  /// Where the word comes from.
  package enum Source: Sendable, Equatable {
    case register(String)
    case memory(MemoryOperand)
    /// The address of the operand itself (`lea`, an addition).
    case address(MemoryOperand)
    case constant(UInt64)
  }

  package let register: String
  package let source: Source

  package init(register: String, source: Source) {
    self.register = register
    self.source = source
  }
}

/// A register whose whole word goes to memory.
package struct RegisterStore: Sendable, Equatable {
  package let register: String
  package let operand: MemoryOperand
}

/// A register that an instruction names as its first operand.
package struct RegisterOperand: Sendable, Equatable {
  /// The full register, never a part of one.
  package let name: String
  /// Bytes of it that are used.
  package let size: Int
}

/// Where control goes after an instruction.
package enum ControlFlow: Sendable, Equatable {
  /// To the next instruction.
  case next
  /// There or to the next one; nil where the target is no constant.
  case branch(Address?)
  case jump(Address?)
  case call(Address?)
  case end
}

/// A decoded instruction.
package struct Instruction: Sendable, Equatable {
  package let address: Address
  /// In bytes.
  package let length: Int
  package let mnemonic: String
  /// The operands as the decoder writes them; Intel's order on x86.
  package let operands: String
  package let memory: [MemoryOperand]
  /// The first operand, where it is a register.
  package let register: RegisterOperand?
  /// The full registers that it writes, also those that its text does not name.
  package let writes: [String]
  package let moves: [RegisterMove]
  package let store: RegisterStore?
  package let flow: ControlFlow
  /// Whether it only touches memory and keeps nothing of what it reads: the compiler's check of a
  /// pointer for nil (cmd/compile, LoweredNilCheck).
  package let isNilCheck: Bool

  /// Whether the decoder knows it. One that it does not know may write anything.
  package var isKnown = true

  /// A word of arm64 that the decoder does not know, such as an atomic of a later architecture than its own.
  static func unknown(_ word: UInt32, at address: Address) -> Instruction {
    var instruction = Instruction(
      address: address, length: 4, mnemonic: ".inst", operands: hexadecimal(UInt64(word)),
      memory: [], register: nil, writes: [], moves: [], store: nil, flow: .next, isNilCheck: false)
    instruction.isKnown = false
    return instruction
  }

  /// The address of the instruction behind it.
  package var end: Address { address &+ length }

  /// The text of a listing.
  package var text: String { operands.isEmpty ? mnemonic : "\(mnemonic) \(operands)" }
}

/// Where the instructions of a piece of code begin, and where it jumps to.
package struct CodeOutline: Sendable {
  /// The address of each instruction, ascending.
  package let starts: [Address]
  /// The address behind the last.
  package let end: Address
  /// The targets of its jumps and branches.
  package let targets: Set<Address>
  /// Whether it jumps to an address out of a register or a table.
  package let hasIndirectJump: Bool

  package init(starts: [Address], end: Address, targets: Set<Address>, hasIndirectJump: Bool) {
    self.starts = starts
    self.end = end
    self.targets = targets
    self.hasIndirectJump = hasIndirectJump
  }
}

/// An instruction as a step of control: where it lies and where it leads.
package struct CodeStep: Sendable, Equatable {
  package let address: Address
  /// In bytes.
  package let length: Int
  package let flow: ControlFlow

  package init(address: Address, length: Int, flow: ControlFlow) {
    self.address = address
    self.length = length
    self.flow = flow
  }

  /// The address of the instruction behind it.
  package var end: Address { address &+ length }
}
