// Explains a fault: what lies at the address, the access, the instruction, its operand, and the variable
// that held the bad pointer.

internal import Disassembly
internal import ElfCore
package import GoRuntime

/// Explains the fault of a death.
package struct FaultAnalyzer {
  let program: GoProgram
  let facts: CrashFacts

  package init(_ program: GoProgram, facts: CrashFacts) {
    self.program = program
    self.facts = facts
  }

  /// The explanation; nil where the program did not die of a fault.
  package func explain() -> Fault? {
    guard let signal = facts.signal, EffectiveSignal.faults.contains(signal.number),
      signal.sender == nil,
      let pc = signal.pc, facts.path == .signal || sigpanicFrame != nil
    else { return nil }
    var fault = Fault(signal: signal)
    fault.pc = pc
    fault.access = signal.access
    fault.accessSource = signal.access == nil ? nil : .errorCode
    // For SIGILL and SIGFPE the signal's address is that of the instruction.
    let touchesMemory = signal.number == 11 || signal.number == 7
    if touchesMemory, !signal.addressIsUnknown { fault.address = signal.address }
    // Where the signal struck has nothing to do with it.
    if signal.tagCheck == .late { return fault }
    let map = MemoryMap(program)
    fault.isWildJump = isWildJump(pc, fault)
    if fault.isWildJump {
      fault.access = .execute
      fault.accessSource = fault.accessSource ?? .instruction
      fault.address = fault.address ?? pc
    }
    let place = breakpoint(before: pc, signal) ?? pc
    if let problem = Disassembler.problem {
      fault.problems.append("\(problem); the faulting instruction is not shown")
    } else {
      explainCode(&fault, pc, at: place, touchesMemory: touchesMemory)
    }
    if !touchesMemory { fault.address = place }
    // A general-protection fault of a memory operand: the address is not canonical.
    if fault.address == nil, signal.addressIsUnknown, fault.operand != nil {
      fault.place = .nonCanonical
    }
    if let address = fault.address {
      fault.place = map.place(of: address)
      if case .unmapped? = fault.place, let problem = map.problem {
        fault.problems.append(problem)
      }
    }
    return fault
  }

  /// The runtime's frame that turned the fault into a panic or a throw. A `g` keeps the signal of its last
  /// fault; without this frame the program recovered from that fault.
  var sigpanicFrame: Int? {
    facts.stack.frames.firstIndex { program[$0.point].special == .sigpanic }
  }

  /// Whether the program jumped to where it has no code: the fault is at the program counter itself, or
  /// in the nil page.
  private func isWildJump(_ pc: Address, _ fault: Fault) -> Bool {
    guard fault.signal.number == 11 || fault.signal.number == 7, !program.isCode(pc) else {
      return false
    }
    return fault.signal.address == pc || pc.rawValue < MemoryMap.nilPageSize
  }

  // MARK: - The instruction

  private func explainCode(
    _ fault: inout Fault, _ pc: Address, at place: Address, touchesMemory: Bool
  ) {
    guard let decoder = Disassembler(program.process.architecture.instructionSet) else {
      fault.problems.append("the disassembler does not know this processor")
      return
    }
    if fault.isWildJump {
      guard let (frame, entry) = callingFrame(of: pc),
        let window = CodeWindow(
          around: frame.pc, endsAt: true, program, entry: entry, decoder: decoder)
      else { return }
      fault.listing = window.listing(program)
      explainJump(&fault, window, frame)
      return
    }
    guard let window = CodeWindow(around: place, program, decoder: decoder) else { return }
    fault.listing = window.listing(program)
    if fault.signal.isDivisionError { fault.divisor = divisor(of: window.focused) }
    guard touchesMemory else { return }
    let frame = interruptedFrame(pc)
    if !explainRefusedJump(&fault, window, frame) { explainOperand(&fault, window, frame) }
  }

  /// The frame that the signal interrupted.
  private func interruptedFrame(_ pc: Address) -> RawFrame? {
    facts.stack.frames.first { $0.pc == pc }
  }

  // MARK: - The operand

  private func explainOperand(_ fault: inout Fault, _ window: CodeWindow, _ frame: RawFrame?) {
    let registers = facts.faultRegisters ?? RegisterSet()
    let instruction = window.focused
    let touched = instruction.memory.filter { $0.isRead || $0.isWritten }
    // Of two operands in memory, the one at the fault's address counts; a single one whose address is known
    // to be far from it is not what was touched.
    let distances = touched.map { distance(from: $0, instruction, registers, fault.address) }
    let index =
      distances.firstIndex(of: 0)
      ?? (touched.count == 1 && distances[0] ?? 0 < Self.widestAccess ? 0 : nil)
    guard let index else { return }
    let operand = touched[index]
    if fault.access == nil {
      fault.access = operand.isWritten ? .write : .read
      fault.accessSource = .instruction
    }
    if fault.address == nil {
      fault.address = Self.address(
        of: operand, instruction, registers, program.process.architecture)
    }
    let base = Self.baseValue(of: operand, registers, fault.address)
    fault.operand = FaultOperand(
      text: Self.text(of: operand), base: operand.base, baseValue: base.value,
      isDeduced: base.isDeduced, displacement: operand.displacement,
      unknownBits: unknownBits(base))
    if fault.signal.tagCheck != nil, let value = base.value, !base.isDeduced {
      fault.pointerTag = program.process.architecture.addressing.tag(of: Address(value))
    }
    if base.value == 0 { fault.nilCall = nilCall(operand, window) }
    namePointer(&fault, operand, base.value, window, frame)
  }

  private func namePointer(
    _ fault: inout Fault, _ operand: MemoryOperand, _ value: UInt64?, _ window: CodeWindow,
    _ frame: RawFrame?
  ) {
    let roles = program.process.architecture.roles
    guard let register = operand.base, operand.index == nil, operand.segment == nil, let frame,
      register != roles.programCounter, register != roles.stackPointer,
      register != roles.goroutine
    else { return }
    let variables = ProgramVariables(program.process, program.debugFiles)
    let tracer = PointerTracer(
      program: program, window: window, frame: frame,
      variables: variables)
    guard let found = tracer.trace(register) else { return }
    let offset = operand.displacement &+ found.distance
    // A check for nil stands for accesses to any field.
    let field =
      window.focused.isNilCheck
      ? nil
      : found.held.word.flatMap { variables?.field(through: $0, at: offset, size: operand.size) }
    fault.pointer = BadPointer(
      name: found.held.name, typeName: found.held.word?.typeName,
      function: found.held.word?.function, origin: found.from?.name,
      value: value.map { $0 &- UInt64(bitPattern: found.distance) },
      field: field.flatMap { $0.path.isEmpty ? nil : $0.path },
      fieldOffset: field.flatMap { $0.path.isEmpty ? nil : offset },
      confidence: .likely, unknownBits: fault.operand?.unknownBits ?? 0)
  }

  /// Bytes that one instruction touches at most, as far as its fault may lie behind its operand's address.
  private static let widestAccess: UInt64 = 64

  /// How far behind an operand's address the fault's is; nil where one of them is unknown.
  private func distance(
    from operand: MemoryOperand, _ instruction: Instruction, _ registers: RegisterSet,
    _ fault: Address?
  ) -> UInt64? {
    let architecture = program.process.architecture
    guard let fault,
      let start = Self.address(of: operand, instruction, registers, architecture)
    else { return nil }
    let addressing = architecture.addressing
    let distance = addressing.untagged(fault).rawValue &- addressing.untagged(start).rawValue
    // An index may be extended in a way that the decoder does not tell.
    return operand.index != nil && distance != 0 ? nil : distance
  }

  /// How many upper bits of a base register's value the fault's address does not tell. A pointer into the
  /// first page counts as nil.
  private func unknownBits(_ base: (value: UInt64?, isDeduced: Bool)) -> Int {
    guard base.isDeduced, let value = base.value, value >= MemoryMap.nilPageSize else { return 0 }
    return program.process.architecture.addressing.tagBits
  }

  /// The address of an operand; nil if one of its registers is lost.
  static func address(
    of operand: MemoryOperand, _ instruction: Instruction, _ registers: RegisterSet,
    _ architecture: Architecture
  ) -> Address? {
    guard operand.segment == nil else { return nil }
    var value = UInt64(bitPattern: operand.displacement)
    if let base = operand.base {
      let isRelative = base == architecture.roles.programCounter
      guard let held = isRelative ? instruction.end.rawValue : registers[base] else { return nil }
      value = value &+ held
    }
    if let index = operand.index {
      guard let held = registers[index] else { return nil }
      value = value &+ held &* UInt64(max(operand.scale, 1))
    }
    if architecture.pointerSize == 4 { value &= 0xffff_ffff }
    return Address(value)
  }

  /// The value of the base register: as the signal saved it, or else computed from the fault's address
  /// if the operand has no other register.
  private static func baseValue(
    of operand: MemoryOperand, _ registers: RegisterSet, _ address: Address?
  ) -> (value: UInt64?, isDeduced: Bool) {
    guard let base = operand.base else { return (nil, false) }
    if let value = registers[base] { return (value, false) }
    guard operand.index == nil, operand.segment == nil, let address else { return (nil, false) }
    return (address.rawValue &- UInt64(bitPattern: operand.displacement), true)
  }

  static func text(of operand: MemoryOperand) -> String {
    var parts: [String] = []
    if let base = operand.base { parts.append(base) }
    if let index = operand.index {
      parts.append(operand.scale > 1 ? "\(index)*\(operand.scale)" : index)
    }
    var text = parts.joined(separator: " + ")
    if parts.isEmpty {
      text = hexadecimal(UInt64(bitPattern: operand.displacement))
    } else if operand.displacement != 0 {
      text += operand.displacement < 0 ? " - " : " + "
      text += hexadecimal(operand.displacement.magnitude)
    }
    return "[\(operand.segment.map { $0 + ":" } ?? "")\(text)]"
  }
}
