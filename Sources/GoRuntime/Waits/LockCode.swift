// Where a function's code locks and unlocks: its calls of package sync. Inlined ones are found in the
// inline tree, others by the targets of call instructions.
//
// Sources: sync/mutex.go, sync/rwmutex.go, internal/sync/mutex.go, go1.19 to go1.27.

package import ElfCore

/// What a call does to a lock.
package enum LockOperation: Sendable, Equatable {
  case lock, unlock, readLock, readUnlock

  private static let byMethod: [String: LockOperation] = [
    "(*Mutex).Lock": .lock, "(*Mutex).lockSlow": .lock,
    "(*Mutex).Unlock": .unlock, "(*Mutex).unlockSlow": .unlock,
    "(*RWMutex).Lock": .lock, "(*RWMutex).Unlock": .unlock,
    "(*RWMutex).RLock": .readLock,
    "(*RWMutex).RUnlock": .readUnlock, "(*RWMutex).rUnlockSlow": .readUnlock,
  ]

  /// The operation of the function called `name`; nil for any other function.
  package init?(function name: String) {
    for package in ["sync.", "internal/sync."] where name.hasPrefix(package) {
      guard let found = Self.byMethod[String(name.dropFirst(package.count))] else { return nil }
      self = found
      return
    }
    return nil
  }

  /// Whether it unlocks.
  package var isRelease: Bool { self == .unlock || self == .readUnlock }
}

/// The lock operations in a function's code.
package struct LockSites: Sendable {
  /// One of them.
  package struct Site: Sendable, Equatable {
    /// Its distance from the start of the text.
    package let offset: UInt32
    package let operation: LockOperation
    /// The entry in the function's inline tree; nil for a call.
    package let inlined: Int32?
  }

  /// A piece of code that belongs to an inlined operation.
  package struct Piece: Sendable, Equatable {
    /// Distances from the start of the text.
    package let start: UInt32
    package let end: UInt32
    /// The operation's entry in the function's inline tree.
    package let inlined: Int32
  }

  /// In the order of the code.
  package let sites: [Site]
  /// In the order of the code.
  package var pieces: [Piece] = []

  /// What a frame at `offset` has locked and not yet unlocked, going by the order of the code; nil if
  /// nothing. If the frame is inside an inlined lock operation, `inlined` is its entry in the inline
  /// tree.
  package func held(at offset: UInt32, inlined: Int32?) -> LockOperation? {
    let current = sites.first {
      $0.inlined == inlined && (inlined != nil || $0.offset <= offset && offset < $0.offset &+ 5)
    }
    // The slow path of an inlined operation comes after the rest of the code.
    let place = current?.offset ?? offset
    guard let last = sites.last(where: { $0.offset < place && !$0.operation.isRelease }) else {
      return nil
    }
    var balance = current.map { $0.operation.isRelease ? 1 : -1 } ?? 0
    for site in sites where site.offset > place { balance += site.operation.isRelease ? 1 : -1 }
    return balance > 0 ? last.operation : nil
  }
}

