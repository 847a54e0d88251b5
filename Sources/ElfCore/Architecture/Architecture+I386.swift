// linux/386. Sources: asm/ptrace-abi.h, asm/sigcontext.h (32 bit), runtime/preempt_386.s.
// Numbers of registers in DWARF: the i386 psABI (table 2.14); frames between C and Go: runtime/cgo/asm_*.s.

extension Architecture {
  /// The 32-bit x86 processors.
  package static let i386 = Architecture(
    name: "386",
    elfMachine: 3,
    pointerSize: 4,
    instructionQuantum: 1,
    registers: [
      "ebx", "ecx", "edx", "esi", "edi", "ebp", "eax", "ds", "es", "fs", "gs", "orig_eax", "eip",
      "cs", "eflags", "esp", "ss",
    ],
    roles: RegisterRoles(
      programCounter: "eip", stackPointer: "esp", framePointer: nil, linkRegister: nil,
      goroutine: nil, arguments: [], systemCallResult: "eax"),
    notes: NoteLayout(
      prstatusSize: 144, currentSignal: 12, threadID: 24, registers: 72, registerSize: 4,
      prpsinfoUserID: 8, prpsinfoUserIDSize: 2, prpsinfoProcessID: 12, prpsinfoName: 28,
      prpsinfoArguments: 44),
    returnAddress: .pushedByCall,
    argumentsOffset: 0,
    fakedCallSize: 0,
    savesFramePointer: false,
    signalContext: SignalContext(
      stackPointer: 8, stackSize: 16,
      registers: consecutive(
        [
          "gs", "fs", "es", "ds", "edi", "esi", "ebp", "esp", "ebx", "edx", "ecx", "eax",
        ], from: 20, size: 4)
        + [
          SavedRegister(name: "eip", offset: 20 + 14 * 4),
          SavedRegister(name: "eflags", offset: 20 + 16 * 4),
        ],
      registerSize: 4, errorCode: 20 + 13 * 4, trapNumber: 20 + 12 * 4, faultAddress: 20 + 21 * 4,
      syndrome: nil, accessBits: .x86, signalInformation: -128),
    preemptionSaves: consecutive(
      ["eax", "ecx", "edx", "ebx", "ebp", "esi", "edi"], from: 0, size: 4),
    dataOperands: .displacement(isRelative: false, prefix: nil),
    directCall: .opcode(0xe8),
    indirectCode: .modRM,
    threadPointer: .descriptors(note: 0x200, selector: "gs"),
    threadStorage: -1024..<0,
    foreignFrames: ForeignFrames(
      dwarfRegisters: ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip"],
      signalContextOffset: 12 + 128,
      callbackSaves: consecutive(["edi", "esi", "ebx", "ebp"], from: 12, size: 4),
      systemCallSaves: [4], raceCall: nil, authenticationNote: nil),
    instructionSet: .x86,
    addressing: Addressing(bits: 64, tagBits: 0, arenaBits: 22, arenaBase: 0))
}
