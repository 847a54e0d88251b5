// What an operand means beyond its text: full register names, words moved, checks for nil.

internal import ElfCore

/// An operand of an instruction.
struct Operand: Equatable {
  enum Kind: Equatable {
    case register(String)
    case constant(UInt64)
    case memory(MemoryOperand)
    case other
  }

  let kind: Kind
  /// In bytes; 0 where unknown.
  let size: Int

  var memory: MemoryOperand? {
    if case .memory(let operand) = kind { return operand }
    return nil
  }

  var register: String? {
    if case .register(let name) = kind { return name }
    return nil
  }

  /// `test [base], al` on x86, a byte loaded into the assembler's own register on arm64
  /// (cmd/compile/internal/amd64/ssa.go, arm64/ssa.go, x86/ssa.go: LoweredNilCheck).
  static func isNilCheck(
    _ mnemonic: String, _ operands: [Operand], _ set: Architecture.InstructionSet
  ) -> Bool {
    guard operands.count == 2, let memory = operands.first(where: { $0.memory != nil })?.memory,
      memory.index == nil
    else { return false }
    switch set {
    case .x86, .x86In64Bit: return mnemonic == "test" && memory.size == 1
    case .a64: return mnemonic == "ldrb" && ["x27", "xzr"].contains(operands[0].register)
    }
  }
}

extension Operand {
  /// The bytes that an arm64 load or store touches: capstone does not tell.
  static func arm64AccessSize(_ mnemonic: String, register: Int) -> Int {
    if mnemonic.hasSuffix("sw") { return 4 }
    if mnemonic.hasSuffix("b") { return 1 }
    return mnemonic.hasSuffix("h") ? 2 : register
  }
}

/// Full names of registers for those of their parts.
struct RegisterNames {
  private let fullNames: [String: String]

  init(_ set: Architecture.InstructionSet) {
    var names: [String: String] = [:]
    func add(_ full: String, _ parts: [String]) {
      for part in parts { names[part] = full }
    }
    switch set {
    case .x86, .x86In64Bit:
      let prefix = set == .x86 ? "e" : "r"
      for letter in ["a", "b", "c", "d"] {
        add("\(prefix)\(letter)x", ["e\(letter)x", "\(letter)x", "\(letter)l", "\(letter)h"])
      }
      for word in ["si", "di", "bp", "sp"] {
        add("\(prefix)\(word)", ["e\(word)", word, "\(word)l"])
      }
      add("\(prefix)ip", ["eip", "ip"])
      for number in 8...15 {
        add("r\(number)", ["r\(number)d", "r\(number)w", "r\(number)b"])
      }
    case .a64:
      for number in 0...30 { add("x\(number)", ["w\(number)"]) }
      add("x29", ["fp"])
      add("x30", ["lr"])
      add("sp", ["wsp"])
      add("xzr", ["wzr"])
    }
    fullNames = names
  }

  /// The register that `name` is or is a part of.
  func full(_ name: String) -> String { fullNames[name] ?? name }
}

extension RegisterStore {
  /// The plain store of a word: `mov [base], rax` on x86, `str x0, [base]` on arm64.
  init?(_ mnemonic: String, _ operands: [Operand], _ set: Architecture.InstructionSet) {
    guard operands.count == 2 else { return nil }
    let source: Operand
    let place: Operand
    switch set {
    case .x86, .x86In64Bit:
      guard mnemonic == "mov" else { return nil }
      (place, source) = (operands[0], operands[1])
    case .a64:
      guard mnemonic == "str" || mnemonic == "stur" else { return nil }
      (source, place) = (operands[0], operands[1])
    }
    guard let register = source.register, let operand = place.memory, operand.segment == nil,
      source.size == (set == .x86 ? 4 : 8)
    else { return nil }
    self.init(register: register, operand: operand)
  }
}

extension RegisterMove {
  /// The words that an instruction moves to registers.
  static func moves(
    _ mnemonic: String, _ operands: [Operand], _ set: Architecture.InstructionSet
  ) -> [RegisterMove] {
    switch set {
    case .x86: movesOfX86(mnemonic, operands, word: 4)
    case .x86In64Bit: movesOfX86(mnemonic, operands, word: 8)
    case .a64: movesOfARM64(mnemonic, operands)
    }
  }

  private static func movesOfX86(
    _ mnemonic: String, _ operands: [Operand], word: Int
  ) -> [RegisterMove] {
    guard operands.count == 2, let register = operands[0].register else { return [] }
    switch (mnemonic, operands[1].kind) {
    case ("mov", .register(let name)) where operands[1].size == word:
      return [RegisterMove(register: register, source: .register(name))]
    case ("mov", .memory(let memory)) where memory.size == word && memory.segment == nil:
      return [RegisterMove(register: register, source: .memory(memory))]
    case ("lea", .memory(let memory)) where operands[0].size == word:
      return [RegisterMove(register: register, source: .address(memory))]
    case ("mov", .constant(let value)), ("movabs", .constant(let value)):
      return [RegisterMove(register: register, source: .constant(value))]
    case ("xor", .register(let name)) where name == register:
      return [RegisterMove(register: register, source: .constant(0))]
    default: return []
    }
  }

  private static func movesOfARM64(_ mnemonic: String, _ operands: [Operand]) -> [RegisterMove] {
    guard let first = operands.first, first.size == 8, let register = first.register else {
      return []
    }
    // Address and offset apart, as post-indexed forms have them, are no plain load.
    switch (mnemonic, operands.count) {
    case ("mov", 2):
      switch operands[1].kind {
      case .register("xzr"): return [RegisterMove(register: register, source: .constant(0))]
      case .register(let name): return [RegisterMove(register: register, source: .register(name))]
      case .constant(let value): return [RegisterMove(register: register, source: .constant(value))]
      default: return []
      }
    case ("ldr", 2), ("ldur", 2):
      return operands[1].memory.map { [RegisterMove(register: register, source: .memory($0))] }
        ?? []
    case ("ldp", 3):
      guard let second = operands[1].register, let memory = operands[2].memory else { return [] }
      let (next, overflow) = memory.displacement.addingReportingOverflow(8)
      guard !overflow else { return [] }
      return [
        RegisterMove(register: register, source: .memory(memory)),
        RegisterMove(
          register: second,
          source: .memory(MemoryOperand(base: memory.base, displacement: next, size: 8))),
      ]
    case ("adrp", 2), ("adr", 2):
      guard case .constant(let value) = operands[1].kind else { return [] }
      return [RegisterMove(register: register, source: .constant(value))]
    case ("add", 3):
      guard let base = operands[1].register, case .constant(let value) = operands[2].kind,
        let displacement = Int64(exactly: value)
      else { return [] }
      return [
        RegisterMove(
          register: register,
          source: .address(MemoryOperand(base: base, displacement: displacement, size: 0)))
      ]
    default: return []
    }
  }
}
