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
  /// How many of the value's upper bits the fault's address does not tell.
  package var unknownBits = 0
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
  /// How many of the value's upper bits are unknown.
  package var unknownBits = 0

  /// `d (*orders.Discount), read from cart.Discount, was nil: field Percent at 0x18`.
  package var words: String {
    var text = name
    if let typeName { text += " (\(typeName))" }
    if let origin { text += ", read from \(origin)," }
    switch value {
    case 0?: text += " was nil"
    case let value?:
      text += " held \(hexadecimal(value))"
      if unknownBits > 0 { text += " in all but its upper \(unknownBits) bits" }
    case nil: text += " was no valid pointer"
    }
    if let field, let fieldOffset {
      text += ": field \(field) at \(Fault.signed(fieldOffset))"
    }
    return text
  }
}

/// Where a jump that went wrong had its target from.
package struct JumpSource: Sendable, Equatable {
  /// What transferred control.
  package enum Kind: String, Sendable, CaseIterable {
    case call, jump
    case procedureReturn = "return"
  }

  package let kind: Kind
  /// The register or the operand that held the target; nil for a return.
  package let operand: String?
  /// Where in memory the target was read; nil for a register, and where that is unknown.
  package let address: Address?

  /// What the processor did, in front of the target, or else of the operand that held it.
  package func words(hasTarget: Bool) -> String {
    switch kind {
    case .call: hasTarget || operand?.hasPrefix("[") == false ? "call of " : "call through "
    case .jump: hasTarget || operand?.hasPrefix("[") == false ? "jump to " : "jump through "
    case .procedureReturn: "return to "
    }
  }
}

/// What a read through nil was for, as the code behind it shows.
package enum NilCall: String, Sendable, CaseIterable {
  /// The method of an interface: its address stands in a table that a nil interface does not have.
  case interfaceMethod = "interface-method"
  case function
  /// A function value that `defer` had put off.
  case deferredFunction = "deferred-function"

  /// What was called, in words.
  package var words: String {
    switch self {
    case .interfaceMethod: "a method of a nil interface"
    case .function: "a nil func"
    case .deferredFunction: "a nil func (deferred)"
    }
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
  /// Where the target of a bad jump came from; nil where the instruction that jumped is unknown.
  package var jump: JumpSource?
  /// What a read through nil was for.
  package var nilCall: NilCall?
  /// What an integer division that the processor refused divided by; nil where that is unknown.
  package var divisor: UInt64?
  package var listing: [ListedInstruction] = []
  package var operand: FaultOperand?
  package var pointer: BadPointer?
  /// The tag of the pointer, of a fault of memory tagging; nil where it is unknown.
  package var pointerTag: UInt64?
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
    return place.words(of: address) + (protectionWords.map { ", which \($0)" } ?? "")
  }

  /// What the page of the address does not allow (SEGV_ACCERR); nil where it is not mapped, and where the
  /// place says so already.
  private var protectionWords: String? {
    guard isProtected else { return nil }
    switch place {
    case .nilPage, .nonCanonical, .guardPage, .reserved, .unmapped, nil: return nil
    default: break
    }
    switch access {
    case .read?: return "may not be read"
    case .write?: return "may not be written"
    case .execute?: return "may not be executed"
    case nil: return "is protected"
    }
  }

  /// Whether the page is there, and protected (SEGV_ACCERR, asm-generic/siginfo.h).
  package var isProtected: Bool { signal.number == 11 && signal.code == 2 }

  /// That the pointer's tag was wrong, in words; nil for other faults.
  package var tagWords: String? {
    switch signal.tagCheck {
    case .atInstruction?:
      guard let tag = pointerTag.map(hexadecimal) else {
        return "memory tag mismatch: neither the pointer's tag nor the memory's is known"
      }
      return "memory tag mismatch: the pointer's tag is \(tag), the memory's is not known"
    case .late?:
      return "memory tag mismatch, noticed late: neither the address nor the instruction is known"
    case nil: return nil
    }
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
