// A fault explained: which address was accessed, how, by which instruction, and which pointer was bad.

package import ElfCore
package import GoRuntime

/// One line of a disassembly.
package struct ListedInstruction: Sendable, Equatable {
  package let address: Address
  /// Mnemonic and operands, in Intel's order on x86.
  package let text: String
  /// The function or variable whose address an operand gives.
  package let target: String?
  /// Whether this is the instruction that faulted, or the call that jumped to no code.
  package let isFaulting: Bool
}

/// How the access of a fault is known.
package enum AccessSource: String, Sendable, CaseIterable {
  /// The processor's error code of a page fault at this address.
  case errorCode = "error-code"
  /// What the decoded instruction does.
  case instruction
}

/// The memory operand of the faulting instruction.
package struct FaultOperand: Sendable, Equatable {
  /// `[r8 + 0x18]`.
  package let text: String
  /// The base register, and the value that it held.
  package let base: String?
  package let baseValue: UInt64?
  /// Whether the value is computed from the fault's address, since the register is lost.
  package let isDeduced: Bool
  package let displacement: Int64
}

/// The bad pointer, as the program names it.
package struct BadPointer: Sendable, Equatable {
  /// `d`, `cart.Discount`, a global variable, or a description of a receiver without a name.
  package let name: String
  /// `*orders.Discount`; nil without debug information.
  package let typeName: String?
  /// The function whose variable it is.
  package let function: String?
  /// Where the variable's value was loaded from: `cart.Discount` for `d`.
  package let origin: String?
  /// Its value; nil if that is unknown.
  package let value: UInt64?
  /// The member that was accessed through it; nil if that is unknown.
  package let field: String?
  /// The member's distance from the pointer, in bytes.
  package let fieldOffset: Int64?
  /// How sure the name is.
  package let confidence: Confidence

  /// `d (*orders.Discount), read from cart.Discount, was nil: field Percent at 0x18`.
  package var words: String {
    var text = name
    if let typeName { text += " (\(typeName))" }
    if let origin { text += ", read from \(origin)," }
    switch value {
    case 0?: text += " was nil"
    case let value?: text += " held \(hexadecimal(value))"
    case nil: text += " was no valid pointer"
    }
    if let field, let fieldOffset {
      text += ": field \(field) at \(Fault.signed(fieldOffset))"
    }
    return text
  }
}

/// A fault of the processor: SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGTRAP.
package struct Fault: Sendable {
  package let signal: EffectiveSignal
  /// The address that was accessed; nil if neither the processor nor the registers say.
  package var address: Address?
  package var place: AddressPlace?
  package var access: AccessKind?
  package var accessSource: AccessSource?
  /// The program counter. After a wild jump no code is there.
  package var pc: Address?
  /// Whether the program jumped to where no code is.
  package var isWildJump = false
  package var listing: [ListedInstruction] = []
  package var operand: FaultOperand?
  package var pointer: BadPointer?
  /// What could not be found out, and why.
  package var problems: [String] = []

  init(signal: EffectiveSignal) {
    self.signal = signal
  }

  /// The faulting instruction.
  package var instruction: ListedInstruction? { listing.first(where: \.isFaulting) }

  /// What lies at the address, in words.
  package var placeWords: String? {
    guard let place else { return nil }
    guard let address else { return place.words(of: .null) }
    if case .file(let path, let offset) = place, signal.number == Self.busError,
      signal.code == Self.noSuchAddress
    {
      return "mapped file \(path) at offset \(offset), beyond the file's end"
    }
    return place.words(of: address)
  }

  /// SIGBUS.
  private static let busError: Int32 = 7
  /// BUS_ADRERR: the page is beyond the end of the file (asm-generic/siginfo.h).
  private static let noSuchAddress: Int32 = 2

  /// A displacement in hexadecimal digits, with its sign.
  static func signed(_ value: Int64) -> String {
    value < 0 ? "-" + hexadecimal(value.magnitude) : hexadecimal(UInt64(value))
  }
}
