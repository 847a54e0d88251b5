// What frames hold and have given up, by the ways through their functions' code.

internal import Disassembly
internal import ElfCore
internal import GoRuntime

/// Reads the balance of locks of frames. One for each task: it remembers functions.
struct LockFlowReader {
  private let program: GoProgram
  private lazy var decoder = Disassembler(program.process.architecture.instructionSet)
  private var code: LockCodeReader
  /// By the function's entry.
  private var known: [Address: LockBalances?] = [:]
  /// By code point.
  private var held: [Int32: LockOperation?] = [:]
  private var helpers: [Address: Int] = [:]

  /// Longer functions are judged by the order of their code.
  private static let codeLimit = 1 << 16
  /// A function that does no more than to take or to give up a lock is no longer than this, in bytes.
  private static let helperLimit = 512

  init(_ program: GoProgram) {
    self.program = program
    code = LockCodeReader(program)
  }

  /// The last operation that releases a lock in the function at a code point.
  mutating func lastRelease(at index: Int32) -> LockOperation? {
    code.sites(at: index).sites.last { $0.operation.isRelease }?.operation
  }

  /// The variables whose addresses the function at a code point uses.
  mutating func variables(at index: Int32) -> [Address] { code.variables(at: index) }

  /// How the function at a code point has changed what is locked when it stands there; nil if that cannot be
  /// told.
  mutating func balance(at index: Int32) -> LockBalance? {
    balances(at: index)?.balance(at: place(at: index))
  }

  /// Where the balance of a code point is to be looked up.
  private mutating func place(at index: Int32) -> Address {
    let point = program[index]
    return point.entry &+ Int(code.place(at: index) &- point.function.entryOffset)
  }

  /// What the frame at a code point has locked and not yet unlocked.
  mutating func held(at index: Int32) -> LockOperation? {
    if let operation = held[index] { return operation }
    let operation = readHeld(at: index)
    held[index] = .some(operation)
    return operation
  }

  private mutating func readHeld(at index: Int32) -> LockOperation? {
    guard let balances = balances(at: index) else { return code.held(at: index) }
    let address = place(at: index)
    guard let balance = balances.balance(at: address) else { return code.held(at: index) }
    // A function that never gives the lock up says nothing of which one it is.
    guard balance.counts.upperBound > 0, balances.releases(behind: address) else { return nil }
    // Which kind of lock the last one was that was taken before, going by the order of the code.
    let offset = code.place(at: index)
    let sites = code.sites(at: index).sites.filter { !$0.operation.isRelease }
    return (sites.last { $0.offset < offset } ?? sites.last)?.operation ?? .lock
  }

  /// The balances of the function at a code point; nil for one without a lock operation.
  private mutating func balances(at index: Int32) -> LockBalances? {
    let entry = program[index].entry
    if let balances = known[entry] { return balances }
    known[entry] = .some(nil)
    let balances = readBalances(at: index, limit: Self.codeLimit, countsHelpers: true)
    known[entry] = .some(balances)
    return balances
  }

  private mutating func readBalances(
    at index: Int32, limit: Int, countsHelpers: Bool
  ) -> LockBalances? {
    guard let decoder, let (bytes, start, offset) = code.code(at: index, limit: limit) else {
      return nil
    }
    var changes: [Address: Int] = [:]
    for site in code.sites(at: index).sites {
      changes[start &+ Int(site.offset &- offset)] = site.operation.isRelease ? -1 : 1
    }
    if countsHelpers {
      for (place, change) in helperCalls(in: bytes, start) where changes[place] == nil {
        changes[place] = change
      }
    }
    guard !changes.isEmpty, let steps = decoder.steps(bytes, at: start) else { return nil }
    return LockBalances(
      steps, change: { changes[$0.address] ?? 0 }, returns: { [program] in returns($0, program) })
  }

  /// The calls of functions that take or give up a lock for their caller.
  private mutating func helperCalls(in bytes: [UInt8], _ start: Address) -> [(Address, Int)] {
    let architecture = program.process.architecture
    var found: [(Address, Int)] = []
    for index in stride(from: 0, to: bytes.count, by: architecture.instructionQuantum) {
      guard
        let target = architecture.directCall.target(in: bytes, at: index, pc: start &+ index),
        let function = program.function(at: target), function.entry == target,
        !Self.isOfLocks(function.name), let callee = program.point(at: target, isExact: true)
      else { continue }
      let change = change(byHelper: callee)
      if change != 0 { found.append((start &+ index, change)) }
    }
    return found
  }

  /// By how much a call of a short function changes what is locked: not at all, unless it returns with one
  /// lock more or less on every way.
  private mutating func change(byHelper index: Int32) -> Int {
    let entry = program[index].entry
    if let change = helpers[entry] { return change }
    var change = 0
    if let (bytes, start, _) = code.code(at: index, limit: Self.helperLimit),
      !code.sites(at: index).sites.isEmpty, !defers(bytes, start),
      let balance = readBalances(at: index, limit: Self.helperLimit, countsHelpers: false)?
        .atReturn, balance.counts == 1...1 || balance.counts == -1 ... -1
    {
      change = balance.counts.lowerBound
    }
    helpers[entry] = change
    return change
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
