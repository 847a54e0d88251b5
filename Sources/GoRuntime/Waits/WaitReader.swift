// Finds out what a parked goroutine waits for: from its records in channels and semaphores, or from the
// arguments of the functions in which it waits if the runtime keeps no record.
//
// Sources: runtime/chan.go, select.go, sema.go, time.go, netpoll.go, sync/cond.go, go1.19 to go1.27.

package import ElfCore

/// The table of semaphores, read when it is first needed.
private final class LazySemaphoreTable {
  private let process: GoProcess
  private(set) lazy var table = SemaphoreTable(process)

  init(_ process: GoProcess) {
    self.process = process
  }

  /// A table that was read already.
  init(_ process: GoProcess, _ table: SemaphoreTable) {
    self.process = process
    self.table = table
  }
}

/// The offsets in `g` and `sudog` that the walk over a goroutine's channels needs, looked up once.
private struct WaiterShape {
  let first, goroutine, link, channel: Int

  init(_ facts: RuntimeFacts) throws(RecordError) {
    first = try facts.place(of: .gWaiting).offset
    goroutine = try facts.place(of: .waiterG).offset
    link = try facts.place(of: .waiterLink).offset
    channel = try facts.place(of: .waiterChannel).offset
  }
}

/// Reads what goroutines wait for. One for each task: it remembers the semaphore table.
package struct WaitReader {
  private let program: GoProgram
  private let table: LazySemaphoreTable
  /// Nil where this runtime's records of those that wait are not known.
  private let shape: WaiterShape?
  /// `select` has at most 65536 cases.
  private static let caseLimit = 1 << 16
  /// How far into a queue a waiter is searched for.
  private static let queueLimit = 1_000
  /// How many of the innermost frames may belong to the runtime and package sync.
  private static let frameLimit = 24

  /// `semaphores`: the table of semaphores, where it was read already.
  package init(_ program: GoProgram, semaphores: SemaphoreTable? = nil) {
    self.program = program
    table =
      semaphores.map { LazySemaphoreTable(program.process, $0) }
      ?? LazySemaphoreTable(program.process)
    shape = try? WaiterShape(program.process.facts)
  }

  /// Who sleeps on which semaphore; read when it is first asked for.
  package var semaphores: SemaphoreTable { table.table }

  /// What `goroutine`, whose stack is `stack`, waits for; empty if it does not wait, or if that cannot be
  /// found out.
  package func waits(of goroutine: Goroutine, stack: StackTrace) -> [Wait] {
    if goroutine.state == .syscall { return [systemCall(stack)] }
    guard goroutine.state.isWaiting else { return [] }
    let reason = program.process.names.reason(goroutine.waitReason)
    switch reason {
    case .nilChannelReceive: return [Wait(to: .receive, .nilChannel)]
    case .nilChannelSend: return [Wait(to: .send, .nilChannel)]
    case .selectWithoutCases: return [Wait(to: .select, .noChannel)]
    case .sleep: return [Wait(to: .sleep, .timer(timer(of: goroutine)))]
    case .network: return [descriptor(goroutine, stack)]
    case .condition: return condition(goroutine, stack).map { [$0] } ?? []
    default: break
    }
    let channels = channels(of: goroutine, reason)
    if !channels.isEmpty { return channels }
    return semaphore(goroutine, stack).map { [$0] } ?? []
  }

  // MARK: - Channels

  /// The channels in whose queues the goroutine is, each with the goroutine's record there.
  package func channelAddresses(of goroutine: Goroutine) -> [(waiter: Address, channel: Address)] {
    guard let shape else { return [] }
    let memory = program.process.memory
    var found: [(waiter: Address, channel: Address)] = []
    do throws(MemoryError) {
      var waiter = try memory.pointer(goroutine.address &+ shape.first)
      while !waiter.isNull, found.count < Self.caseLimit {
        let address = try memory.pointer(waiter &+ shape.channel)
        guard !address.isNull, try memory.pointer(waiter &+ shape.goroutine) == goroutine.address
        else { break }
        found.append((waiter, address))
        waiter = try memory.pointer(waiter &+ shape.link)
      }
    } catch {
      return found
    }
    return found
  }

  private func channels(of goroutine: Goroutine, _ reason: WaitReason) -> [Wait] {
    channelAddresses(of: goroutine).map { record in
      guard let channel = try? Channel(at: record.channel, in: program.process) else {
        return Wait(to: .wait, .unreadableChannel(record.channel))
      }
      let operation: Wait.Operation =
        switch reason {
        case .channelReceive: .receive
        case .channelSend: .send
        default: direction(of: record.waiter, channel) ?? .select
        }
      return Wait(to: operation, .channel(channel))
    }
  }

  /// Whether a waiter is in the queue of receivers or of senders; nil if that cannot be found out.
  private func direction(of waiter: Address, _ channel: Channel) -> Wait.Operation? {
    if channel.senders.isNull { return channel.receivers.isNull ? nil : .receive }
    if channel.receivers.isNull { return .send }
    guard let next = program.process.facts[.waiterNext] else { return nil }
    let queues: [(Address, Wait.Operation)] = [
      (channel.receivers, .receive), (channel.senders, .send),
    ]
    for (first, operation) in queues {
      var place = first
      var steps = 0
      while !place.isNull, steps < Self.queueLimit {
        if place == waiter { return operation }
        place = program.process.memory.pointerIfThere(place &+ next.offset) ?? .null
        steps += 1
      }
    }
    return nil
  }

  // MARK: - Semaphores

  /// The semaphore that the goroutine sleeps on.
  package func semaphoreAddress(of goroutine: Goroutine) -> Address? {
    if let known = semaphores.semaphore(of: goroutine.address) { return known }
    // Since go1.26 the goroutine itself has the record as well.
    return try? semaphoreAddress(inRecordOf: goroutine)
  }

  private func semaphoreAddress(
    inRecordOf goroutine: Goroutine
  ) throws(RecordError) -> Address? {
    let g = program.process.record(at: goroutine.address)
    guard let waiter = try g[.gWaiting].target(),
      try waiter[.waiterG].pointer() == goroutine.address,
      try waiter[.waiterChannel].pointer().isNull
    else { return nil }
    let address = try waiter[.waiterElement].pointer()
    return address.isNull ? nil : address
  }

  /// The object of package sync that the goroutine waits for, and how.
  package func syncObject(
    of goroutine: Goroutine, stack: StackTrace
  ) -> (object: SyncObject, use: SemaphoreUse)? {
    guard let semaphore = semaphoreAddress(of: goroutine),
      let use = SemaphoreUse(functions: innermostFunctions(stack)),
      let object = use.object(semaphore: semaphore)
    else { return nil }
    return (object, use)
  }

  private func semaphore(_ goroutine: Goroutine, _ stack: StackTrace) -> Wait? {
    if let (object, use) = syncObject(of: goroutine, stack: stack) {
      return Wait(
        to: use.operation, .sync(object, object.state(in: program.process.memory)))
    }
    guard let address = semaphoreAddress(of: goroutine) else { return nil }
    let use = SemaphoreUse(functions: innermostFunctions(stack))
    return Wait(to: use?.operation ?? .acquire, .semaphore(address, partOf: use?.kind))
  }

  /// The names of the innermost functions, inlined calls included.
  package func innermostFunctions(_ stack: StackTrace) -> [String] {
    var names: [String] = []
    for frame in stack.frames.prefix(Self.frameLimit) {
      for logical in program.frames(at: frame.point) {
        names.append(program.functionName(logical))
      }
      if names.count >= Self.frameLimit { break }
    }
    return names
  }

  // MARK: - Conditions

  /// Bytes from a `sync.Cond` to its list: the Locker, an interface, comes first.
  private var notifyListOffset: Int { 2 * program.process.memory.pointerSize }

  private func condition(_ goroutine: Goroutine, _ stack: StackTrace) -> Wait? {
    // Since go1.26 the goroutine has a record of the list.
    if let list = semaphoreAddress(of: goroutine) {
      return condition(listAt: list)
    }
    for frame in stack.frames.prefix(Self.frameLimit) {
      let name = program.functionName(of: frame)
      guard name == "sync.(*Cond).Wait" || name == "sync.runtime_notifyListWait" else { continue }
      guard let first = firstArgument(frame) else { continue }
      let list = name == "sync.(*Cond).Wait" ? first &+ notifyListOffset : first
      if isWaiting(goroutine, inListAt: list) { return condition(listAt: list) }
    }
    return nil
  }

  private func condition(listAt list: Address) -> Wait {
    Wait(to: .wait, .sync(SyncObject(.condition, at: list &- notifyListOffset), nil))
  }

  /// Whether the goroutine is in the list of waiters at `list`, which may be a stale argument.
  private func isWaiting(_ goroutine: Goroutine, inListAt list: Address) -> Bool {
    let memory = program.process.memory
    // notifyList: two counters, a lock, then the first waiter (runtime/sema.go).
    let head = program.process.facts[.notifyListHead]?.offset ?? 8 + memory.pointerSize
    guard let owner = program.process.facts[.waiterG],
      let next = program.process.facts[.waiterNext]
    else { return false }
    do throws(MemoryError) {
      var waiter = try memory.pointer(list &+ head)
      var steps = 0
      while !waiter.isNull, steps < Self.caseLimit {
        if try memory.pointer(waiter &+ owner.offset) == goroutine.address { return true }
        waiter = try memory.pointer(waiter &+ next.offset)
        steps += 1
      }
      return false
    } catch {
      return false
    }
  }

  /// The first argument, from the slot in which the function spills it.
  private func firstArgument(_ frame: RawFrame) -> Address? {
    let place = frame.framePointer &+ program.process.architecture.argumentsOffset
    return program.process.memory.pointerIfThere(place)
  }

  // MARK: - Timers, descriptors, system calls

  private func timer(of goroutine: Goroutine) -> SleepTimer? {
    guard let end = try? timerEnd(of: goroutine), end > 0, end <= UInt64(Int64.max),
      let now = program.process.clock
    else { return nil }
    return SleepTimer(end: end, now: now)
  }

  /// When a goroutine's own timer ends; nil where it has none.
  private func timerEnd(of goroutine: Goroutine) throws(RecordError) -> UInt64? {
    let g = program.process.record(at: goroutine.address)
    if let place = g[ifPresent: .gSleepUntil] { return try place.load(as: UInt64.self) }
    return try g[.gTimer].target()?[.timerWhen].load(as: UInt64.self)
  }

  private func descriptor(_ goroutine: Goroutine, _ stack: StackTrace) -> Wait {
    let unknown = Wait(to: .wait, .descriptor(nil))
    let queues: [(RuntimeField, Wait.Operation)] = [(.pollReader, .read), (.pollWriter, .write)]
    for frame in stack.frames.prefix(Self.frameLimit) {
      guard
        ["internal/poll.runtime_pollWait", "runtime.netpollblock"].contains(
          program.functionName(of: frame)),
        let address = firstArgument(frame)
      else { continue }
      let record = program.process.record(at: address)
      for (waiter, operation) in queues {
        guard let number = try? descriptorNumber(in: record, wakes: goroutine, as: waiter) else {
          continue
        }
        return Wait(to: operation, .descriptor(PolledDescriptor(at: address, number: number)))
      }
    }
    return unknown
  }

  /// The number of the descriptor that `record` is about, which may be a stale argument: nil unless it names
  /// the goroutine as the one that it will wake.
  private func descriptorNumber(
    in record: RuntimeRecord, wakes goroutine: Goroutine, as waiter: RuntimeField
  ) throws(RecordError) -> UInt64? {
    guard try record[waiter].pointer() == goroutine.address else { return nil }
    let number = try record[.pollDescriptor].word()
    return number < 1 << 31 ? number : nil
  }

  private func systemCall(_ stack: StackTrace) -> Wait {
    let name = innermostFunctions(stack).first {
      !$0.hasPrefix("runtime.") && !$0.hasPrefix("internal/runtime/")
        && !$0.hasPrefix("runtime/internal/")
    }
    return Wait(to: .wait, .systemCall(function: name))
  }
}
