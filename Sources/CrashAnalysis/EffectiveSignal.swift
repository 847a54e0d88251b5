// The signal that caused the death. It is rarely the one in the core's notes: after printing what happened,
// the Go runtime kills the process with SIGABRT.

package import ElfCore
internal import GoRuntime

/// What the faulting instruction did with memory.
package enum AccessKind: String, Sendable, CaseIterable {
  case read, write, execute
}

/// The signal that killed the program, or that the runtime turned into a panic.
package struct EffectiveSignal: Sendable {
  /// Where it was found.
  package enum Source: Sendable, Equatable {
    /// `sig`, `sigcode0`, `sigcode1` and `sigpc` of the `g` at this address.
    case goroutine(Address)
    /// The signal frame at this address.
    case signalFrame(Address)
    /// NT_SIGINFO of the core.
    case note
  }

  package let number: Int32
  package let code: Int32
  /// The address of the fault; nil if the signal was no fault.
  package let address: Address?
  /// The interrupted instruction.
  package let pc: Address?
  package let access: AccessKind?
  package let source: Source
  /// The process that sent it; nil for a fault.
  package let sender: Sender?
  /// The system call that was refused, of a SIGSYS.
  package let systemCall: SystemCall?
  /// Whether the processor reported no address, as for a general-protection fault (si_code SI_KERNEL).
  package var addressIsUnknown: Bool {
    code == SignalInformation.fromKernel && (address?.rawValue ?? 0) == 0 || tagCheck == .late
  }

  /// When a pointer with a wrong memory tag is noticed.
  package enum TagCheck: Sendable {
    /// By the instruction that uses it.
    case atInstruction
    /// Some time later: neither the address nor the instruction is known.
    case late
  }

  /// Whether it is memory tagging's (SEGV_MTEAERR and SEGV_MTESERR, asm-generic/siginfo.h), and of which kind.
  package var tagCheck: TagCheck? {
    guard number == 11, sender == nil else { return nil }
    return code == 9 ? .atInstruction : code == 8 ? .late : nil
  }

  /// Whether the address is not a multiple of what the instruction needs (BUS_ADRALN).
  package var isMisaligned: Bool { number == 7 && code == 1 && sender == nil }

  /// The signal's name.
  package var name: String { SignalName.name(number) }

  /// Who sent a signal.
  package struct Sender: Sendable, Equatable {
    /// 0 for the terminal, and for a process outside the PID namespace.
    package let processID: Int32
    package let userID: UInt32
  }

  package init(
    number: Int32, code: Int32, address: Address?, pc: Address?, access: AccessKind?,
    source: Source, sender: Sender?, systemCall: SystemCall? = nil
  ) {
    self.number = number
    self.code = code
    self.address = address
    self.pc = pc
    self.access = access
    self.source = source
    self.sender = sender
    self.systemCall = systemCall
  }

  /// Whether the processor refused an integer division: by zero, or of the least integer by -1.
  var isDivisionError: Bool { number == Self.arithmetic && code == 1 }

  /// SIGFPE.
  private static let arithmetic: Int32 = 8

  /// What a SIGFPE of the processor says (`FPE_*`, asm-generic/siginfo.h); nil for other signals.
  /// `divisor`: what an integer division divided by, where that is known.
  func arithmeticWords(divisor: UInt64?) -> String? {
    guard number == Self.arithmetic, sender == nil else { return nil }
    switch code {
    case 1:
      if let divisor, divisor != 0 { return "integer division whose result does not fit" }
      return "integer division by zero"
    case 2: return "integer overflow"
    case 3: return "floating-point division by zero"
    case 4: return "floating-point overflow"
    case 5: return "floating-point underflow"
    case 6: return "inexact floating-point result"
    case 7: return "invalid floating-point operation"
    case 8: return "subscript out of range"
    default: return nil
    }
  }

  static let faults: Set<Int32> = [4, 5, 7, 8, 11]  // SIGILL SIGTRAP SIGBUS SIGFPE SIGSEGV

  /// The signal that a frame on a signal stack is about; nil if its `siginfo` makes no sense.
  init?(_ frame: SignalFrame, processID: Int32?, architecture: Architecture) {
    guard let information = frame.information else { return nil }
    let isFault = Self.faults.contains(information.number) && !information.isFromProcess
    let isFromTerminal = !isFault && information.code == SignalInformation.fromKernel
    self.init(
      number: information.number, code: information.code,
      address: isFault ? information.address : nil,
      pc: frame.registers.programCounter(architecture),
      access: isFault ? Self.access(frame, of: information.address, architecture) : nil,
      source: .signalFrame(frame.address),
      sender: information.isFromProcess || isFromTerminal
        ? Sender(
          processID: isFromTerminal ? 0 : information.senderID,
          userID: isFromTerminal ? 0 : information.senderUser) : nil,
      systemCall: information.systemCall)
  }

  /// The signal that the runtime turned into a panic or a throw, as recorded in the goroutine's `g`; nil if
  /// there was none. `frame` is a later signal frame of the same thread: the kernel leaves the words about the
  /// last page fault in it.
  init?(
    of goroutine: Goroutine, in process: GoProcess, frame: SignalFrame?
  ) throws(RecordError) {
    let record = process.record(at: goroutine.address)
    let signal = try record[.gSignal].integer()
    guard signal > 0, signal < 65 else { return nil }
    let code = try record[.gSignalCode].integer()
    let address = try record[.gSignalAddress].integer()
    let pc = try record[.gSignalPC].integer()
    // Up to go1.20 the runtime takes what tgkill sent for a fault (runtime/signal_unix.go sighandler). Where
    // siginfo has the address of a fault, it has the sender of such a signal.
    let isSent =
      Int32(truncatingIfNeeded: code) == SignalInformation.fromThread
      && process.architecture.pointerSize == 8
    let isFault = Self.faults.contains(Int32(signal)) && !isSent
    self.init(
      number: Int32(signal), code: Int32(truncatingIfNeeded: code),
      address: isFault ? Address(address) : nil, pc: Address(pc),
      access: frame.flatMap {
        Self.access($0, of: Address(address), process.architecture)
      },
      source: .goroutine(goroutine.address),
      sender: isSent
        ? Sender(
          processID: Int32(truncatingIfNeeded: address),
          userID: UInt32(truncatingIfNeeded: UInt64(truncatingIfNeeded: address) >> 32)) : nil)
  }

  /// The access according to the error code of the fault. The kernel leaves the words about a thread's last
  /// fault in place, so they count only if they are about the address of this one.
  private static func access(
    _ frame: SignalFrame, of address: Address, _ architecture: Architecture
  ) -> AccessKind? {
    let bits = architecture.signalContext.accessBits
    guard frame.faultAddress == address, let trap = frame.trapNumber, let error = frame.errorCode
    else { return nil }
    if bits.instructionTraps.contains(trap) { return .execute }
    guard bits.dataTraps.contains(trap), error & bits.neither == 0 else { return nil }
    if error & bits.execute != 0 { return .execute }
    return error & bits.write != 0 ? .write : .read
  }

  /// Whether a process other than `processID` sent it, or the terminal. Where the program's own id is
  /// unknown, only what no process of its namespace sent is certain to be from outside.
  package func isFromOutside(processID: Int32?) -> Bool {
    guard let sender else { return false }
    guard let processID else { return sender.processID == 0 }
    return sender.processID != processID
  }
}
