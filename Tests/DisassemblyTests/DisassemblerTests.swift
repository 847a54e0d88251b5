// Decoded instructions: what explains a fault.

import Disassembly
import ElfCore
import Testing

@Suite("The disassembler", .enabled(if: Disassembler.problem == nil, "without capstone"))
struct DisassemblerTests {
  private func decode(
    _ set: Architecture.InstructionSet, _ bytes: [UInt8], at address: UInt64 = 0x1000
  ) throws -> [Instruction] {
    try #require(Disassembler(set)).instructions(bytes, at: Address(address), limit: 100)
  }

  @Test("tells the memory operand of a load, with its registers, displacement and size")
  func load() throws {
    // mov r8, [rbx + rcx*4 + 0x28]
    let found = try decode(.x86In64Bit, [0x4c, 0x8b, 0x44, 0x8b, 0x28])
    #expect(found.map(\.text) == ["mov r8, qword ptr [rbx + rcx*4 + 0x28]"])
    let operand = MemoryOperand(
      base: "rbx", index: "rcx", scale: 4, displacement: 0x28, size: 8)
    #expect(found[0].memory == [operand])
    #expect(found[0].moves == [RegisterMove(register: "r8", source: .memory(operand))])
    #expect(found[0].writes == ["r8"])
  }

  @Test("tells a store from a load, and one that does both")
  func accesses() throws {
    // mov [rax], rbx; add [rdx], rcx
    let found = try decode(.x86In64Bit, [0x48, 0x89, 0x18, 0x48, 0x01, 0x0a])
    let store = try #require(found.first?.memory.first)
    #expect(store.isWritten && !store.isRead)
    let both = try #require(found.last?.memory.first)
    #expect(both.isWritten && both.isRead)
  }

  @Test("tells which register a plain store of a word puts where")
  func stores() throws {
    // mov [rsp + 0x28], rax; mov [rsp + 0x28], eax; add [rsp + 0x28], rax
    let x86 = try decode(
      .x86In64Bit,
      [0x48, 0x89, 0x44, 0x24, 0x28, 0x89, 0x44, 0x24, 0x28, 0x48, 0x01, 0x44, 0x24, 0x28])
    #expect(x86.map(\.store?.register) == ["rax", nil, nil])
    #expect(x86[0].store?.operand.displacement == 0x28)
    // str x1, [sp, #16]; str w1, [sp, #16]
    let arm = try decode(.a64, [0xe1, 0x0b, 0, 0xf9, 0xe1, 0x13, 0, 0xb9])
    #expect(arm.map(\.store?.register) == ["x1", nil])
    #expect(arm[0].store?.operand.displacement == 16)
  }

  @Test("says that lea touches nothing")
  func address() throws {
    // lea rcx, [rax + 8]
    let found = try decode(.x86In64Bit, [0x48, 0x8d, 0x48, 0x08])
    let operand = try #require(found.first?.memory.first)
    #expect(!operand.isRead && !operand.isWritten)
    #expect(found[0].moves == [RegisterMove(register: "rcx", source: .address(operand))])
  }

  @Test("knows a part of a register for the whole")
  func parts() throws {
    // movzx esi, byte ptr [rax + rcx]: all of rsi is written
    let found = try decode(.x86In64Bit, [0x0f, 0xb6, 0x34, 0x08])
    #expect(found.map(\.writes) == [["rsi"]])
    #expect(found[0].moves.isEmpty)
    #expect(found[0].memory.first?.size == 1)
  }

