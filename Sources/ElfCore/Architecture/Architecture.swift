// What differs from processor to processor, as data. The readers interpret it; none of them asks
// which processor it is.
//
// To add one: a file `Architecture+X.swift` with a static instance, a line in `supported`, the
// prstatus and signal-frame layouts from the kernel's headers, the unwinding rules from
// runtime/stubs_X.go and runtime/preempt_X.s, and a real core among the samples.

/// A processor architecture as the kernel and the Go runtime lay things out on it.
package struct Architecture: Sendable {
  /// Go's name (GOARCH).
  package let name: String
  /// ELF's `e_machine`.
  package let elfMachine: UInt16
  /// Bytes in a pointer: 8 or 4.
  package let pointerSize: Int
  /// The smallest instruction, in bytes (pclntab's minLC).
  package let instructionQuantum: Int
  /// Names of the registers that a thread note keeps, in the order of `prstatus`.
  package let registers: [String]
  /// The roles that registers play.
  package let roles: RegisterRoles
  /// Where NT_PRSTATUS and NT_PRPSINFO keep things.
  package let notes: NoteLayout
  /// Where the return address of a frame is found.
  package let returnAddress: ReturnAddress
  /// Bytes between a frame's end and its first argument slot (Go's `sys.MinFrameSize`).
  package let argumentsOffset: Int
  /// Bytes that the runtime's signal handler pushes before it fakes a call, to keep the link register
  /// (runtime/signal_*.go, preparePanic); 0 where a call pushes the return address itself.
  package let fakedCallSize: Int
  /// Whether Go functions save the caller's frame pointer beside the return address.
  package let savesFramePointer: Bool
  /// The frame that the kernel pushes for a signal handler.
  package let signalContext: SignalContext
  /// What `runtime.asyncPreempt` saves on the stack, as word offsets from its stack pointer.
  package let preemptionSaves: [SavedRegister]
  /// How the program's code names its variables.
  package let dataOperands: DataOperands
  /// How a call of a function with a fixed address is encoded.
  package let directCall: DirectCall
  /// How calls, jumps and returns are encoded whose target an operand holds.
  package let indirectCode: IndirectCode
  /// How a thread's own `g` is found without symbols.
  package let threadPointer: ThreadPointer
  /// Where a thread's static storage may be, in words from the base of its thread-local storage (ELF
  /// Handling For Thread-Local Storage: below the base in variant II, behind two words in variant I).
  package let threadStorage: Range<Int>
  /// What unwinding C code needs beyond that.
  package let foreignFrames: ForeignFrames
  /// The instructions that its code is made of.
  package let instructionSet: InstructionSet
  /// What addresses a process can have, and how the runtime divides them.
  package let addressing: Addressing

  /// Where a register was saved, as bytes from a stack pointer.
  package struct SavedRegister: Sendable {
    package let name: String
    package let offset: Int
  }

  /// How frames find their caller.
  package enum ReturnAddress: Sendable {
    /// `call` pushed it: the word below the end of the frame.
    case pushedByCall
    /// A link register holds it until the prologue stores it at the bottom of the frame.
    case linkRegister
  }

  /// The encoding of a call whose target the instruction itself names.
  package enum DirectCall: Sendable {
    /// An opcode of one byte, then the target's distance from the next instruction in 32 bits.
    case opcode(UInt8)
    /// An instruction of 32 bits whose upper six are `bits`, the others the target's distance in words.
    case branch(bits: UInt32)

    /// The length of such a call in bytes.
    package var size: Int {
      switch self {
      case .opcode: 5
      case .branch: 4
      }
    }

    /// The target of the call that `code` holds at `offset`, `pc` being the address of that byte; nil
    /// when there is no such call. Other bytes may happen to look like one.
    package func target(in code: [UInt8], at offset: Int, pc: Address) -> Address? {
      switch self {
      case .opcode(let opcode):
        guard offset < code.count, code[offset] == opcode,
          let distance = code.int32(at: offset + 1)
        else { return nil }
        return pc &+ (5 + Int(distance))
      case .branch(let bits):
        guard let raw = code.int32(at: offset) else { return nil }
        let word = UInt32(bitPattern: raw)
        guard word >> 26 == bits else { return nil }
        return pc &+ Int(Int32(bitPattern: word << 6) >> 6) * 4
      }
    }
  }

  /// The instruction sets that a disassembler has to know.
  package enum InstructionSet: Sendable {
    case x86, x86In64Bit, a64
  }

  /// The address space: the kernel's part of it and the Go heap's (runtime/malloc.go, go1.19 to
  /// go1.27).
  package struct Addressing: Sendable {
    /// How many bits of an address are significant; the bits above repeat the highest of them.
    package let bits: Int
    /// How many of the upper bits of a pointer the processor ignores (arm64: top byte ignore). The kernel
    /// leaves them out of a fault's address.
    package let tagBits: Int
    /// The binary logarithm of an arena's size (`logHeapArenaBytes`).
    package let arenaBits: Int
    /// Subtracted from an address to get the number of its arena (`arenaBaseOffset`).
    package let arenaBase: UInt64

    /// `address` without the bits that the processor ignores.
    package func untagged(_ address: Address) -> Address {
      guard tagBits > 0, tagBits < 64 else { return address }
      return Address(address.rawValue & (UInt64.max >> UInt64(tagBits)))
    }

    /// The bits of `address` that the processor ignores, as a number.
    package func tag(of address: Address) -> UInt64 {
      tagBits > 0 ? address.rawValue >> UInt64(64 - tagBits) : 0
    }

    /// Whether no process can have `address`: the processor refuses it before it looks at any page.
    package func isNonCanonical(_ address: Address) -> Bool {
      guard bits < 64 else { return false }
      let top = Int64(bitPattern: address.rawValue) >> Int64(bits - 1)
      return top != 0 && top != -1
    }
  }

  /// Where the thread-local storage base of a thread comes from.
  package enum ThreadPointer: Sendable {
    /// A register of NT_PRSTATUS.
    case register(String)
    /// The word of a note of its own (NT_ARM_TLS).
    case note(UInt32)
    /// NT_386_TLS: the entry that the segment register selects.
    case descriptors(note: UInt32, selector: String)
  }

  /// How instructions name data of their own program.
  package enum DataOperands: Sendable {
    /// A displacement of 32 bits behind a ModRM byte: from the next instruction, or from 0. The
    /// high bits of the byte before the opcode are `prefix` where a word needs one (REX.W).
    case displacement(isRelative: Bool, prefix: UInt8?)
    /// ADRP with the page, and the offset in it in the instruction that follows. `scratch` is the
    /// register that the Go assembler keeps for this (REGTMP, cmd/internal/obj).
    case pageAndOffset(scratch: UInt32)
  }

  /// The registers that unwinding needs, by name.
  package struct RegisterRoles: Sendable {
    package let programCounter: String
    package let stackPointer: String
    package let framePointer: String?
    package let linkRegister: String?
    /// The register in which Go code of ABIInternal keeps `g`.
    package let goroutine: String?
    /// The registers that pass the first words of the arguments, in order (ABIInternal); none where all
    /// are on the stack.
    package let arguments: [String]
    /// The register in which the kernel returns a system call's result, or the negated number of its error.
    package let systemCallResult: String
  }

  /// Offsets in the notes of `struct elf_prstatus` and `struct elf_prpsinfo` (linux/elfcore.h).
  package struct NoteLayout: Sendable {
    package let prstatusSize: Int
    package let currentSignal: Int
    package let threadID: Int
    package let registers: Int
    package let registerSize: Int
    package let prpsinfoUserID: Int
    package let prpsinfoUserIDSize: Int
    package let prpsinfoProcessID: Int
    package let prpsinfoName: Int
    package let prpsinfoArguments: Int
  }

  /// The error code of a fault as one of the records that the kernel puts behind the registers: each begins
  /// with its kind and its size, 32 bits each; a kind of 0 ends them.
  package struct SyndromeRecord: Sendable {
    /// The offset of the first record.
    package let records: Int
    /// Bytes that all of them have together.
    package let size: Int
    /// The kind of the one that holds the error code, as its first word.
    package let kind: UInt64
    /// Where the trap number lies in the error code.
    package let trapShift: UInt64
    package let trapMask: UInt64
  }

  /// What an error code means.
  package struct AccessBits: Sendable {
    /// The trap numbers of faults in which the error code tells the access.
    package let dataTraps: Set<UInt64>
    /// The trap numbers of faults in fetching an instruction.
    package let instructionTraps: Set<UInt64>
    package let write: UInt64
    package let execute: UInt64
    /// Of what accesses no data, though it says that it writes: the maintenance of a cache.
    package let neither: UInt64
  }

  /// Where `ucontext` keeps things, from its own start (asm/ucontext.h, asm/sigcontext.h).
  package struct SignalContext: Sendable {
    /// `uc_stack.ss_sp` and `uc_stack.ss_size`.
    package let stackPointer: Int
    package let stackSize: Int
    /// Registers by name.
    package let registers: [SavedRegister]
    /// Bytes in one saved register.
    package let registerSize: Int
    /// The page-fault error code, trap number and fault address, where the context has them.
    package let errorCode: Int?
    package let trapNumber: Int?
    package let faultAddress: Int?
    /// Where the error code is a record of its own behind the registers.
    package let syndrome: SyndromeRecord?
    /// How the error code tells the access.
    package let accessBits: AccessBits
    /// The distance from the context to the `siginfo` that the kernel wrote with it.
    package let signalInformation: Int
  }

  /// What the frames of C code, and those between C and Go, look like.
  package struct ForeignFrames: Sendable {
    /// Names of the registers by their DWARF numbers, as the psABI of the processor gives them.
    package let dwarfRegisters: [String]
    /// From the stack pointer at the return of a signal handler to the `ucontext`
    /// (arch/*/kernel/signal.c, `struct rt_sigframe`).
    package let signalContextOffset: Int
    /// Where `crosscall2` keeps the registers that C wants back, from its stack pointer at the call
    /// of `cgocallback` (runtime/cgo/asm_*.s; the same since go1.19). The link register is among
    /// them where there is one.
    package let callbackSaves: [SavedRegister]
    /// Where `asmcgocall`, called on the system stack, keeps the stack pointer at its entry, from the
    /// one at the call of C. There is a place for each version of its code (runtime/asm_*.s).
    package let systemCallSaves: [Int]
    /// The register in which `racecall`, `asancall` and `msancall` keep the stack pointer at their entry
    /// (runtime/race_*.s, asan_*.s, msan_*.s), and the one in which racecall keeps its return address where
    /// that is not on the stack.
    package let raceCall: (stackPointer: String, returnAddress: String?)?
    /// The note with the bits of addresses that hold authentication codes (NT_ARM_PAC_MASK): a mask
    /// for data and one for code.
    package let authenticationNote: UInt32?
  }

  /// The architectures that gocore supports.
  package static let supported: [Architecture] = [.amd64, .arm64, .i386]

  /// The architecture of an ELF machine number and class.
  package static func recognizing(elfMachine: UInt16, is64Bit: Bool) -> Architecture? {
    supported.first { $0.elfMachine == elfMachine && ($0.pointerSize == 8) == is64Bit }
  }
}
