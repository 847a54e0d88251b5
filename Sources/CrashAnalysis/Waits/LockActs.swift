// What the code of a function does to locks, each operation at the very instruction where it takes effect.

internal import Basics
internal import Disassembly
internal import ElfCore
internal import GoRuntime

/// An operation on a lock.
struct LockAct {
  /// The instruction that does it, or the call.
  let address: Address
  let operation: LockOperation
  /// The inlined operation that it is, by its entry in the function's inline tree.
  var inlined: Int32?
  /// Which lock; nil where the code does not tell.
  var key: LockKey?
  /// Which argument the pointer was, where nothing changed it since the function began.
  var argument: LockTracer.Argument?
}

/// Finds the operations of one function.
struct LockActReader {
  private let instructions: [Instruction]
  private let tracer: LockTracer
  /// Whether the instructions are those of amd64, where it is known what each operation looks like.
  private let isTraced: Bool

  /// Where `sync.RWMutex` counts its readers, and where an inlined RLock or RUnlock adds to
  /// (sync/rwmutex.go, go1.19 to go1.27).
  private static let readerCount: Int64 = 16
  /// The one instruction with an effect may lie a little outside of what the tables call inlined.
  private static let slack = 4

  init(_ instructions: [Instruction], isTraced: Bool) {
    self.instructions = instructions
    self.isTraced = isTraced
    tracer = LockTracer(instructions)
  }

  /// Whether a word of the frame keeps what was stored in it once.
  func isSteady(_ key: LockKey) -> Bool { tracer.isSteady(key) }

  /// The operations at `sites`. `start` is the function's address, `offset` its distance from the text.
  func acts(_ sites: LockSites, _ start: Address, _ offset: UInt32) -> [LockAct] {
    func address(_ place: UInt32) -> Address { start &+ Int(place &- offset) }
    guard isTraced else {
      return sites.sites.map {
        LockAct(address: address($0.offset), operation: $0.operation, inlined: $0.inlined)
      }
    }
    var taken: Set<Int> = []
    return sites.sites.map { site in
      var act = LockAct(
        address: address(site.offset), operation: site.operation, inlined: site.inlined)
      if let inlined = site.inlined {
        let pieces = sites.pieces.filter { $0.inlined == inlined }.map {
          address($0.start)..<address($0.end)
        }
        guard let index = atomic(of: site.operation, in: pieces, taken),
          let operand = instructions[index].memory.first
        else { return act }
        taken.insert(index)
        act = LockAct(
          address: instructions[index].address, operation: site.operation, inlined: inlined)
        if let word = tracer.target(of: operand, at: index) {
          act.key = word.key
          act.argument = word.argument
          if site.operation == .readLock || site.operation == .readUnlock {
            act.key = word.key.moved(by: -Self.readerCount)
            act.argument?.offset &-= Self.readerCount
          }
        }
      } else if let index = index(of: act.address) {
        let word = tracer.trace("rax", offset: 0, before: index)
        act.key = word.key
        act.argument = word.argument
      }
      return act
    }
  }

  /// What a call hands over in `register`, plus `offset`.
  func argument(_ register: String, offset: Int64, ofCallAt address: Address) -> LockKey? {
    guard isTraced, let index = index(of: address) else { return nil }
    return tracer.trace(register, offset: offset, before: index).key
  }

  private func index(of address: Address) -> Int? {
    let index = instructions.partitioningIndex { $0.address >= address }
    return index < instructions.count && instructions[index].address == address ? index : nil
  }

  /// The atomic instruction that does an inlined operation with this code: one within, or else the nearest
  /// before or behind it.
  private func atomic(
    of operation: LockOperation, in pieces: [Range<Address>], _ taken: Set<Int>
  ) -> Int? {
    let mnemonic = operation == .lock ? "lock cmpxchg" : "lock xadd"
    func fits(_ index: Int) -> Bool {
      instructions.indices.contains(index) && instructions[index].mnemonic == mnemonic
        && !taken.contains(index)
    }
    let places = pieces.map { piece in
      let first = instructions.partitioningIndex { $0.address >= piece.lowerBound }
      return first..<max(first, instructions.partitioningIndex { $0.address >= piece.upperBound })
    }
    for place in places {
      if let found = place.first(where: fits) { return found }
    }
    for distance in 1...Self.slack {
      for place in places {
        if fits(place.lowerBound - distance) { return place.lowerBound - distance }
      }
    }
    for distance in 0..<Self.slack {
      for place in places {
        if fits(place.upperBound + distance) { return place.upperBound + distance }
      }
    }
    return nil
  }
}

extension LockKey {
  /// The key of what lies `distance` behind.
  func moved(by distance: Int64) -> LockKey {
    if case .variable(let address) = origin {
      return LockKey(
        origin: .variable(Address(address.rawValue &+ UInt64(bitPattern: distance))), offset: 0)
    }
    return LockKey(origin: origin, offset: offset &+ distance)
  }
}
