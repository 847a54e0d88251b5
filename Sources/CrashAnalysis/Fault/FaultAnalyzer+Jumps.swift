// Jumps that went wrong: to where no code is, or to an address that no process can have; and reads
// through nil that were half of a call.

internal import Disassembly
internal import ElfCore
internal import GoRuntime

extension FaultAnalyzer {
  // MARK: - Jumps that were made

  /// The frame that made a wild jump, and where its function begins if it is one of C: the frame of C
  /// next to where the jump led, or else the first one of Go below the signal.
  func callingFrame(of pc: Address) -> (frame: RawFrame, entry: Address?)? {
    if let frames = facts.joined?.trace.frames,
      let index = facts.frameBehindJump(to: pc, program)
    {
      let caller = frames[index]
      if program.library(at: caller.point)?.isEmpty == false {
        let entry = program[caller.point].entry
        return (caller, entry == caller.pc ? nil : entry)
      }
    }
    let frames = facts.stack.frames
    let first = sigpanicFrame.map { $0 + 1 } ?? 0
    return frames.dropFirst(first).first { $0.pc != pc && program.isCode($0.pc) }.map { ($0, nil) }
  }

  /// Explains a wild jump by what the register or operand of the call held.
  func explainJump(_ fault: inout Fault, _ window: CodeWindow, _ frame: RawFrame) {
    guard case .call(nil) = window.focused.flow else { return }
    let call = window.focused
    let operand = call.memory.first(where: \.isRead)
    // The call left the registers as they were, but for the stack pointer.
    let place = operand.flatMap { operand -> Address? in
      guard let place = address(of: operand, call),
        program.process.memory.wordIfThere(place) == fault.address?.rawValue
      else { return nil }
      return place
    }
    fault.jump = JumpSource(
      kind: .call, operand: operand.map(Self.text) ?? call.register?.name, address: place)
    // `call rcx` has its register as operand, `call [rdx]` as the base of its operand.
    guard let register = operand?.base ?? call.register?.name, program.isCode(frame.pc) else {
      return
    }
    name(register, &fault, window, frame, value: operand == nil ? fault.address?.rawValue : nil)
  }

  // MARK: - Jumps that the processor refused

  /// Explains a jump, call or return whose target no process can have: x86 refuses it without telling
  /// the address. False where it is none, or where its target was not at fault.
  func explainRefusedJump(
    _ fault: inout Fault, _ window: CodeWindow, _ frame: RawFrame?
  ) -> Bool {
    guard fault.signal.number == 11, fault.signal.addressIsUnknown,
      program.process.architecture.returnAddress == .pushedByCall,
      let (source, target) = refusedTarget(window.focused)
    else { return false }
    fault.jump = source
    fault.access = .execute
    fault.accessSource = .instruction
    fault.address = target.map { Address($0) }
    fault.place = .nonCanonical
    if source.address == nil, let register = window.focused.register?.name, let frame,
      program.isCode(frame.pc)
    {
      name(register, &fault, window, frame, value: target)
    }
    return true
  }

  /// Where control was to go, and where that was read; the target is nil where the register that held it
  /// is lost.
  private func refusedTarget(_ instruction: Instruction) -> (JumpSource, UInt64?)? {
    let addressing = program.process.architecture.addressing
    let kind: JumpSource.Kind
    switch instruction.flow {
    case .call(nil): kind = .call
    case .jump(nil): kind = .jump
    case .end where instruction.mnemonic.hasPrefix("ret"):
      guard let place = facts.faultRegisters?.stackPointer(program.process.architecture),
        let target = program.process.memory.wordIfThere(place),
        addressing.isNonCanonical(Address(target))
      else { return nil }
      return (JumpSource(kind: .procedureReturn, operand: nil, address: place), target)
    default: return nil
    }
    if let operand = instruction.memory.first(where: \.isRead) {
      guard let place = address(of: operand, instruction) else {
        // Either the place or what stands there is no address.
        return (JumpSource(kind: kind, operand: Self.text(of: operand), address: nil), nil)
      }
      guard let target = program.process.memory.wordIfThere(place),
        addressing.isNonCanonical(Address(target))
      else { return nil }
      return (JumpSource(kind: kind, operand: Self.text(of: operand), address: place), target)
    }
    // What is in a register needs no memory, so only the target can be at fault.
    guard let register = instruction.register?.name else { return nil }
    let target = facts.faultRegisters?[register]
    if let target, !addressing.isNonCanonical(Address(target)) { return nil }
    return (JumpSource(kind: kind, operand: register, address: nil), target)
  }

