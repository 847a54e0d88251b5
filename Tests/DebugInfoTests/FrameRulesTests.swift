// From a frame of C to its caller: rules, the expressions in them, and what damaged ones do.

import DebugInfo
import ElfCore
import TestSupport
import Testing

/// DWARF's numbers of the operations that the tests use (DWARF 5, section 7.7.1).
private enum Operation {
  static let deref: UInt8 = 0x06
  static let plusConstant: UInt8 = 0x23
  static let plus: UInt8 = 0x22
  static let and: UInt8 = 0x1a
  static let shiftLeft: UInt8 = 0x24
  static let greaterOrEqual: UInt8 = 0x2a
  static let skip: UInt8 = 0x2f
  static let lit0: UInt8 = 0x30
  static let breg0: UInt8 = 0x70
  static let reg0: UInt8 = 0x50
  static let callFrame: UInt8 = 0x9c
  static let stackValue: UInt8 = 0x9f
}

@Suite("A frame of C")
struct FrameRulesTests {
  private static let stackPointer = 7
  private static let framePointer = 6
  private static let programCounter = 16

  private func memory(_ words: [UInt64], at address: UInt64 = 0x7000) throws -> AddressSpace {
    var drawn = SyntheticMemory(wordSize: 8)
    drawn.map(address, size: 4_096)
    drawn.words(words, at: address)
    return try openCore(SyntheticCore(memory: drawn.segments).elf.bytes).memory()
  }

  private func registers(sp: UInt64, fp: UInt64? = nil, pc: UInt64 = 0x40_1000) -> NativeRegisters {
    var values = [UInt64?](repeating: nil, count: 17)
    values[Self.stackPointer] = sp
    values[Self.framePointer] = fp
    values[Self.programCounter] = pc
    return NativeRegisters(values: values, programCounter: pc)
  }

  /// The place `bytes` below the frame's address.
  private func saved(_ bytes: Int64) -> RegisterRule {
    .expression([
      LocationOperation(Operation.callFrame),
      LocationOperation(Operation.plusConstant, UInt64(bitPattern: -bytes)),
    ])
  }

  private func rules(
    _ frameAddress: [LocationOperation], isSignalFrame: Bool = false,
    _ changes: [Int: RegisterRule] = [:]
  ) -> FrameRules {
    var rules = [RegisterRule](repeating: .same, count: 17)
    rules[Self.programCounter] = saved(8)
    for (number, rule) in changes { rules[number] = rule }
    return FrameRules(
      isSignalFrame: isSignalFrame, returnAddress: Self.programCounter, frameAddress: frameAddress,
      registers: rules)
  }

  private func caller(
    _ rules: FrameRules, _ frame: NativeRegisters, _ memory: AddressSpace
  ) -> FrameRules.Caller {
    rules.caller(of: frame, stackPointer: Self.stackPointer, memory: memory)
  }

  @Test("gives the caller's registers: those saved, those kept, and the stack pointer")
  func plainFrame() throws {
    // sp, a saved frame pointer, the return address.
    let memory = try memory([0x11, 0x7f00, 0x40_2000])
    let cfa = [LocationOperation(Operation.breg0 + 7, 24)]
    let found = caller(
      rules(cfa, [Self.framePointer: saved(16)]), registers(sp: 0x7000, fp: 0x1), memory)
    guard case .found(let next, let address) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(address == Address(0x7018))
    #expect(next.programCounter == 0x40_2000)
    #expect(next.values[Self.stackPointer] == 0x7018)
    #expect(next.values[Self.framePointer] == 0x7f00)
  }

  @Test(
    "of a procedure linkage table depends on the instruction", arguments: [(0xa, 8), (0xb, 16)])
  func linkageTable(low: UInt64, size: UInt64) throws {
    // rsp + 8 + (((rip & 15) >= 11) << 3): .plt pushes before its last instruction.
    let cfa = [
      LocationOperation(Operation.breg0 + 7, 8),
      LocationOperation(Operation.breg0 + 16, 0),
      LocationOperation(Operation.lit0 + 15), LocationOperation(Operation.and),
      LocationOperation(Operation.lit0 + 11), LocationOperation(Operation.greaterOrEqual),
      LocationOperation(Operation.lit0 + 3), LocationOperation(Operation.shiftLeft),
      LocationOperation(Operation.plus),
    ]
    let memory = try memory([0x40_2000, 0x40_3000])
    let found = caller(rules(cfa), registers(sp: 0x7000, pc: 0x40_1020 + low), memory)
    guard case .found(_, let address) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(address == Address(0x7000 + size))
  }

  @Test("of a signal handler's return lies where the interrupted stack pointer was saved")
  func signalFrame() throws {
    let cfa = [
      LocationOperation(Operation.breg0 + 7, 16), LocationOperation(Operation.deref),
    ]
    let address = [LocationOperation(Operation.breg0 + 7, 8)]
    let memory = try memory([0, 0x40_5555, 0x7800])
    let found = caller(
      rules(cfa, isSignalFrame: true, [Self.programCounter: .expression(address)]),
      registers(sp: 0x7000), memory)
    guard case .found(let next, _) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(next.programCounter == 0x40_5555)
    #expect(next.values[Self.stackPointer] == 0x7800)
  }

