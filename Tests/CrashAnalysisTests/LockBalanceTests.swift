// How many locks a function holds at each place, over all ways through its code.

import Disassembly
import ElfCore
import Testing

@testable import CrashAnalysis

@Suite("The balance of locks")
struct LockBalanceTests {
  private enum Act {
    case lock, unlock, other
    case branch(Int)
    case jump(Int)
    case call(UInt64)
    case indirect, end
  }

  /// The balances of code whose instructions are one byte each; targets are their numbers. A call of 99
  /// does not come back.
  private func balances(_ acts: [Act]) -> LockBalances? {
    let steps = acts.enumerated().map { number, act in
      let flow: ControlFlow =
        switch act {
        case .lock, .unlock, .other: .next
        case .branch(let target): .branch(Address(UInt64(target)))
        case .jump(let target): .jump(Address(UInt64(target)))
        case .indirect: .jump(nil)
        case .call(let target): .call(Address(target))
        case .end: .end
        }
      return CodeStep(address: Address(UInt64(number)), length: 1, flow: flow)
    }
    return LockBalances(
      steps,
      change: { step in
        switch acts[Int(step.address.rawValue)] {
        case .lock: 1
        case .unlock: -1
        default: 0
        }
      }, returns: { $0 != Address(99) })
  }

  @Test("counts what was taken before the place, not by it")
  func straight() throws {
    let found = try #require(balances([.lock, .other, .unlock, .other, .end]))
    #expect(found.balance(at: Address(0))?.counts == 0...0)
    #expect(found.balance(at: Address(1))?.counts == 1...1)
    #expect(found.balance(at: Address(3))?.counts == 0...0)
    #expect(found.balance(at: Address(3))?.gaveUpOwn == true)
    #expect(found.atReturn?.counts == 0...0)
  }

  @Test("does not let a way that returns early count for what lies behind it")
  func earlyReturn() throws {
    // lock; if … { unlock; return }; work; unlock
    let found = try #require(
      balances([.lock, .branch(4), .unlock, .end, .other, .unlock, .end]))
    #expect(found.balance(at: Address(4))?.counts == 1...1)
    #expect(found.balance(at: Address(4))?.gaveUpOwn == false)
  }

  @Test("tells what was given up for sure from what was given up on some way")
  func callers() throws {
    let sure = try #require(balances([.unlock, .other, .lock, .end]))
    #expect(sure.balance(at: Address(2))?.gaveUpCallers == true)
    #expect(sure.balance(at: Address(3))?.gaveUpCallers == false)
    let maybe = try #require(balances([.branch(2), .unlock, .other, .end]))
    #expect(maybe.balance(at: Address(2))?.gaveUpCallers == false)
    #expect(maybe.balance(at: Address(2))?.mayHaveGivenUpCallers == true)
  }

  @Test("follows loops to their end, and calls only if they come back")
  func loops() throws {
    let loop = try #require(balances([.lock, .unlock, .branch(0), .other, .end]))
    #expect(loop.balance(at: Address(3))?.counts == 0...0)
    let taking = try #require(balances([.lock, .branch(0), .end]))
    #expect(taking.balance(at: Address(2))?.counts == 1...4)
    let panics = try #require(balances([.branch(3), .lock, .call(99), .other, .end]))
    #expect(panics.balance(at: Address(3))?.counts == 0...0)
  }

  @Test("knows nothing where a jump may lead anywhere, nor of places that no way leads to")
  func unknown() throws {
    #expect(balances([.lock, .indirect, .other, .end]) == nil)
    #expect(balances([]) == nil)
    let found = try #require(balances([.jump(2), .other, .end]))
    #expect(found.balance(at: Address(1)) == nil)
    #expect(found.balance(at: Address(3)) == nil)
  }
}
