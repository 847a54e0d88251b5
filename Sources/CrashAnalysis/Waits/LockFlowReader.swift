// What frames hold and have given up, by the ways through their functions' code.

internal import Disassembly
internal import ElfCore
internal import GoRuntime

/// What a function has done to one lock when it stands at a place, or to several that its code does not tell
/// apart.
struct LockHold {
  /// Which lock, or which it may be; empty where the code does not tell.
  let keys: Set<LockKey>
  /// Whether it is only one, and the pointer to it cannot have changed since.
  let isSteady: Bool
  /// How it was taken last.
  let operation: LockOperation
  let balance: LockBalance
  /// Whether the code gives it up behind the place.
  let isReleasedBehind: Bool
}

/// Reads the balance of locks of frames. One for each task: it remembers functions.
struct LockFlowReader {
  private let program: GoProgram
  private lazy var decoder = Disassembler(program.process.architecture.instructionSet)
  private var code: LockCodeReader
  /// By the function's entry.
  private var known: [Address: LockFlow?] = [:]
  /// By code point.
  private var holds: [Int32: [LockHold]?] = [:]
  private var helpers: [Address: Helper?] = [:]

  /// Longer functions are judged by the order of their code.
  private static let codeLimit = 1 << 16
  /// A function that does no more than to take or to give up a lock is no longer than this, in bytes.
  private static let helperLimit = 512

  init(_ program: GoProgram) {
    self.program = program
    code = LockCodeReader(program)
  }

  /// The operations that release locks in the function at a code point.
  mutating func releases(at index: Int32) -> [LockAct] {
    if let flow = flow(at: index) { return flow.acts.filter(\.operation.isRelease) }
    let releases = code.sites(at: index).sites.filter(\.operation.isRelease)
    let start = program[index].entry
    return releases.map { LockAct(address: start, operation: $0.operation) }
  }

  /// The variables whose addresses the function at a code point uses.
  mutating func variables(at index: Int32) -> [Address] { code.variables(at: index) }

  /// What the function at a code point has done to locks when it stands there; nil if that cannot be told.
  mutating func holds(at index: Int32) -> [LockHold]? {
    if let found = holds[index] { return found }
    var found: [LockHold]?
    if let flow = flow(at: index) {
      let point = program[index]
      let inlined = code.operation(around: index)
      let place =
        inlined.flatMap { operation in flow.acts.first { $0.inlined == operation } }?.address
        ?? point.entry &+ Int(point.symbolOffset &- point.function.entryOffset)
      found = flow.holds(at: place)
    }
    holds[index] = .some(found)
    return found
  }

  /// What the frame at a code point has locked and not yet unlocked, going by the order of the code.
  mutating func heldByOrder(at index: Int32) -> LockOperation? { code.held(at: index) }

  /// The flow of the function at a code point; nil for one without a lock operation.
  private mutating func flow(at index: Int32) -> LockFlow? {
    let entry = program[index].entry
    if let flow = known[entry] { return flow }
    known[entry] = .some(nil)
    let flow = readFlow(at: index, limit: Self.codeLimit, countsHelpers: true)
    known[entry] = .some(flow)
    return flow
  }

  private mutating func readFlow(
    at index: Int32, limit: Int, countsHelpers: Bool
  ) -> LockFlow? {
    guard let decoder, let (bytes, start, offset) = code.code(at: index, limit: limit) else {
      return nil
    }
    let calls = countsHelpers ? helperCalls(in: bytes, start) : []
    let sites = code.sites(at: index)
    guard !sites.sites.isEmpty || !calls.isEmpty, let steps = decoder.steps(bytes, at: start) else {
      return nil
    }
    let isTraced = program.process.architecture.instructionSet == .x86In64Bit
    let reader = LockActReader(
      isTraced ? decoder.instructions(bytes, at: start, limit: bytes.count) : [],
      isTraced: isTraced)
    var acts = reader.acts(sites, start, offset)
    var hasClosures = false
    for (place, helper) in calls where !acts.contains(where: { $0.address == place }) {
      // What a function defers and calls at its end is told by its closures.
      if helper.isClosure {
        hasClosures = true
        continue
      }
      acts.append(
        LockAct(
          address: place, operation: helper.operation,
          key: helper.argument.map {
            reader.argument($0.register, offset: $0.offset, ofCallAt: place)
          } ?? helper.variable))
    }
    return LockFlow(
      acts, steps, isSteady: { !hasClosures && reader.isSteady($0) },
      returns: { [program] in returns($0, program) })
  }

