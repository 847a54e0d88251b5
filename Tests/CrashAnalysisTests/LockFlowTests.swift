// Which lock an operation acts on, and what a function holds of each.

import Disassembly
import ElfCore
import GoRuntime
import Testing

@testable import CrashAnalysis

@Suite("The locks of a function", .enabled(if: Disassembler.problem == nil))
struct LockFlowTests {
  private func instructions(_ code: [UInt8]) throws -> [Instruction] {
    let decoder = try #require(Disassembler(.x86In64Bit))
    return decoder.instructions(code, at: Address(0x1000), limit: 100)
  }

  /// Where the operand of an instruction points to.
  private func target(_ index: Int, _ code: [Instruction]) -> LockTracer.Word? {
    guard code.indices.contains(index), let operand = code[index].memory.first else { return nil }
    return LockTracer(code).target(of: operand, at: index)
  }

  @Test("are known by the word of the frame that the pointer was stored in")
  func slots() throws {
    let code = try instructions([
      0x48, 0x89, 0x44, 0x24, 0x70,  // mov [rsp+0x70], rax
      0xf0, 0x0f, 0xb1, 0x50, 0x08,  // lock cmpxchg [rax+8], edx
      0xe8, 0x00, 0x00, 0x00, 0x00,  // call
      0x48, 0x8b, 0x4c, 0x24, 0x70,  // mov rcx, [rsp+0x70]
      0xf0, 0x0f, 0xc1, 0x51, 0x08,  // lock xadd [rcx+8], edx
      0xc3,
    ])
    let key = LockKey(origin: .slot(0x70), offset: 8)
    let taken = try #require(target(1, code))
    #expect(taken.key == key)
    #expect(taken.argument == LockTracer.Argument(register: "rax", offset: 8))
    let given = try #require(target(4, code))
    #expect(given.key == key)
    #expect(LockTracer(code).isSteady(key))
  }

  @Test("are known by the variable that the code names, and by what a closure has captured")
  func variables() throws {
    let code = try instructions([
      0x48, 0x8d, 0x05, 0x10, 0x00, 0x00, 0x00,  // lea rax, [rip+0x10]
      0xe8, 0x00, 0x00, 0x00, 0x00,  // call
    ])
    #expect(
      LockTracer(code).trace("rax", offset: 4, before: 1).key
        == LockKey(origin: .variable(Address(0x101b)), offset: 0))
    let closure = try instructions([
      0x48, 0x8b, 0x42, 0x08,  // mov rax, [rdx+8]
      0x48, 0x83, 0xc0, 0x08,  // add rax, 8
      0x90,
    ])
    #expect(
      LockTracer(closure).trace("rax", offset: 0, before: 1).key
        == LockKey(origin: .captured(8), offset: 0))
    // What an addition makes of it is not followed.
    #expect(
      LockTracer(closure).trace("rax", offset: 0, before: 2).key
        == LockKey(origin: .register, offset: 0))
  }

  @Test("are not known over a place where ways join")
  func joins() throws {
    let code = try instructions([
      0x48, 0x8d, 0x05, 0x10, 0x00, 0x00, 0x00,  // lea rax, [rip+0x10]
      0x90,
      0xf0, 0x0f, 0xb1, 0x10,  // lock cmpxchg [rax], edx
      0x75, 0xf9,  // jne to the nop
      0xc3,
    ])
    let word = target(2, code)
    #expect(word?.key == LockKey(origin: .register, offset: 0))
  }

  /// The flow of a function of one-byte instructions, with these operations.
  private func follow(_ acts: [(UInt64, LockOperation, LockKey?)], count: UInt64) -> LockFlow? {
    let steps = (0..<count).map {
      CodeStep(address: Address($0), length: 1, flow: $0 == count - 1 ? .end : .next)
    }
    return LockFlow(
      acts.map { LockAct(address: Address($0), operation: $1, key: $2) }, steps,
      isSteady: { _ in true }, returns: { _ in true })
  }

  private let first = LockKey(origin: .slot(0x10), offset: 8)
  private let second = LockKey(origin: .slot(0x18), offset: 8)

  @Test("are told apart: one that was given up is not held because another one is")
  func apart() throws {
    let flow = try #require(
      follow(
        [(0, .lock, first), (1, .lock, second), (2, .unlock, second), (4, .unlock, first)], count: 6
      ))
    let holds = try #require(flow.holds(at: Address(3)))
    let held = holds.filter { $0.balance.counts.lowerBound > 0 }
    #expect(held.map(\.keys) == [[first]])
    #expect(held.map(\.isReleasedBehind) == [true])
  }

  @Test("are not told apart where one is given up that was taken under no name of its own")
  func together() throws {
    let loose = LockKey(origin: .register, offset: 8)
    let flow = try #require(
      follow(
        [(0, .lock, first), (1, .lock, second), (3, .unlock, loose), (4, .unlock, loose)], count: 6)
    )
    let holds = try #require(flow.holds(at: Address(2)))
    #expect(holds.map(\.keys) == [[loose]])
    #expect(holds.map(\.balance.counts) == [2...2])
    // Without a key for each nothing is said of which it is.
    let unknown = try #require(follow([(0, .lock, first), (2, .unlock, nil)], count: 4))
    #expect(unknown.holds(at: Address(1))?.map(\.keys) == [[]])
  }
}
