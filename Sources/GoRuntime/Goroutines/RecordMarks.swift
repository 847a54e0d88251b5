// How a `g` and an `m` are known in memory where no variable leads to them.

internal import ElfCore

/// Knows a `g` by its own words: its address in sched.g, a number, a status, a stack.
struct GoroutineMark: Sendable {
  private let own, id, idSize, stackLow, stackHigh, status: Int
  private let scanBit, highestStatus: UInt32

  init(_ facts: RuntimeFacts) throws(RecordError) {
    own = try facts.place(of: .gSchedSelf).offset
    id = try facts.place(of: .gID).offset
    idSize = try facts.place(of: .gID).size
    stackLow = try facts.place(of: .gStackLow).offset
    stackHigh = try facts.place(of: .gStackHigh).offset
    status = try facts.place(of: .gStatus).offset
    scanBit = facts[.scan]
    highestStatus = facts[.deadExtra]
  }

  /// Whether a `g` is at `address`.
  func isGoroutine(at address: Address, in memory: AddressSpace) -> Bool {
    guard !address.isNull, address.rawValue & 7 == 0 else { return false }
    return (try? matches(address, memory)) ?? false
  }

  private func matches(_ address: Address, _ memory: AddressSpace) throws(MemoryError) -> Bool {
    guard try memory.pointer(address &+ own) == address,
      try memory.integer(address &+ id, size: idSize) != 0,
      try memory.load(address &+ status, as: UInt32.self) & ~scanBit <= highestStatus
    else { return false }
    let low = try memory.pointer(address &+ stackLow)
    let high = try memory.pointer(address &+ stackHigh)
    // A dead goroutine's stack may have been freed.
    return low < high || (low.isNull && high.isNull)
  }
}

/// Knows an `m` by its system goroutine, which points back at it.
struct MachineMark: Sendable {
  private let systemGoroutine, goroutineMachine, goroutineID, goroutineIDSize: Int
  private let thread: FieldPlace
  private let link: Int

  init(_ facts: RuntimeFacts) throws(RecordError) {
    systemGoroutine = try facts.place(of: .mG0).offset
    goroutineMachine = try facts.place(of: .gMachine).offset
    goroutineID = try facts.place(of: .gID).offset
    goroutineIDSize = try facts.place(of: .gID).size
    thread = try facts.place(of: .mThreadID)
    link = try facts.place(of: .mNext).offset
  }

  /// Whether an `m` is at `address`.
  func isMachine(at address: Address, in memory: AddressSpace) -> Bool {
    (try? matches(address, memory)) ?? false
  }

  private func matches(_ address: Address, _ memory: AddressSpace) throws(MemoryError) -> Bool {
    let g = try memory.pointer(address &+ systemGoroutine)
    guard !g.isNull, g.rawValue & 7 == 0,
      try memory.pointer(g &+ goroutineMachine) == address,
      try memory.integer(g &+ goroutineID, size: goroutineIDSize) == 0
    else { return false }
    return try threadID(of: address, in: memory) < 1 << 32
  }

  /// The operating system's id of a machine's thread; 0 while the thread is being created.
  func threadID(of machine: Address, in memory: AddressSpace) throws(MemoryError) -> UInt64 {
    try memory.integer(machine &+ thread.offset, size: thread.size)
  }

  /// The machine that was made before this one; null at the end.
  func next(of machine: Address, in memory: AddressSpace) throws(MemoryError) -> Address {
    try memory.pointer(machine &+ link)
  }
}
