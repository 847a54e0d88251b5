// linux/arm64. Sources: asm/ptrace.h, asm/sigcontext.h, runtime/preempt_arm64.s.
// What a syndrome means: arch/arm64/include/asm/esr.h (exception classes 0x20 and 0x24, WnR, CM).
// Numbers of registers in DWARF: aadwarf64; frames between C and Go: runtime/cgo/asm_*.s.

extension Architecture {
  /// The 64-bit ARM processors.
  package static let arm64 = Architecture(
    name: "arm64",
    elfMachine: 183,
    pointerSize: 8,
    instructionQuantum: 4,
    registers: (0...30).map { "x\($0)" } + ["sp", "pc", "pstate"],
    roles: RegisterRoles(
      programCounter: "pc", stackPointer: "sp", framePointer: "x29", linkRegister: "x30",
      goroutine: "x28", arguments: (0...15).map { "x\($0)" }, systemCallResult: "x0"),
    notes: NoteLayout(
      prstatusSize: 392, currentSignal: 12, threadID: 32, registers: 112, registerSize: 8,
      prpsinfoUserID: 16, prpsinfoUserIDSize: 4, prpsinfoProcessID: 24, prpsinfoName: 40,
      prpsinfoArguments: 56),
    returnAddress: .linkRegister,
    argumentsOffset: 8,
    fakedCallSize: 16,
    savesFramePointer: true,
    signalContext: SignalContext(
      stackPointer: 16, stackSize: 32,
      registers: consecutive(
        (0...30).map { "x\($0)" } + ["sp", "pc", "pstate"], from: 184, size: 8),
      registerSize: 8, errorCode: nil, trapNumber: nil, faultAddress: 176,
      syndrome: SyndromeRecord(
        records: 464, size: 4096, kind: 0x4553_5201, trapShift: 26, trapMask: 0x3f),
      accessBits: AccessBits(
        dataTraps: [0x24], instructionTraps: [0x20], write: 1 << 6, execute: 0, neither: 1 << 8),
      signalInformation: -128),
    preemptionSaves: consecutive(
      ((0...17).map { "x\($0)" } + (19...26).map { "x\($0)" }), from: 8, size: 8),
    dataOperands: .pageAndOffset(scratch: 27),
    directCall: .branch(bits: 0b100101),
    indirectCode: .branchToRegister,
    threadPointer: .note(0x401),
    threadStorage: 2..<514,
    foreignFrames: ForeignFrames(
      dwarfRegisters: (0...30).map { "x\($0)" } + ["sp"],
      signalContextOffset: 128,
      callbackSaves: consecutive((19...28).map { "x\($0)" }, from: 32, size: 8)
        + consecutive(["x29", "x30"], from: 176, size: 8),
      systemCallSaves: [8], raceCall: ("x19", "x20"), authenticationNote: 0x406),
    instructionSet: .a64,
    addressing: Addressing(bits: 64, tagBits: 8, arenaBits: 26, arenaBase: 0))
}
