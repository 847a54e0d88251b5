// A goroutine as the runtime's `g` describes it.

package import ElfCore

/// What a goroutine was doing, by `g.atomicstatus`.
package enum GoroutineState: Sendable, Equatable {
  case idle, runnable, running, syscall, waiting, dead, copystack, preempted, leaked
  /// A value that no release is known to use.
  case other

  /// Whether it is parked until somebody wakes it. One that a leak profile marked (since go1.26) waits as
  /// it did before, until the next collection takes the mark away.
  package var isWaiting: Bool { self == .waiting || self == .leaked }

  /// What a goroutine was doing, as the header of a traceback begins: why it waits, or else its status,
  /// and whether the runtime found that it leaked.
  package func activity(_ status: String, _ waitReason: String?) -> String {
    let text = waitReason ?? status
    return self == .leaked ? text + " (leaked)" : text
  }
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

/// Where a `g` keeps what is read of every goroutine. It is looked up once for a process, so that reading
/// a goroutine is nothing but loads.
struct GoroutineShape: Sendable {
  fileprivate let status, id: Int
  fileprivate let isWideID: Bool
  /// Nil each where this runtime has none.
  fileprivate let stackLow, stackHigh, schedPC, schedSP, schedLR, syscallPC, syscallSP: Int?
  fileprivate let reason, since, machine, locked, creator, parent, start: Int?
  fileprivate let usesLinkRegister: Bool
  fileprivate let scanBit: UInt32
  /// By the number that this runtime uses.
  fileprivate let states: [GoroutineState]
  /// Statuses are small numbers in every release.
  private static let statusLimit: UInt32 = 256

  /// Fails where goroutines have no number or no status that can be read.
  init(_ facts: RuntimeFacts, _ architecture: Architecture) throws(RecordError) {
    status = try facts.place(of: .gStatus).offset
    id = try facts.place(of: .gID).offset
    isWideID = try facts.place(of: .gID).size == 8
    stackLow = facts[.gStackLow]?.offset
    stackHigh = facts[.gStackHigh]?.offset
    schedPC = facts[.gSchedPC]?.offset
    schedSP = facts[.gSchedSP]?.offset
    schedLR = facts[.gSchedLR]?.offset
    syscallPC = facts[.gSyscallPC]?.offset
    syscallSP = facts[.gSyscallSP]?.offset
    reason = facts[.gWaitReason]?.offset
    since = facts[.gWaitSince]?.offset
    machine = facts[.gMachine]?.offset
    locked = facts[.gLockedMachine]?.offset
    creator = facts[.gCreatorPC]?.offset
    parent = facts[.gParentID]?.offset
    start = facts[.gStartPC]?.offset
    usesLinkRegister = architecture.returnAddress == .linkRegister
    scanBit = facts[.scan]
    var states: [GoroutineState] = []
    let known: [(RuntimeConstant, GoroutineState)] = [
      (.idle, .idle), (.runnable, .runnable), (.running, .running), (.syscall, .syscall),
      (.waiting, .waiting), (.dead, .dead), (.copystack, .copystack), (.preempted, .preempted),
      (.leaked, .leaked),
      // The g of an idle cgo thread: it was plainly dead before go1.26.
      (.deadExtra, .dead),
    ]
    for (constant, state) in known where facts[constant] < Self.statusLimit {
      let number = Int(facts[constant])
      while states.count <= number { states.append(.other) }
      if states[number] == .other { states[number] = state }
    }
    self.states = states
  }
}

/// Reads `g`s. One for each task.
package struct GoroutineReader {
  private let shape: GoroutineShape
  private var memory: MemoryReader

  init(_ shape: GoroutineShape, _ memory: AddressSpace) {
    self.shape = shape
    self.memory = memory.reader()
  }

  /// The goroutine whose `g` is at `address`.
  package mutating func read(_ address: Address) throws(MemoryError) -> Goroutine {
    let raw = try memory.load(address &+ shape.status, as: UInt32.self)
    let plain = Int(raw & ~shape.scanBit)
    let low = try pointer(address, shape.stackLow)
    let high = try pointer(address, shape.stackHigh)
    return Goroutine(
      address: address,
      id: shape.isWideID
        ? try memory.load(address &+ shape.id, as: UInt64.self)
        : UInt64(try memory.load(address &+ shape.id, as: UInt32.self)),
      rawStatus: raw,
      state: plain < shape.states.count ? shape.states[plain] : .other,
      isBeingScanned: raw & shape.scanBit != 0,
      waitReason: try load(address, shape.reason, as: UInt8.self),
      waitSince: try load(address, shape.since, as: UInt64.self),
      stack: AddressRange(start: low, end: high),
      machine: try pointer(address, shape.machine),
      schedulerPC: try pointer(address, shape.schedPC),
      schedulerSP: try pointer(address, shape.schedSP),
      schedulerLR: shape.usesLinkRegister ? try pointer(address, shape.schedLR) : nil,
      syscallPC: try pointer(address, shape.syscallPC),
      syscallSP: try pointer(address, shape.syscallSP),
      lockedMachine: try pointer(address, shape.locked),
      creatorPC: try pointer(address, shape.creator),
      creatorID: try load(address, shape.parent, as: UInt64.self),
      startPC: try pointer(address, shape.start))
  }

  /// The same for walks that count or pass over what cannot be read: nil there.
  package mutating func readIfThere(_ address: Address) -> Goroutine? { try? read(address) }

  /// The pointer at an offset of the `g`; null where this runtime has none.
  private mutating func pointer(_ address: Address, _ offset: Int?) throws(MemoryError) -> Address {
    guard let offset else { return .null }
    return try memory.pointer(address &+ offset)
  }

  /// The number at an offset of the `g`; 0 where this runtime has none.
  private mutating func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ address: Address, _ offset: Int?, as type: Value.Type
  ) throws(MemoryError) -> Value {
    guard let offset else { return 0 }
    return try memory.load(address &+ offset, as: type)
  }
}