  private func address(of operand: MemoryOperand, _ instruction: Instruction) -> Address? {
    Self.address(
      of: operand, instruction, facts.faultRegisters ?? RegisterSet(),
      program.process.architecture)
  }

  /// Names what held the target of a jump out of Go code.
  private func name(
    _ register: String, _ fault: inout Fault, _ window: CodeWindow, _ frame: RawFrame,
    value: UInt64?
  ) {
    let tracer = PointerTracer(
      program: program, window: window, frame: frame,
      variables: ProgramVariables(program.process, program.debugFiles))
    guard let found = tracer.trace(register) else { return }
    fault.pointer = BadPointer(
      name: found.held.name, typeName: found.held.word?.typeName,
      function: found.held.word?.function, origin: found.from?.name, value: value, field: nil,
      fieldOffset: nil, confidence: .likely)
  }

  // MARK: - Calls through nil

  /// What the word was for that the instruction of interest read through nil: the code of a function value
  /// (cmd/compile, ssagen: OCALLFUNC loads it from the closure's first word), or of an interface's method
  /// (internal/abi.ITab: behind two pointers and a hash). Nil where no call of that word follows.
  func nilCall(_ operand: MemoryOperand, _ window: CodeWindow) -> NilCall? {
    guard operand.index == nil, operand.segment == nil,
      let function = program.function(at: window.focused.address)?.name,
      let loaded = window.focused.moves.first(where: { $0.source == .memory(operand) })?.register
    else { return nil }
    for instruction in window.instructions[(window.focus + 1)...] {
      switch instruction.flow {
      case .next where !instruction.writes.contains(loaded): continue
      case .call(nil) where instruction.memory.isEmpty && instruction.register?.name == loaded:
        break
      default: return nil
      }
      let word = Int64(program.process.memory.pointerSize)
      if operand.displacement == 0 {
        return function == "runtime.deferreturn" || function == "runtime.deferCallSave"
          ? .deferredFunction : .function
      }
      return operand.displacement >= 3 * word && operand.displacement % word == 0
        ? .interfaceMethod : nil
    }
    return nil
  }

  // MARK: - Divisions and breakpoints

  /// What a `div` or `idiv` divides by: its only operand.
  func divisor(of instruction: Instruction) -> UInt64? {
    guard instruction.mnemonic == "div" || instruction.mnemonic == "idiv" else { return nil }
    let word: UInt64?
    let size: Int
    if let operand = instruction.memory.first {
      size = operand.size
      guard (1...8).contains(size), let place = address(of: operand, instruction) else {
        return nil
      }
      word = program.process.memory.bytesIfThere(at: place, count: size).flatMap {
        $0.field(at: 0, size: size)
      }
    } else {
      size = instruction.register?.size ?? 0
      word = instruction.register.flatMap { facts.faultRegisters?[$0.name] }
    }
    guard (1...8).contains(size), let word else { return nil }
    return size == 8 ? word : word & (1 << UInt64(8 * size) - 1)
  }

  /// The breakpoint instruction of x86 that ends at `pc`: the processor reports the address behind it. It has one
  /// byte, or two as Go's assembler writes it.
  func breakpoint(before pc: Address, _ signal: EffectiveSignal) -> Address? {
    guard signal.number == 5, signal.sender == nil,
      program.process.architecture.returnAddress == .pushedByCall
    else { return nil }
    for bytes in Self.breakpoints {
      let start = pc &- bytes.count
      if program.process.memory.bytesIfThere(at: start, count: bytes.count) == bytes {
        return start
      }
    }
    return nil
  }

  private static let breakpoints: [[UInt8]] = [[0xcc], [0xcd, 0x03]]
}
