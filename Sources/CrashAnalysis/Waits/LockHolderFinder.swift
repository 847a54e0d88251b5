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
  private let dataRanges: [AddressRange]

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
    let executable = program.process.executable
    dataRanges = executable.image.segments.writableRanges(bias: executable.loadBias)
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
        for (object, holder) in held(by: call, goroutine, place) where object != released {
          if let still = holder.unless(gaveUp(object, since: pending.frame, stack)) {
            note(object, still)
          }
        }
      }
    }
    for (index, frame) in stack.frames.enumerated() {
      for (object, holder) in held(in: frame, goroutine, wanted: wanted)
      where object != released && found[object] == nil {
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
      guard !frame.isOnSystemStack, let holds = flow.holds(at: frame.point) else { continue }
      for hold in holds {
        let isSure =
          index == outer ? hold.balance.gaveUpOwn : hold.balance.gaveUpCallers
        guard isSure || hold.balance.mayHaveGivenUpCallers else { continue }
        // It may have been another one, if the frame has that at hand and not this one.
        let named = locks(of: hold, in: frame)
        guard hold.isSteady ? named.contains(object) : named.isEmpty || named.contains(object)
        else { continue }
        if isSure { return .certain }
        result = .possible
      }
    }
    return result
  }

  // MARK: - Deferred calls

  /// The locks that a call deferred by the function `place` will unlock.
  private func held(
    by call: DeferredCall, _ goroutine: Goroutine, _ place: String
  ) -> [(SyncObject, LockHolder)] {
    guard let index = program.point(at: call.code, isExact: true) else { return [] }
    // The deferred function is the method itself, by its method value, or a closure that unlocks.
    let function =
      call.function.hasSuffix("-fm") ? String(call.function.dropLast(3)) : call.function
    let releases =
      LockOperation(function: function).map { [LockAct(address: call.code, operation: $0)] }
      ?? flow.releases(at: index)
    var found: [(SyncObject, LockHolder)] = []
    for act in releases where act.operation.isRelease {
      guard let (object, confidence) = lock(releasedBy: act, call, index),
        !found.contains(where: { $0.0 == object })
      else { continue }
      let name = act.operation == .readUnlock ? "RUnlock" : "Unlock"
      found.append(
        (
          object,
          LockHolder(
            goroutine: goroutine, isReader: act.operation == .readUnlock, confidence: confidence,
            evidence: Evidence(
              "goroutine \(goroutine.id) has a deferred \(name) pending in \(place)",
              address: call.closure.rawValue))
        ))
    }
    return found
  }

  /// The lock that an operation of a deferred closure acts on.
  private func lock(
    releasedBy act: LockAct, _ call: DeferredCall, _ index: Int32
  ) -> (SyncObject, Confidence)? {
    let memory = program.process.memory
    let words = (1...Self.closureWords).map {
      memory.pointerIfThere(call.closure &+ $0 * memory.pointerSize)
    }
    switch act.key?.origin {
    case .variable(let address): return byAddress[address].map { ($0, .likely) }
    case .captured(let place):
      let word = memory.pointerIfThere(call.closure &+ Int(truncatingIfNeeded: place))
      if let object = word.flatMap({ byAddress[$0 &+ offset(of: act)] }) {
        return (object, .likely)
      }
    case .slot, .register, nil: break
    }
    for word in words.compactMap(\.self) {
      if let object = byAddress[word] { return (object, .likely) }
      guard act.key != nil else { continue }
      if let object = byAddress[word &+ offset(of: act)] { return (object, .likely) }
      // A variable that is captured to be changed is captured by its address.
      if let inner = memory.pointerIfThere(word), let object = byAddress[inner &+ offset(of: act)] {
        return (object, .guess)
      }
    }
    guard act.key == nil else { return nil }
    if let object = variable(at: index) { return (object, .likely) }
    for word in words {
      if let word, let object = part(of: word) { return (object, .guess) }
    }
    return nil
  }

  private func offset(of act: LockAct) -> Int { Int(truncatingIfNeeded: act.key?.offset ?? 0) }

  // MARK: - Frames between Lock and Unlock

  private func held(
    in frame: RawFrame, _ goroutine: Goroutine, wanted: SyncObject?
  ) -> [(SyncObject, LockHolder)] {
    guard !isOfLocks(frame) else { return [] }
    let function = program.functionName(of: frame) ?? ""
    func holder(_ operation: LockOperation, _ confidence: Confidence) -> LockHolder {
      let (lock, unlock) = operation == .readLock ? ("RLock", "RUnlock") : ("Lock", "Unlock")
      let text = "goroutine \(goroutine.id) is in \(function), between \(lock) and \(unlock)"
      return LockHolder(
        goroutine: goroutine, isReader: operation == .readLock, confidence: confidence,
        evidence: Evidence(
          confidence == .guess ? text + ", with the lock at hand" : text,
          address: frame.stackPointer.rawValue))
    }
    guard let holds = flow.holds(at: frame.point) else {
      guard let operation = flow.heldByOrder(at: frame.point) else { return [] }
      return locks(namedIn: frame).filter { $0 != wanted }.map { ($0, holder(operation, .guess)) }
    }
    // A function that never gives the lock up says nothing of which one it is.
    return holds.filter { $0.balance.counts.upperBound > 0 && $0.isReleasedBehind }.flatMap {
      hold in
      let isSure = hold.isSteady && hold.balance.counts.lowerBound > 0
      // Of several locks that the code does not tell apart the one that is wanted is not held.
      return locks(of: hold, in: frame).filter { isSure || $0 != wanted }.map {
        ($0, holder(hold.operation, isSure ? .likely : .guess))
      }
    }
  }

  /// Whether a frame is the runtime's or that of an operation on a lock.
  private func isOfLocks(_ frame: RawFrame) -> Bool {
    let function = program.functionName(of: frame) ?? ""
    return ["runtime.", "sync.", "internal/sync."].contains { function.hasPrefix($0) }
  }

  /// The locks that a part of a function's code acts on, as far as its frame has pointers to them.
  private func locks(of hold: LockHold, in frame: RawFrame) -> [SyncObject] {
    guard !hold.keys.isEmpty else { return locks(namedIn: frame) }
    let memory = program.process.memory
    var found: Set<SyncObject> = []
    var offsets: [Int] = []
    for key in hold.keys {
      let offset = Int(truncatingIfNeeded: key.offset)
      switch key.origin {
      case .variable(let address): if let object = byAddress[address] { found.insert(object) }
      case .slot(let place):
        if let word = memory.pointerIfThere(
          frame.stackPointer &+ Int(truncatingIfNeeded: place)),
          let object = byAddress[word &+ offset]
        {
          found.insert(object)
        }
      case .captured, .register: offsets.append(offset)
      }
    }
    if !offsets.isEmpty {
      for word in words(of: frame) {
        for offset in offsets {
          if let object = byAddress[word &+ offset] { found.insert(object) }
        }
      }
    }
    guard found.count <= Self.candidateLimit else { return [] }
    return found.sorted { $0.address < $1.address }
  }

  /// The words of a frame and of the slots of its arguments, which follow it.
  private func words(of frame: RawFrame) -> [Address] {
    let word = program.process.memory.pointerSize
    let size = min(
      frame.framePointer.rawValue &- frame.stackPointer.rawValue, UInt64(Self.frameLimit))
    let bytes = program.process.memory.readablePrefix(
      at: frame.stackPointer, count: Int(size) + 8 * word
    ).0
    return stride(from: 0, to: max(0, bytes.count - word + 1), by: word).compactMap {
      bytes.field(at: $0, size: word).flatMap { $0 == 0 ? nil : Address($0) }
    }
  }

  /// The locks to which a word of the frame points, or to a structure around them, and the lock that its
  /// code names. More than a few say nothing.
  private func locks(namedIn frame: RawFrame) -> [SyncObject] {
    var exact: Set<SyncObject> = []
    var near: Set<SyncObject> = []
    for word in words(of: frame) {
      if let object = byAddress[word] {
        exact.insert(object)
      } else if let object = part(of: word) {
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

  /// The first lock behind `address` that a structure beginning there could contain. Variables that lie
  /// behind each other have nothing to do with each other.
  private func part(of address: Address) -> SyncObject? {
    guard !dataRanges.contains(where: { $0.contains(address) }) else { return nil }
    let index = locks.partitioningIndex { $0.address >= address }
    guard index < locks.count,
      locks[index].address.rawValue - address.rawValue < Self.structureLimit
    else { return nil }
    return locks[index]
  }
}
