// Which locks a goroutine probably holds, of those that others wait for.

internal import Basics
internal import ElfCore
internal import GoRuntime

/// Whether a lock has been given up since it was taken.
private enum Release {
  case no, possible, certain
}

extension LockHolder {
  /// The holder, in the light of a release since it took the lock; nil if it holds it no longer.
  fileprivate func unless(_ release: Release) -> LockHolder? {
    switch release {
    case .no: self
    case .possible:
      LockHolder(
        goroutine: goroutine, isReader: isReader, confidence: .guess, evidence: evidence)
    case .certain: nil
    }
  }
}

/// Looks for locks that goroutines hold. A class, as it looks at every frame of every goroutine and a
/// structure would be copied each time.
final class LockHolderFinder {
  private let program: GoProgram
  private let waits: WaitReader
  private var stacks: StackReader
  private var defers: DeferReader
  private var flow: LockFlowReader
  /// In the order of their addresses.
  private let locks: [SyncObject]
  private let byAddress: [Address: SyncObject]

  /// How many bytes of a frame are searched, from its innermost end.
  private static let frameLimit = 1 << 16
  /// How many captured words of a closure are taken for the lock or for what contains it.
  private static let closureWords = 4
  /// A frame that has more locks than this at hand says nothing about any of them.
  private static let candidateLimit = 4
  /// How far into a structure a lock may lie, in bytes.
  private static let structureLimit: UInt64 = 1 << 12

  init(
    _ program: GoProgram, waits: WaitReader, locks: [SyncObject]
  ) {
    self.program = program
    self.waits = waits
    stacks = StackReader(program)
    defers = DeferReader(program)
    flow = LockFlowReader(program)
    self.locks = locks.sorted { $0.address < $1.address }
    byAddress = Dictionary(locks.map { ($0.address, $0) }) { first, _ in first }
  }

  /// The locks that `goroutine` probably holds, each once with the best evidence for it.
  func locks(
    heldBy goroutine: Goroutine, waitingFor wanted: SyncObject?
  ) -> [(object: SyncObject, holder: LockHolder)] {
    let stack = stacks.stack(of: goroutine)
    var found: [SyncObject: LockHolder] = [:]
    func note(_ object: SyncObject, _ holder: LockHolder) {
      if found[object] == nil || found[object]?.confidence == .guess { found[object] = holder }
    }
    let released: SyncObject?
    switch givenUp(goroutine, stack) {
    case .nothing: released = nil
    case .unknown: return []
    case .lock(let address): released = byAddress[address]
    }
    for pending in defers.pending(of: goroutine, stack: stack).frames {
      let place = program.functionName(of: stack.frames[pending.frame]) ?? ""
      for call in pending.calls {
        guard let (object, holder) = held(by: call, goroutine, place), object != released,
          let still = holder.unless(gaveUp(object, since: pending.frame, stack))
        else { continue }
        note(object, still)
      }
    }
    for (index, frame) in stack.frames.enumerated() {
      for (object, holder) in held(in: frame, goroutine)
      where object != wanted && object != released && found[object] == nil {
        guard let still = holder.unless(gaveUp(object, since: index, stack)) else { continue }
        note(object, still)
      }
    }
    return found.sorted { $0.key.address < $1.key.address }.map { ($0.key, $0.value) }
  }

  /// The lock that Cond.Wait has unlocked until it returns.
  private enum GivenUp {
    case nothing, unknown
    case lock(Address)
  }

  private func givenUp(_ goroutine: Goroutine, _ stack: StackTrace) -> GivenUp {
    guard goroutine.state.isWaiting,
      stack.frames.prefix(8).contains(where: {
        program.functionName(of: $0) == "sync.(*Cond).Wait"
      }),
      program.process.names.reason(goroutine.waitReason) == .condition
    else { return .nothing }
    // The condition begins with its Locker, an interface whose data word is the lock.
    guard let condition = waits.waits(of: goroutine, stack: stack).first?.address,
      let lock = program.process.memory.pointerIfThere(
        condition &+ program.process.memory.pointerSize)
    else { return .unknown }
    return .lock(lock)
  }

  // MARK: - Locks that were given up since

