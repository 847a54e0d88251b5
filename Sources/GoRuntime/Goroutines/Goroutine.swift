// A goroutine as the runtime's `g` describes it.

package import ElfCore

/// What a goroutine was doing, by `g.atomicstatus`.
package enum GoroutineState: Sendable, Equatable {
  case idle, runnable, running, syscall, waiting, dead, copystack, preempted, leaked
  /// A value that no release is known to use.
  case other
}

/// One goroutine (`runtime.g`). Plain numbers; names and stacks are looked up when they are wanted.
package struct Goroutine: Sendable {
  /// The address of the `g`.
  package let address: Address
  /// `goid`; 0 for the system goroutines of a thread (`g0`, `gsignal`).
  package let id: UInt64
  /// `atomicstatus` with the scan bit.
  package let rawStatus: UInt32
  package let state: GoroutineState
  /// Whether the garbage collector was scanning the stack.
  package let isBeingScanned: Bool
  /// The index in the runtime's table of wait reasons.
  package let waitReason: UInt8
  /// `waitsince`, in nanoseconds of the runtime's clock; 0 when no collection saw it waiting.
  package let waitSince: UInt64
  package let stack: AddressRange
  /// The `m` that runs it, or null.
  package let machine: Address
  package let schedulerPC: Address
  package let schedulerSP: Address
  package let schedulerLR: Address?
  package let syscallPC: Address
  package let syscallSP: Address
  /// The `m` it is locked to, or null.
  package let lockedMachine: Address
  /// The return address of the `go` statement.
  package let creatorPC: Address
  /// The goroutine that ran it; 0 where the release does not say.
  package let creatorID: UInt64
  /// The function it began with.
  package let startPC: Address
}

/// Reads `g`s. One for each task.
package struct GoroutineReader {
  private let facts: RuntimeFacts
  private var memory: MemoryReader
  private let wideID: Bool
  // The offsets, resolved once.
  private let stackLow, stackHigh, schedPC, schedSP, schedLR, syscallPC, syscallSP: Int
  private let status, id, reason, since, machine, locked, creator, parent, start: Int
  private let scanBit: UInt32
  private let usesLinkRegister: Bool
  private let statuses: [UInt32: GoroutineState]

  package init(facts: RuntimeFacts, memory: AddressSpace, architecture: Architecture) {
    self.facts = facts
    self.memory = memory.reader()
    wideID = (facts[.gID]?.size ?? 8) == 8
    stackLow = facts.offset(.gStackLow)
    stackHigh = facts.offset(.gStackHigh)
    schedPC = facts.offset(.gSchedPC)
    schedSP = facts.offset(.gSchedSP)
    schedLR = facts.offset(.gSchedLR)
    syscallPC = facts.offset(.gSyscallPC)
    syscallSP = facts.offset(.gSyscallSP)
    status = facts.offset(.gStatus)
    id = facts.offset(.gID)
    reason = facts.offset(.gWaitReason)
    since = facts.offset(.gWaitSince)
    machine = facts.offset(.gMachine)
    locked = facts.offset(.gLockedMachine)
    creator = facts.offset(.gCreatorPC)
    parent = facts.offset(.gParentID)
    start = facts.offset(.gStartPC)
    scanBit = facts[.scan]
    usesLinkRegister = architecture.returnAddress == .linkRegister
    statuses = [
      facts[.idle]: .idle, facts[.runnable]: .runnable, facts[.running]: .running,
      facts[.syscall]: .syscall, facts[.waiting]: .waiting, facts[.dead]: .dead,
      facts[.copystack]: .copystack, facts[.preempted]: .preempted, facts[.leaked]: .leaked,
      // The g of an idle cgo thread: it was plainly dead before go1.26.
      facts[.deadExtra]: .dead,
    ]
  }

  /// The goroutine whose `g` is at `address`.
  package mutating func read(_ address: Address) throws(MemoryError) -> Goroutine {
    let raw = try memory.load(address &+ status, as: UInt32.self)
    let plain = raw & ~scanBit
    let low = try memory.pointer(address &+ stackLow)
    let high = try memory.pointer(address &+ stackHigh)
    return Goroutine(
      address: address,
      id: wideID
        ? try memory.load(address &+ id, as: UInt64.self)
        : UInt64(try memory.load(address &+ id, as: UInt32.self)),
      rawStatus: raw,
      state: statuses[plain] ?? .other,
      isBeingScanned: raw & scanBit != 0,
      waitReason: reason < 0 ? 0 : try memory.load(address &+ reason, as: UInt8.self),
      waitSince: since < 0 ? 0 : try memory.load(address &+ since, as: UInt64.self),
      stack: AddressRange(start: low, end: high),
      machine: try pointer(address, machine),
      schedulerPC: try pointer(address, schedPC),
      schedulerSP: try pointer(address, schedSP),
      schedulerLR: usesLinkRegister ? try pointer(address, schedLR) : nil,
      syscallPC: try pointer(address, syscallPC),
      syscallSP: try pointer(address, syscallSP),
      lockedMachine: try pointer(address, locked),
      creatorPC: try pointer(address, creator),
      creatorID: parent < 0 ? 0 : try memory.load(address &+ parent, as: UInt64.self),
      startPC: try pointer(address, start))
  }

  private mutating func pointer(_ address: Address, _ offset: Int) throws(MemoryError) -> Address {
    offset < 0 ? .null : try memory.pointer(address &+ offset)
  }
}
