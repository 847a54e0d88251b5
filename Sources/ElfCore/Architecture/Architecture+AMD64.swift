// linux/amd64. Sources: asm/ptrace-abi.h, asm/sigcontext.h, runtime/preempt_amd64.s.
// Numbers of registers in DWARF: the AMD64 psABI (figure 3.36); frames between C and Go: runtime/cgo/asm_*.s.

extension Architecture {
  /// The 64-bit x86 processors.
  package static let amd64 = Architecture(
    name: "amd64",
    elfMachine: 62,
    pointerSize: 8,
    instructionQuantum: 1,
    registers: [
      "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx",
      "rsi", "rdi", "orig_rax", "rip", "cs", "rflags", "rsp", "ss", "fs_base", "gs_base", "ds",
      "es", "fs", "gs",
    ],
    roles: RegisterRoles(
      programCounter: "rip", stackPointer: "rsp", framePointer: "rbp", linkRegister: nil,
      goroutine: "r14",
      arguments: ["rax", "rbx", "rcx", "rdi", "rsi", "r8", "r9", "r10", "r11"],
      systemCallResult: "rax"),
    notes: NoteLayout(
      prstatusSize: 336, currentSignal: 12, threadID: 32, registers: 112, registerSize: 8,
      prpsinfoUserID: 16, prpsinfoUserIDSize: 4, prpsinfoProcessID: 24, prpsinfoName: 40,
      prpsinfoArguments: 56),
    returnAddress: .pushedByCall,
    argumentsOffset: 0,
    fakedCallSize: 0,
    savesFramePointer: true,
    signalContext: SignalContext(
      stackPointer: 16, stackSize: 32,
      registers: consecutive(
        [
          "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rdi", "rsi", "rbp", "rbx", "rdx",
          "rax", "rcx", "rsp", "rip", "rflags",
        ], from: 40, size: 8),
      registerSize: 8, errorCode: 40 + 19 * 8, trapNumber: 40 + 20 * 8, faultAddress: 40 + 22 * 8,
      syndrome: nil, accessBits: .x86, signalInformation: 304),
    preemptionSaves: consecutive(
      [
        "rax", "rcx", "rdx", "rbx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
        "r15",
      ], from: 0, size: 8),
    dataOperands: .displacement(isRelative: true, prefix: 0x48),
    directCall: .opcode(0xe8),
    indirectCode: .modRM,
    threadPointer: .register("fs_base"),
    threadStorage: -512..<0,
    foreignFrames: ForeignFrames(
      dwarfRegisters: [
        "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12",
        "r13", "r14", "r15", "rip",
      ],
      signalContextOffset: 0,
      callbackSaves: consecutive(["rbx", "r12", "r13", "r14", "r15", "rbp"], from: 24, size: 8),
      systemCallSaves: [40, 0], raceCall: ("r12", nil), authenticationNote: nil),
    instructionSet: .x86In64Bit,
    addressing: Addressing(bits: 48, tagBits: 0, arenaBits: 26, arenaBase: 0xffff_8000_0000_0000))

  /// Registers that lie one after the other.
  static func consecutive(_ names: [String], from start: Int, size: Int) -> [SavedRegister] {
    names.enumerated().map { SavedRegister(name: $1, offset: start + $0 * size) }
  }
}

extension Architecture.AccessBits {
  /// The error code of a page fault (arch/x86/include/asm/trap_pf.h).
  static let x86 = Architecture.AccessBits(
    dataTraps: [14], instructionTraps: [], write: 2, execute: 16, neither: 0)
}