  /// Whether the lock that the frame `outer` took has been given up by now: by that frame itself, or by one
  /// that it called, which gives up what it has not taken (`s.mu.Unlock(); slow(); s.mu.Lock()`).
  private func gaveUp(_ object: SyncObject, since outer: Int, _ stack: StackTrace) -> Release {
    var result = Release.no
    for index in stride(from: outer, through: 0, by: -1) {
      let frame = stack.frames[index]
      guard !frame.isOnSystemStack, let balance = flow.balance(at: frame.point) else { continue }
      let isSure = index == outer ? balance.gaveUpOwn : balance.gaveUpCallers
      guard isSure || balance.mayHaveGivenUpCallers else { continue }
      // It may have been another one, if the frame has that at hand and not this one.
      let atHand = locks(namedIn: frame)
      guard atHand.isEmpty || atHand.contains(object) else { continue }
      if isSure { return .certain }
      result = .possible
    }
    return result
  }

  // MARK: - Deferred calls

  /// The lock that a call deferred by the function `place` will unlock.
  private func held(
    by call: DeferredCall, _ goroutine: Goroutine, _ place: String
  ) -> (SyncObject, LockHolder)? {
    guard let index = program.point(at: call.code, isExact: true) else { return nil }
    // The deferred function is the method itself, by its method value, or a closure that unlocks.
    let function =
      call.function.hasSuffix("-fm") ? String(call.function.dropLast(3)) : call.function
    let operation =
      LockOperation(function: function)
      ?? flow.lastRelease(at: index)
    guard let operation, operation.isRelease else { return nil }
    let words = (1...Self.closureWords).map {
      program.process.memory.pointerIfThere(
        call.closure &+ $0 * program.process.memory.pointerSize)
    }
    func holder(_ confidence: Confidence) -> LockHolder {
      LockHolder(
        goroutine: goroutine, isReader: operation == .readUnlock, confidence: confidence,
        evidence: Evidence(
          "goroutine \(goroutine.id) has a deferred \(operation == .readUnlock ? "RUnlock" : "Unlock")"
            + " pending in \(place)", address: call.closure.rawValue))
    }
    for word in words {
      if let word, let object = byAddress[word] { return (object, holder(.likely)) }
    }
    if let object = variable(at: index) { return (object, holder(.likely)) }
    for word in words {
      if let word, let object = part(of: word) { return (object, holder(.guess)) }
    }
    return nil
  }

  // MARK: - Frames between Lock and Unlock

  private func held(
    in frame: RawFrame, _ goroutine: Goroutine
  ) -> [(SyncObject, LockHolder)] {
    guard let operation = flow.held(at: frame.point) else { return [] }
    let function = program.functionName(of: frame) ?? ""
    guard !["runtime.", "sync.", "internal/sync."].contains(where: { function.hasPrefix($0) })
    else { return [] }
    let reads = operation == .readLock
    return locks(namedIn: frame).map { object in
      (
        object,
        LockHolder(
          goroutine: goroutine, isReader: reads, confidence: .guess,
          evidence: Evidence(
            "goroutine \(goroutine.id) is in \(function), between \(reads ? "RLock" : "Lock") and "
              + "\(reads ? "RUnlock" : "Unlock"), with the lock at hand",
            address: frame.stackPointer.rawValue))
      )
    }
  }

  /// The locks to which a word of the frame points, or to a structure around them, and the lock that its
  /// code names. More than a few say nothing.
  private func locks(namedIn frame: RawFrame) -> [SyncObject] {
    let word = program.process.memory.pointerSize
    // The slots of its arguments follow the frame.
    let size = min(
      frame.framePointer.rawValue &- frame.stackPointer.rawValue, UInt64(Self.frameLimit))
    let bytes = program.process.memory.readablePrefix(
      at: frame.stackPointer, count: Int(size) + 8 * word
    ).0
    var exact: Set<SyncObject> = []
    var near: Set<SyncObject> = []
    for offset in stride(from: 0, to: max(0, bytes.count - word + 1), by: word) {
      guard let value = bytes.field(at: offset, size: word), value != 0 else { continue }
      if let object = byAddress[Address(value)] {
        exact.insert(object)
      } else if let object = part(of: Address(value)) {
        near.insert(object)
      }
    }
    if let object = variable(at: frame.point) { exact.insert(object) }
    let found = exact.union(near)
    guard found.count <= Self.candidateLimit else { return [] }
    return found.sorted { $0.address < $1.address }
  }

  /// The lock that the code at a code point names as a variable.
  private func variable(at point: Int32) -> SyncObject? {
    for address in flow.variables(at: point) {
      if let object = byAddress[address] { return object }
    }
    return nil
  }

  /// The first lock behind `address` that a structure beginning there could contain.
  private func part(of address: Address) -> SyncObject? {
    let index = locks.partitioningIndex { $0.address >= address }
    guard index < locks.count,
      locks[index].address.rawValue - address.rawValue < Self.structureLimit
    else { return nil }
    return locks[index]
  }
}