  @Test("follows jumps, branches, calls and returns")
  func flow() throws {
    // je +0; jmp +0; call +0; ret; jmp rax; call rcx
    let found = try decode(
      .x86In64Bit,
      [0x74, 0, 0xeb, 0, 0xe8, 0, 0, 0, 0, 0xc3, 0xff, 0xe0, 0xff, 0xd1])
    #expect(
      found.map(\.flow) == [
        .branch(Address(0x1002)), .jump(Address(0x1004)), .call(Address(0x1009)), .end, .jump(nil),
        .call(nil),
      ])
  }

  @Test("knows the compiler's check for nil on each processor")
  func nilChecks() throws {
    // test [rax], al; test [eax], al; ldrb w27, [x0]
    #expect(try decode(.x86In64Bit, [0x84, 0x00]).map(\.isNilCheck) == [true])
    #expect(try decode(.x86, [0x84, 0x00]).map(\.isNilCheck) == [true])
    #expect(try decode(.a64, [0x1b, 0x00, 0x40, 0x39]).map(\.isNilCheck) == [true])
    // ldrb w1, [x0] keeps what it reads
    #expect(try decode(.a64, [0x01, 0x00, 0x40, 0x39]).map(\.isNilCheck) == [false])
  }

  @Test("reads arm64: loads, pairs, stores, calls and conditional branches")
  func arm64() throws {
    // ldr x1, [x0, #0x18]; ldp x2, x3, [x1, #0x10]; str w4, [x5]; bl +8; cbz x0, +8; b +4; ret
    let found = try decode(
      .a64,
      [
        0x01, 0x0c, 0x40, 0xf9, 0x22, 0x0c, 0x41, 0xa9, 0xa4, 0x00, 0x00, 0xb9, 0x02, 0x00, 0x00,
        0x94, 0x40, 0x00, 0x00, 0xb4, 0x01, 0x00, 0x00, 0x14, 0xc0, 0x03, 0x5f, 0xd6,
      ])
    try #require(found.count == 7)
    let load = MemoryOperand(base: "x0", displacement: 0x18, size: 8)
    #expect(found[0].moves == [RegisterMove(register: "x1", source: .memory(load))])
    #expect(
      found[1].moves == [
        RegisterMove(
          register: "x2", source: .memory(MemoryOperand(base: "x1", displacement: 16, size: 8))),
        RegisterMove(
          register: "x3", source: .memory(MemoryOperand(base: "x1", displacement: 24, size: 8))),
      ])
    let store = try #require(found[2].memory.first)
    #expect(store.isWritten && !store.isRead && store.size == 4)
    #expect(
      found[3...].map(\.flow) == [
        .call(Address(0x1014)), .branch(Address(0x1018)), .jump(Address(0x1018)), .end,
      ])
  }

  @Test("reads 386, where a word has four bytes")
  func i386() throws {
    // mov eax, [esp + 4]; mov ecx, [eax + 8]
    let found = try decode(.x86, [0x8b, 0x44, 0x24, 0x04, 0x8b, 0x48, 0x08])
    #expect(
      found.map(\.moves) == [
        [
          RegisterMove(
            register: "eax",
            source: .memory(MemoryOperand(base: "esp", displacement: 4, size: 4)))
        ],
        [
          RegisterMove(
            register: "ecx",
            source: .memory(MemoryOperand(base: "eax", displacement: 8, size: 4)))
        ],
      ])
  }

  @Test("outlines code: beginnings, jump targets, and whether a jump goes anywhere")
  func outline() throws {
    let decoder = try #require(Disassembler(.x86In64Bit))
    // 1000 nop; 1001 jmp 1000; 1003 ret
    let plain = decoder.outline([0x90, 0xeb, 0xfd, 0xc3], at: Address(0x1000))
    #expect(plain.starts.map(\.rawValue) == [0x1000, 0x1001, 0x1003])
    #expect(plain.targets == [Address(0x1000)])
    #expect(!plain.hasIndirectJump)
    #expect(decoder.outline([0xff, 0xe0], at: .null).hasIndirectJump)
  }

  @Test("gives the steps of whole code, or none if a part of it is no instruction")
  func steps() throws {
    let decoder = try #require(Disassembler(.x86In64Bit))
    let found = try #require(decoder.steps([0x90, 0xeb, 0xfd, 0xc3], at: Address(0x1000)))
    #expect(found.map(\.flow) == [.next, .jump(Address(0x1000)), .end])
    #expect(found.last?.end == Address(0x1004))
    #expect(decoder.steps([0x90, 0x06, 0xc3], at: .null) == nil)
    // casal, which the decoder may not know, between nop and ret
    let arm = try #require(Disassembler(.a64))
    let words: [UInt8] = [
      0x1f, 0x20, 0x03, 0xd5, 0x41, 0xfc, 0xe0, 0x88, 0xc0, 0x03, 0x5f, 0xd6,
    ]
    #expect(arm.steps(words, at: .null)?.map(\.flow) == [.next, .next, .end])
  }

  @Test("steps over a word of arm64 that it does not know, which may write anything")
  func unknownWord() throws {
    // ldr x1, [x0, #0x18]; a word that no processor has; ret
    let words: [UInt8] = [
      0x01, 0x0c, 0x40, 0xf9, 0x00, 0x00, 0x00, 0x00, 0xc0, 0x03, 0x5f, 0xd6,
    ]
    let found = try decode(.a64, words)
    try #require(found.count == 3)
    #expect(found.map(\.isKnown) == [true, false, true])
    #expect(found[1].text == ".inst 0x0")
    #expect(found[2].address == Address(0x1008) && found[2].flow == .end)
    let outline = try #require(Disassembler(.a64)).outline(words, at: Address(0x1000))
    #expect(outline.starts.map(\.rawValue) == [0x1000, 0x1004, 0x1008])
    #expect(outline.end == Address(0x100c))
    // A part of a word is none.
    #expect(try decode(.a64, [0x00, 0x00]).isEmpty)
  }

  @Test("stops at bytes that are no instruction, and at its limit")
  func damage() throws {
    let decoder = try #require(Disassembler(.x86In64Bit))
    // ret, then bytes that no processor runs
    #expect(decoder.instructions([0xc3, 0x06, 0x06], at: .null, limit: 10).count == 1)
    #expect(decoder.instructions([0x90, 0x90, 0x90], at: .null, limit: 2).count == 2)
    #expect(decoder.instructions([], at: .null, limit: 10).isEmpty)
    // An instruction that is cut off, at the end of the address space.
    #expect(decoder.instructions([0x48], at: Address(.max), limit: 10).isEmpty)
  }
}
