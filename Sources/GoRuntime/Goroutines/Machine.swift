// A thread as the runtime's `m` describes it, and the list of them.

package import ElfCore

/// One thread of the Go scheduler (`runtime.m`).
package struct Machine: Sendable {
  package let address: Address
  package let id: Int64
  /// The operating system's thread id (`procid`); 0 while the thread is being created.
  package let threadID: UInt64
  /// The `g` of its system stack, and that stack.
  package let systemGoroutine: Address
  package let systemStack: AddressRange
  /// The `g` of its signal stack, and that stack.
  package let signalGoroutine: Address
  package let signalStack: AddressRange
  /// The goroutine that it was running, or null.
  package let currentGoroutine: Address
  /// The goroutine that a fatal signal interrupted, or null.
  package let caughtSignalGoroutine: Address
  /// How far it was into dying: 0 not at all, 1 a panic or throw, more a panic while panicking.
  package let dying: Int32
  /// 0 not throwing, 1 a fatal error of the program's, 2 a throw of the runtime's or a fatal signal.
  package let throwing: Int32
  /// Where Go code called into the vDSO; null outside it.
  package let vdsoPC: Address
  package let vdsoSP: Address
  /// Whether it was running C code.
  package let isInC: Bool
}

/// All `m`s, from `runtime.allm` along `alllink`.
package struct MachineList: Sendable {
  package private(set) var machines: [Machine] = []
  /// Why the list ended early, if it did.
  package private(set) var problem: String?
  private static let limit = 1_000_000

  /// The list that the variable at `root` begins.
  static func following(
    root: Address, facts: RuntimeFacts, memory: AddressSpace
  ) -> MachineList {
    do throws(MemoryError) {
      return MachineList(first: try memory.pointer(root), facts: facts, memory: memory)
    } catch {
      var list = MachineList(first: .null, facts: facts, memory: memory)
      list.problem = "the list of threads cannot be read: \(error.message)"
      return list
    }
  }

  /// The list that begins with the `m` at `first`.
  init(first: Address, facts: RuntimeFacts, memory: AddressSpace) {
    var seen: Set<Address> = []
    var next = first
    while !next.isNull {
      guard seen.insert(next).inserted, seen.count <= Self.limit else {
        problem = "the list of threads is cyclic"
        return
      }
      do throws(MemoryError) {
        machines.append(try Self.read(next, facts, memory))
        next = try memory.pointer(next &+ facts.offset(.mNext))
      } catch {
        problem = "the list of threads ends early: \(error.message)"
        return
      }
    }
  }

  private static func read(
    _ address: Address, _ facts: RuntimeFacts, _ memory: AddressSpace
  ) throws(MemoryError) -> Machine {
    func pointer(_ field: RuntimeField) throws(MemoryError) -> Address {
      guard let place = facts[field] else { return .null }
      return try memory.pointer(address &+ place.offset)
    }
    func number(_ field: RuntimeField) throws(MemoryError) -> UInt64 {
      guard let place = facts[field] else { return 0 }
      return try memory.integer(address &+ place.offset, size: place.size)
    }
    func stack(_ g: Address) -> AddressRange {
      guard !g.isNull, let low = try? memory.pointer(g &+ facts.offset(.gStackLow)),
        let high = try? memory.pointer(g &+ facts.offset(.gStackHigh))
      else { return AddressRange(start: .null, end: .null) }
      return AddressRange(start: low, end: high)
    }
    let system = try pointer(.mG0)
    let signal = try pointer(.mSignalG)
    return Machine(
      address: address,
      id: Int64(bitPattern: try number(.mID)),
      threadID: try number(.mThreadID),
      systemGoroutine: system, systemStack: stack(system),
      signalGoroutine: signal, signalStack: stack(signal),
      currentGoroutine: try pointer(.mCurrentG),
      caughtSignalGoroutine: try pointer(.mCaughtSignal),
      dying: Int32(truncatingIfNeeded: try number(.mDying)),
      throwing: Int32(truncatingIfNeeded: try number(.mThrowing)),
      vdsoPC: try pointer(.mVDSOPC), vdsoSP: try pointer(.mVDSOSP),
      isInC: try number(.mInCgo) & 0xff != 0)
  }
}