  // MARK: - Functions that lock for their caller

  /// A function that returns with one lock more or less on every way.
  private struct Helper {
    let operation: LockOperation
    /// Which lock: that of an argument, or a variable; neither where the code does not tell.
    var argument: LockTracer.Argument?
    var variable: LockKey?
    /// Whether the lock is one that a closure has captured.
    var isClosure = false
  }

  /// The calls of functions that take or give up a lock for their caller.
  private mutating func helperCalls(in bytes: [UInt8], _ start: Address) -> [(Address, Helper)] {
    let architecture = program.process.architecture
    var found: [(Address, Helper)] = []
    for index in stride(from: 0, to: bytes.count, by: architecture.instructionQuantum) {
      guard
        let target = architecture.directCall.target(in: bytes, at: index, pc: start &+ index),
        let function = program.function(at: target), function.entry == target,
        !Self.isOfLocks(function.name), let callee = program.point(at: target, isExact: true),
        let helper = helper(callee)
      else { continue }
      found.append((start &+ index, helper))
    }
    return found
  }

  private mutating func helper(_ index: Int32) -> Helper? {
    let entry = program[index].entry
    if let helper = helpers[entry] { return helper }
    let helper = readHelper(index)
    helpers[entry] = .some(helper)
    return helper
  }

  private mutating func readHelper(_ index: Int32) -> Helper? {
    guard let (bytes, start, _) = code.code(at: index, limit: Self.helperLimit),
      !code.sites(at: index).sites.isEmpty, !defers(bytes, start),
      let flow = readFlow(at: index, limit: Self.helperLimit, countsHelpers: false)
    else { return nil }
    let changes = flow.changesAtReturn
    guard changes.count == 1, let change = changes.first,
      change.counts == 1...1 || change.counts == -1 ... -1
    else { return nil }
    let acts = flow.acts.filter { $0.operation.isRelease == (change.counts.lowerBound < 0) }
    guard let act = acts.last else { return nil }
    var helper = Helper(operation: act.operation)
    let arguments = Set(acts.map(\.argument))
    switch act.key?.origin {
    case .variable: helper.variable = act.key
    case .captured: helper.isClosure = true
    default: if arguments.count == 1 { helper.argument = act.argument }
    }
    return helper
  }

  /// Whether code has deferred calls, which are not seen where they are made.
  private func defers(_ bytes: [UInt8], _ start: Address) -> Bool {
    let architecture = program.process.architecture
    return stride(from: 0, to: bytes.count, by: architecture.instructionQuantum).contains { index in
      architecture.directCall.target(in: bytes, at: index, pc: start &+ index)
        .flatMap { program.function(at: $0) }.map { $0.name.hasPrefix("runtime.defer") } ?? false
    }
  }

  /// Whether a function belongs to the runtime or to the packages of the locks themselves.
  private static func isOfLocks(_ name: String) -> Bool {
    ["runtime.", "sync.", "internal/sync."].contains { name.hasPrefix($0) }
  }
}

/// Whether a call comes back. The compiler puts other code right behind calls of those that do not.
private func returns(_ target: Address, _ program: GoProgram) -> Bool {
  guard let name = program.function(at: target)?.name else { return true }
  return !["runtime.panic", "runtime.gopanic", "runtime.goPanic", "runtime.throw", "runtime.fatal"]
    .contains { name.hasPrefix($0) }
}