  @Test("takes a value as well as a place, and a register as well as memory")
  func values() throws {
    let memory = try memory([0x40_2000])
    let cfa = [LocationOperation(Operation.breg0 + 7, 8)]
    let value = [
      LocationOperation(Operation.breg0 + 7, 4), LocationOperation(Operation.stackValue),
    ]
    let found = caller(
      rules(
        cfa,
        [3: .expression(value), 12: .expression([LocationOperation(Operation.reg0 + 6)])]),
      registers(sp: 0x7000, fp: 0x99), memory)
    guard case .found(let next, _) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(next.values[3] == 0x7004)
    #expect(next.values[12] == 0x99)
  }

  @Test("is the outermost where the return address is undefined")
  func outermost() throws {
    let cfa = [LocationOperation(Operation.breg0 + 7, 8)]
    let found = caller(
      rules(cfa, [Self.programCounter: .undefined]), registers(sp: 0x7000), try memory([0]))
    #expect(found == .none)
  }

  @Test("loses a register that cannot be read, and only that")
  func lostRegister() throws {
    let cfa = [LocationOperation(Operation.breg0 + 7, 8)]
    let outside = [LocationOperation(Operation.breg0 + 7, 1 << 40)]
    let found = caller(
      rules(cfa, [Self.framePointer: .expression(outside)]), registers(sp: 0x7000, fp: 0x5),
      try memory([0x40_2000]))
    guard case .found(let next, _) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(next.values[Self.framePointer] == nil)
    #expect(next.programCounter == 0x40_2000)
  }

  @Test("ends where its return address is not in memory")
  func unreadable() throws {
    let cfa = [LocationOperation(Operation.breg0 + 7, 8)]
    let found = caller(rules(cfa), registers(sp: 0x9_0000), try memory([0]))
    #expect(found == .unreadable(.unmapped(Address(0x9_0000))))
  }

  @Test(
    "with a damaged rule has no caller, and the evaluation comes to an end",
    arguments: [
      [LocationOperation(Operation.plus)],
      [LocationOperation(Operation.breg0 + 3, 0)],
      [LocationOperation(0xff)],
      [],
      // Jumps to itself for ever.
      [LocationOperation(Operation.skip, UInt64(bitPattern: -3), offset: 0)],
      // Jumps to the middle of nowhere.
      [LocationOperation(Operation.skip, 0x7000, offset: 0), LocationOperation(0x30, offset: 3)],
    ])
  func damagedRule(cfa: [LocationOperation]) throws {
    let found = caller(rules(cfa), registers(sp: 0x7000), try memory([0]))
    #expect(found != .none)
    if case .found(_, let address) = found { #expect(address != Address(0x7000)) }
  }
}

@Suite("Call frame information")
struct NativeFileTests {
  /// One function at 0x401000 of 0x20 bytes that pushes rbp with its first instruction.
  private var frames: [UInt8] {
    var out = ByteWriter()
    func entry(_ body: [UInt8], to out: inout ByteWriter) {
      var padded = body
      while padded.count % 8 != 4 { padded.append(0) }
      out.put(UInt32(padded.count))
      out.raw(padded)
    }
    // Version 1, "zR", code alignment 1, data alignment -8, return address 16, absolute pointers;
    // the frame's address is rsp+8, the return address below it.
    entry(
      [0, 0, 0, 0, 1, 0x7a, 0x52, 0, 1, 0x78, 16, 1, 0, 0x0c, 7, 8, 0x90, 1], to: &out)
    var function = ByteWriter()
    function.put(UInt32(out.count + 4))
    function.put(0x40_1000 as UInt64)
    function.put(0x20 as UInt64)
    // Behind the first byte: the frame's address is rsp+16, rbp is saved 16 below it.
    function.raw([0, 0x41, 0x0e, 16, 0x86, 2])
    entry(function.bytes, to: &out)
    out.put(0 as UInt32)
    return out.bytes
  }

  private func opened(_ frames: [UInt8]) -> NativeFile? {
    var elf = ELFWriter(
      type: ELFWriter.executable, segments: [.load(0x40_2000, frames, flags: 4)])
    elf.sections = [.init(".eh_frame", address: 0x40_2000, size: UInt64(frames.count))]
    return NativeFile(bytes: elf.bytes, registerCount: 17)
  }

  @Test("differs from instruction to instruction")
  func rules() throws {
    let file = try #require(opened(frames))
    let entry = try #require(file.rules(at: 0x40_1000))
    #expect(entry.registers[6] == .same)
    #expect(entry.returnAddress == 16)
    #expect(!entry.isSignalFrame)
    let behind = try #require(file.rules(at: 0x40_1001))
    #expect(behind.registers[6] != .same)
    #expect(behind.frameAddress != entry.frameAddress)
  }

  @Test("is unknown outside its functions")
  func outside() throws {
    let file = try #require(opened(frames))
    #expect(file.rules(at: 0x40_0fff) == nil)
    #expect(file.rules(at: 0x40_1020) == nil)
  }

  @Test("that is damaged at any byte costs no more than itself")
  func damaged() {
    let good = frames
    for index in good.indices {
      for value in [0, 1, 0x7f, 0x80, 0xff] as [UInt8] {
        var bytes = good
        bytes[index] = value
        let file = opened(bytes)
        for address in [0x40_1000, 0x40_1001, 0x40_101f] as [UInt64] {
          let rules = file?.rules(at: address)
          #expect((rules?.registers.count ?? 17) >= 17)
        }
      }
    }
  }

  @Test("of a file that is no ELF file is refused")
  func notELF() {
    #expect(NativeFile(bytes: [UInt8](repeating: 7, count: 4_096), registerCount: 17) == nil)
    #expect(NativeFile(bytes: [], registerCount: 17) == nil)
  }
}
