// The dead Go program: the core, its executable and the runtime's facts brought together.

package import ElfCore

/// Why a core cannot be analysed as a Go program's.
package enum GoProcessError: Error, Equatable {
  /// The executable is no Go program: it has no function table.
  case notGo(path: String)
  /// The layout of the runtime's structures is unknown.
  case noRuntimeFacts(path: String, reason: String)

  package var message: String {
    switch self {
    case .notGo(let path): "\(path) is not a Go program: it has no Go function table"
    case .noRuntimeFacts(let path, let reason):
      "\(path): the layout of the Go runtime is unknown: \(reason)"
    }
  }
}

/// A Go program at the moment of its dump.
package struct GoProcess: Sendable {
  package let core: CoreFile
  package let executable: ExecutableFile
  package let memory: AddressSpace
  package let facts: RuntimeFacts
  package let modules: [Module]
  package let names: GoroutineNames
  package let typeNames: TypeNames
  package let build: BuildInformation?
  package let machines: [Machine]
  /// The threads in the order of the core.
  package let threads: [ThreadState]
  /// Where `allgs` keeps the addresses of all goroutines, and how many there are.
  package let allGoroutines: (data: Address, count: Int)
  /// What of the runtime could not be read, for the report's LIMITS.
  package let problems: [String]
  /// The runtime's clock at the latest moment that the core tells, in nanoseconds; nil if none.
  package let clock: UInt64?
  /// How long the program had run at that moment, in whole seconds; nil when the core does not tell.
  package let uptimeSeconds: UInt64?
  private let threadOfMachine: [Address: Int]

  /// Brings a core and its executable together. `executable.loadBias` must be set.
  package init(
    core: CoreFile, executable: ExecutableFile, facts: RuntimeFacts
  ) throws(GoProcessError) {
    let memory = core.memory(with: [executable])
    let bias = executable.loadBias
    func address(_ variable: RuntimeVariable) -> Address? {
      facts[variable].map { Address($0.address &+ bias) }
    }
    var problems = facts.contradictions
    self.core = core
    self.executable = executable
    self.memory = memory
    self.facts = facts
    modules = Self.readModules(
      first: address(.firstModule), facts, memory, executable, &problems)
    names = GoroutineNames(facts: facts, memory: memory, loadBias: bias)
    typeNames = TypeNames(modules: modules, facts: facts, memory: memory)
    build = BuildInformation.find(
      in: executable.image.segments.writableRanges(bias: bias), memory: memory)
    var machines: [Machine] = []
    if facts[.mNext] != nil,
      let list = facts.newestMachine.map({
        MachineList(first: $0, facts: facts, memory: memory)
      }) ?? address(.allm).map({ MachineList.following(root: $0, facts: facts, memory: memory) })
    {
      machines = list.machines
      if let problem = list.problem { problems.append(problem) }
    }
    self.machines = machines
    allGoroutines = Self.readAllGoroutines(address(.allgs), memory, &problems)
    threads = Self.join(core, machines, facts, memory)
    var index: [Address: Int] = [:]
    for (number, thread) in threads.enumerated() {
      if let machine = thread.machine { index[machine.address] = number }
    }
    threadOfMachine = index
    let clock = Self.readClock(address(.allp), address(.sched), facts, memory)
    self.clock = clock
    uptimeSeconds = address(.initTime).flatMap { place in
      guard let clock, let start = try? memory.load(place, as: UInt64.self), start > 0,
        start <= clock
      else { return nil }
      return (clock - start) / 1_000_000_000
    }
    self.problems = problems
  }

  private static func readModules(
    first: Address?, _ facts: RuntimeFacts, _ memory: AddressSpace, _ executable: ExecutableFile,
    _ problems: inout [String]
  ) -> [Module] {
    var modules: [Module] = []
    var seen: Set<Address> = []
    var next = first ?? .null
    while !next.isNull, seen.count < 10_000, seen.insert(next).inserted {
      if let module = Module(at: next, facts: facts, memory: memory, executable: executable) {
        modules.append(module)
      } else {
        problems.append("the Go module at \(next) cannot be read; its functions are unknown")
      }
      guard let link = facts[.moduleNext],
        let following = try? memory.pointer(next &+ link.offset)
      else { break }
      next = following
    }
    return modules
  }

  private static func readAllGoroutines(
    _ address: Address?, _ memory: AddressSpace, _ problems: inout [String]
  ) -> (data: Address, count: Int) {
    guard let address else { return (.null, 0) }
    guard let (data, count) = try? memory.goSlice(at: address) else {
      problems.append("runtime.allgs at \(address) cannot be read; no goroutine is known")
      return (.null, 0)
    }
    let limit = memory.readableCount(from: data) / UInt64(memory.pointerSize)
    if count > limit {
      problems.append(
        "runtime.allgs names \(count) goroutines, of which \(limit) can be in memory")
    }
    return (data, Int(clamping: min(count, limit)))
  }

  private static func join(
    _ core: CoreFile, _ machines: [Machine], _ facts: RuntimeFacts, _ memory: AddressSpace
  ) -> [ThreadState] {
    var byThread: [UInt64: Machine] = [:]
    for machine in machines where machine.threadID != 0 {
      // An idle cgo machine keeps the id of the thread that used it last: the busy one counts.
      if let other = byThread[machine.threadID], !other.currentGoroutine.isNull { continue }
      byThread[machine.threadID] = machine
    }
    var reader = GoroutineReader(facts: facts, memory: memory, architecture: core.architecture)
    return core.threads.map { thread in
      let machine = byThread[UInt64(UInt32(bitPattern: thread.id))]
      let goroutine = machine.flatMap { machine in
        machine.currentGoroutine.isNull ? nil : try? reader.read(machine.currentGoroutine)
      }
      return ThreadState(
        thread: thread, machine: machine, goroutine: goroutine,
        architecture: core.architecture, memory: memory)
    }
  }

  /// The latest time that the scheduler noted: when sysmon last looked at a processor, or when the
  /// network was last polled. The clock at death itself is nowhere.
  private static func readClock(
    _ processors: Address?, _ scheduler: Address?, _ facts: RuntimeFacts, _ memory: AddressSpace
  ) -> UInt64? {
    var latest: UInt64 = 0
    if let processors, let tick = facts[.pTickTime],
      let (data, count) = try? memory.goSlice(at: processors)
    {
      for index in 0..<Int(min(count, 1 << 16)) {
        guard let p = try? memory.pointer(data &+ index * memory.pointerSize) else { break }
        if p.isNull { continue }
        latest = max(latest, (try? memory.load(p &+ tick.offset, as: UInt64.self)) ?? 0)
      }
    }
    if let scheduler, let poll = facts[.schedLastPoll] {
      latest = max(latest, (try? memory.load(scheduler &+ poll.offset, as: UInt64.self)) ?? 0)
    }
    return latest > 0 && latest < UInt64(Int64.max) ? latest : nil
  }

  /// The thread of the core that an `m` is on.
  package func thread(of machine: Address) -> ThreadState? {
    threadOfMachine[machine].map { threads[$0] }
  }

  /// The `m` at an address.
  package func machine(at address: Address) -> Machine? {
    machines.first { $0.address == address }
  }

  /// A reader of `g`s.
  package func goroutineReader() -> GoroutineReader {
    GoroutineReader(facts: facts, memory: memory, architecture: core.architecture)
  }

  /// Calls `body` with every goroutine of `allgs` that is not dead, in that order, and returns how
  /// many could not be read.
  package func forEachGoroutine(_ body: (Goroutine) -> Void) -> Int {
    var reader = goroutineReader()
    var pointers = memory.reader()
    var unreadable = 0
    for index in 0..<allGoroutines.count {
      guard
        let address = try? pointers.pointer(
          allGoroutines.data &+ index * memory.pointerSize), !address.isNull,
        let goroutine = try? reader.read(address), goroutine.state != .other
      else {
        unreadable += 1
        continue
      }
      if goroutine.state == .dead || goroutine.state == .idle { continue }
      body(goroutine)
    }
    return unreadable
  }
}