/// Reads lock operations out of code. One for each task: it remembers functions.
package struct LockCodeReader {
  private let program: GoProgram
  /// By the function's entry.
  private var known: [Address: LockSites] = [:]
  private var variables: [Address: [Address]] = [:]
  private let dataRanges: [AddressRange]
  private static let codeLimit = 1 << 20

  package init(_ program: GoProgram) {
    self.program = program
    dataRanges = program.process.executable.image.segments.writableRanges(
      bias: program.process.executable.loadBias)
  }

  /// The lock operations of the function at a code point.
  package mutating func sites(at index: Int32) -> LockSites {
    let point = program[index]
    if let sites = known[point.entry] { return sites }
    guard let module = module(of: point) else { return LockSites(sites: []) }
    let (inlined, pieces) = inlined(point.function, module)
    let found = inlined + called(point.function, module)
    let sites = LockSites(sites: found.sorted { $0.offset < $1.offset }, pieces: pieces)
    known[point.entry] = sites
    return sites
  }

  /// The module of a code point; nil for C code, and if its function table is not at hand.
  private func module(of point: CodePoint) -> Module? {
    program.modules.indices.contains(Int(point.module))
      ? program.modules[Int(point.module)] : nil
  }

  /// The code of a function, and its start.
  private func code(
    of function: PCTable.Function, _ module: Module
  ) -> (bytes: [UInt8], start: Address)? {
    let start = module.address(ofText: function.entryOffset)
    guard let size = module.table.size(of: function), size > 0, size <= Self.codeLimit,
      let bytes = program.process.memory.bytesIfThere(at: start, count: size)
    else { return nil }
    return (bytes, start)
  }

  /// The inlined operation that a code point lies in, by its entry in the function's inline tree.
  package func operation(around index: Int32) -> Int32? {
    let point = program[index]
    guard let module = module(of: point) else { return nil }
    return outermostOperation(
      at: module.table.data(.inlineIndex, point.function, at: point.symbolOffset),
      point.function, module)?.index
  }

  /// The code of the function at a code point, and its distance from the start of the text; nil where it is
  /// not at hand or has more than `limit` bytes.
  package func code(
    at index: Int32, limit: Int
  ) -> (bytes: [UInt8], start: Address, offset: UInt32)? {
    let point = program[index]
    guard let module = module(of: point),
      let size = module.table.size(of: point.function), size <= limit,
      let (bytes, start) = code(of: point.function, module)
    else { return nil }
    return (bytes, start, point.function.entryOffset)
  }

  /// What the frame at a code point has locked and not yet unlocked, going by the order of the code.
  package mutating func held(at index: Int32) -> LockOperation? {
    let sites = sites(at: index)
    guard !sites.sites.isEmpty else { return nil }
    let point = program[index]
    guard let module = module(of: point) else { return nil }
    let inlined = outermostOperation(
      at: module.table.data(.inlineIndex, point.function, at: point.symbolOffset),
      point.function, module)
    return sites.held(at: point.symbolOffset, inlined: inlined?.index)
  }

  /// The inlined lock operations; those inside another count as a part of it.
  private func inlined(
    _ function: PCTable.Function, _ module: Module
  ) -> ([LockSites.Site], [LockSites.Piece]) {
    var found: [Int32: LockSites.Site] = [:]
    var pieces: [LockSites.Piece] = []
    var outermosts: [Int32: (index: Int32, operation: LockOperation)?] = [:]
    for run in module.table.runs(.inlineIndex, function) where run.value >= 0 {
      let known = outermosts[run.value]
      let outermost = known ?? outermostOperation(at: run.value, function, module)
      if known == nil { outermosts[run.value] = .some(outermost) }
      guard let outermost else { continue }
      pieces.append(LockSites.Piece(start: run.start, end: run.end, inlined: outermost.index))
      guard found[outermost.index] == nil else { continue }
      found[outermost.index] = LockSites.Site(
        offset: run.start, operation: outermost.operation, inlined: outermost.index)
    }
    return (Array(found.values), pieces)
  }

  /// The outermost lock operation among the inlined calls from `index` outwards.
  private func outermostOperation(
    at index: Int32, _ function: PCTable.Function, _ module: Module
  ) -> (index: Int32, operation: LockOperation)? {
    guard index >= 0, let base = module.functionDataBase,
      let tree = module.table.functionData(.inlineTree, function)
    else { return nil }
    var index = index
    var outermost: (index: Int32, operation: LockOperation)?
    for _ in 0..<1_000 {
      guard
        let call = module.table.inlinedCall(
          function, tree: base + Int(tree), in: module.functionDataFile,
          index: index)
      else { break }
      if let operation = LockOperation(function: module.table.name(at: call.nameOffset)) {
        outermost = (index, operation)
      }
      let (place, overflow) = function.entryOffset.addingReportingOverflow(call.parentOffset)
      guard !overflow else { break }
      index = module.table.data(.inlineIndex, function, at: place)
      guard index >= 0 else { break }
    }
    return outermost
  }

  /// The calls of lock operations that are not part of an inlined one.
  private func called(_ function: PCTable.Function, _ module: Module) -> [LockSites.Site] {
    guard let (code, start) = code(of: function, module) else { return [] }
    let architecture = program.process.architecture
    var found: [LockSites.Site] = []
    for index in stride(from: 0, to: code.count, by: architecture.instructionQuantum) {
      // Bytes that are no call would have to hit the exact entry of such a function by chance.
      guard
        let target = architecture.directCall.target(in: code, at: index, pc: start &+ index),
        let callee = program.function(at: target), callee.entry == target,
        let operation = LockOperation(function: callee.name)
      else { continue }
      let place = function.entryOffset &+ UInt32(index)
      let isInlined =
        outermostOperation(
          at: module.table.data(.inlineIndex, function, at: place), function, module) != nil
      if isInlined { continue }
      found.append(LockSites.Site(offset: place, operation: operation, inlined: nil))
    }
    return found
  }

  /// The variables whose addresses the function at a code point uses.
  package mutating func variables(at index: Int32) -> [Address] {
    let point = program[index]
    if let known = variables[point.entry] { return known }
    var found: [Address] = []
    if let module = module(of: point), let (code, start) = code(of: point.function, module) {
      found = CodeReferences(
        code: code, start: start, operands: program.process.architecture.dataOperands,
        dataRanges: dataRanges
      ).targets(.address)
    }
    variables[point.entry] = found
    return found
  }
}
