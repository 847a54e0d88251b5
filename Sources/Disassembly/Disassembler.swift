// Decodes machine code through capstone. Without capstone's header it is built to decode nothing.

package import ElfCore

#if GOCORE_CAPSTONE
  internal import CCapstone

  /// A decoder for one instruction set. Not `Sendable`: capstone's handle belongs to one task.
  @safe
  package final class Disassembler {
    /// Why nothing can be decoded; nil where that is possible.
    package static let problem: String? = {
      var library = gocore_capstone()
      return unsafe gocore_capstone_load(name, &library).map { unsafe String(cString: $0) }
    }()
    /// The library of the kind whose header this was built with.
    private static let name = "libcapstone.so.\(CS_API_MAJOR)"

    private let library: gocore_capstone
    private let handle: csh
    private let set: Architecture.InstructionSet
    private let registers: RegisterNames

    /// A decoder for `set`; nil where capstone was built without it, or is not there.
    package init?(_ set: Architecture.InstructionSet) {
      var library = gocore_capstone()
      guard unsafe gocore_capstone_load(Self.name, &library) == nil else { return nil }
      var handle: csh = 0
      let (architecture, mode): (cs_arch, cs_mode) =
        switch set {
        case .x86: (CS_ARCH_X86, CS_MODE_32)
        case .x86In64Bit: (CS_ARCH_X86, CS_MODE_64)
        case .a64: (CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN)
        }
      guard unsafe library.cs_open(architecture, mode, &handle) == CS_ERR_OK else { return nil }
      _ = library.cs_option(handle, CS_OPT_DETAIL, Int(CS_OPT_ON.rawValue))
      self.library = library
      self.handle = handle
      self.set = set
      registers = RegisterNames(set)
    }

    deinit {
      var handle = handle
      _ = unsafe library.cs_close(&handle)
    }

    /// Calls `body` with each instruction from `offset` on of `code` that begins at `address`, until it
    /// returns false or a byte sequence is no instruction.
    private func decode(
      _ code: [UInt8], from offset: Int, at address: Address,
      _ body: (UnsafeMutablePointer<cs_insn>) -> Bool
    ) {
      guard let instruction = library.cs_malloc(handle) else { return }
      defer { unsafe library.cs_free(instruction, 1) }
      unsafe code.withUnsafeBufferPointer { bytes in
        var place = unsafe bytes.baseAddress.map { unsafe $0 + offset }
        var rest = bytes.count - offset
        var next = (address &+ offset).rawValue
        while rest > 0, unsafe library.cs_disasm_iter(handle, &place, &rest, &next, instruction),
          unsafe body(instruction)
        {}
      }
    }

    /// Calls `body` with each instruction of `code`, until it returns false or a byte sequence is no
    /// instruction. Behind a word of arm64 that the decoder does not know, which it passes as nil with its
    /// offset, it goes on: it knows all jumps.
    private func walk(
      _ code: [UInt8], at address: Address,
      _ body: (_ offset: Int, UnsafeMutablePointer<cs_insn>?) -> Bool
    ) {
      var offset = 0
      while offset < code.count {
        var isDone = false
        unsafe decode(code, from: offset, at: address) { raw in
          isDone = unsafe !body(offset, raw)
          unsafe offset += Int(raw.pointee.size)
          return !isDone
        }
        guard !isDone, set == .a64, offset + 4 <= code.count, body(offset, nil) else {
          return
        }
        offset += 4
      }
    }

    /// The instructions of `code`, no more than `limit`, up to the first that is none.
    package func instructions(_ code: [UInt8], at address: Address, limit: Int) -> [Instruction] {
      var result: [Instruction] = []
      guard limit > 0 else { return result }
      unsafe walk(code, at: address) { offset, raw in
        if let raw = unsafe raw {
          result.append(unsafe instruction(raw))
        } else {
          let word = code.field(at: offset, size: 4) ?? 0
          result.append(.unknown(UInt32(truncatingIfNeeded: word), at: address &+ offset))
        }
        return result.count < limit
      }
      return result
    }

    /// Where the instructions of `code` begin and where they jump to.
    package func outline(_ code: [UInt8], at address: Address) -> CodeOutline {
      var starts: [Address] = []
      var targets: Set<Address> = []
      var hasIndirectJump = false
      var end = address
      unsafe walk(code, at: address) { offset, raw in
        let start = address &+ offset
        starts.append(start)
        guard let raw = unsafe raw else {
          end = start &+ 4
          return true
        }
        unsafe end = start &+ Int(raw.pointee.size)
        switch unsafe flow(raw) {
        case .branch(let target?), .jump(let target?): targets.insert(target)
        case .branch(nil), .jump(nil): hasIndirectJump = true
        default: break
        }
        return true
      }
      return CodeOutline(
        starts: starts, end: end, targets: targets, hasIndirectJump: hasIndirectJump)
    }

    /// The steps of all of `code`; nil if a part of it is no instruction. A word of arm64 that the
    /// decoder does not know counts as a step to the next: it knows all jumps.
    package func steps(_ code: [UInt8], at address: Address) -> [CodeStep]? {
      var result: [CodeStep] = []
      unsafe walk(code, at: address) { offset, raw in
        let start = address &+ offset
        if let raw = unsafe raw {
          unsafe result.append(
            CodeStep(address: start, length: Int(raw.pointee.size), flow: flow(raw)))
        } else {
          result.append(CodeStep(address: start, length: 4, flow: .next))
        }
        return true
      }
      return (result.last?.end ?? address) == address &+ code.count ? result : nil
    }

    // MARK: - One instruction

    private func instruction(_ raw: UnsafeMutablePointer<cs_insn>) -> Instruction {
      let mnemonic = unsafe text(of: raw.pointee.mnemonic)
      let operands = unsafe self.operands(raw, mnemonic: mnemonic)
      let memory = operands.compactMap(\.memory)
      let moves = RegisterMove.moves(mnemonic, operands, set)
      let register = operands.first.flatMap { first in
        first.register.map { RegisterOperand(name: $0, size: first.size) }
      }
      return unsafe Instruction(
        address: Address(raw.pointee.address), length: Int(raw.pointee.size), mnemonic: mnemonic,
        operands: text(of: raw.pointee.op_str), memory: memory, register: register,
        writes: writtenRegisters(raw), moves: moves,
        store: RegisterStore(mnemonic, operands, set), flow: flow(raw),
        isNilCheck: Operand.isNilCheck(mnemonic, operands, set))
    }

    /// The text in a fixed array of characters.
    private func text<Characters>(of characters: Characters) -> String {
      unsafe withUnsafeBytes(of: characters) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
    }

    private func name(_ register: UInt32) -> String? {
      guard register != 0, let text = library.cs_reg_name(handle, register) else { return nil }
      return unsafe registers.full(String(cString: text))
    }

    private func writtenRegisters(_ raw: UnsafeMutablePointer<cs_insn>) -> [String] {
      // `cs_regs`: room for 64 numbers.
      var read = [UInt16](repeating: 0, count: 64)
      var written = read
      var readCount: UInt8 = 0
      var writtenCount: UInt8 = 0
      guard
        unsafe library.cs_regs_access(handle, raw, &read, &readCount, &written, &writtenCount)
          == CS_ERR_OK
      else { return [] }
      return written.prefix(Int(writtenCount)).compactMap { name(UInt32($0)) }
    }

    private func flow(_ raw: UnsafeMutablePointer<cs_insn>) -> ControlFlow {
      func isIn(_ group: cs_group_type) -> Bool {
        unsafe library.cs_insn_group(handle, raw, UInt32(group.rawValue))
      }
      if isIn(CS_GRP_RET) { return .end }
      let isNamedCall = unsafe isCallByName(raw)
      let isCall = isIn(CS_GRP_CALL) || isNamedCall
      guard isCall || isIn(CS_GRP_JUMP) else { return .next }
      let target = unsafe constantTarget(raw)
      if isCall { return .call(target) }
      return unsafe isUnconditional(raw) ? .jump(target) : .branch(target)
    }

    /// capstone 4 puts arm64's calls among the jumps.
    private func isCallByName(_ raw: UnsafeMutablePointer<cs_insn>) -> Bool {
      guard set == .a64 else { return false }
      return unsafe raw.pointee.id == ARM64_INS_BL.rawValue
        || raw.pointee.id == ARM64_INS_BLR.rawValue
    }

    private func isUnconditional(_ raw: UnsafeMutablePointer<cs_insn>) -> Bool {
      guard let detail = unsafe raw.pointee.detail else { return true }
      switch set {
      case .x86, .x86In64Bit: return unsafe raw.pointee.id == X86_INS_JMP.rawValue
      case .a64:
        guard unsafe raw.pointee.id == ARM64_INS_B.rawValue else {
          return unsafe raw.pointee.id == ARM64_INS_BR.rawValue
        }
        return unsafe detail.pointee.arm64.cc == ARM64_CC_INVALID
          || detail.pointee.arm64.cc == ARM64_CC_AL
      }
    }

    private func constantTarget(_ raw: UnsafeMutablePointer<cs_insn>) -> Address? {
      // The last operand: arm64's cbz and tbz have a register before it.
      guard case .constant(let value)? = unsafe operands(raw, mnemonic: "").last?.kind else {
        return nil
      }
      return Address(value)
    }

    // MARK: - Operands

    private func operands(
      _ raw: UnsafeMutablePointer<cs_insn>, mnemonic: String
    ) -> [Operand] {
      guard let detail = unsafe raw.pointee.detail else { return [] }
      switch set {
      case .x86, .x86In64Bit:
        return unsafe withUnsafeBytes(of: detail.pointee.x86.operands) { bytes in
          unsafe bytes.assumingMemoryBound(to: cs_x86_op.self)
            .prefix(Int(detail.pointee.x86.op_count)).map { unsafe operand($0, raw) }
        }
      case .a64:
        return unsafe withUnsafeBytes(of: detail.pointee.arm64.operands) { bytes in
          unsafe bytes.assumingMemoryBound(to: cs_arm64_op.self)
            .prefix(Int(detail.pointee.arm64.op_count))
            .reduce(into: []) { operands, raw in
              operands.append(operand(raw, mnemonic: mnemonic, first: operands.first?.size ?? 0))
            }
        }
      }
    }

    private func operand(_ raw: cs_x86_op, _ whole: UnsafeMutablePointer<cs_insn>) -> Operand {
      switch raw.type {
      case X86_OP_REG:
        return Operand(
          kind: name(raw.reg.rawValue).map { .register($0) } ?? .other, size: Int(raw.size))
      case X86_OP_IMM:
        return Operand(
          kind: .constant(UInt64(bitPattern: raw.imm)), size: Int(raw.size))
      case X86_OP_MEM:
        // LEA and NOP name an operand that they do not touch.
        let number = unsafe whole.pointee.id
        let touches = number != X86_INS_LEA.rawValue && number != X86_INS_NOP.rawValue
        let access = raw.access
        return Operand(
          kind: .memory(
            MemoryOperand(
              segment: name(raw.mem.segment.rawValue), base: name(raw.mem.base.rawValue),
              index: name(raw.mem.index.rawValue), scale: Int(raw.mem.scale),
              displacement: raw.mem.disp, size: Int(raw.size),
              isRead: touches && (access & 1 != 0 || access == 0),
              isWritten: touches && access & 2 != 0)),
          size: Int(raw.size))
      default: return Operand(kind: .other, size: Int(raw.size))
      }
    }

    /// `first`: the size of the first operand, the register that is loaded or stored.
    private func operand(_ raw: cs_arm64_op, mnemonic: String, first: Int) -> Operand {
      switch raw.type {
      case ARM64_OP_REG:
        guard let text = library.cs_reg_name(handle, raw.reg.rawValue) else {
          return Operand(kind: .other, size: 0)
        }
        let name = unsafe String(cString: text)
        return Operand(
          kind: .register(registers.full(name)), size: name.hasPrefix("w") ? 4 : 8)
      case ARM64_OP_IMM:
        return Operand(kind: .constant(UInt64(bitPattern: raw.imm)), size: 8)
      case ARM64_OP_MEM:
        let isStore = mnemonic.hasPrefix("st")
        let size = Operand.arm64AccessSize(mnemonic, register: first)
        return Operand(
          kind: .memory(
            MemoryOperand(
              base: name(raw.mem.base.rawValue), index: name(raw.mem.index.rawValue),
              scale: 1 << Int(min(raw.shift.value, 4)), displacement: Int64(raw.mem.disp),
              size: size, isRead: !isStore, isWritten: isStore)),
          size: size)
      default: return Operand(kind: .other, size: 0)
      }
    }
  }
#else
  /// A decoder that this build does not have.
  package final class Disassembler {
    /// Why nothing can be decoded.
    package static let problem: String? = "this build has no disassembler"

    /// Always nil: this build has no decoder.
    package init?(_ set: Architecture.InstructionSet) { return nil }

    /// Nothing.
    package func instructions(_ code: [UInt8], at address: Address, limit: Int) -> [Instruction] {
      []
    }

    /// Nothing.
    package func outline(_ code: [UInt8], at address: Address) -> CodeOutline {
      CodeOutline(starts: [], end: address, targets: [], hasIndirectJump: false)
    }

    /// Nothing.
    package func steps(_ code: [UInt8], at address: Address) -> [CodeStep]? { nil }
  }
#endif
