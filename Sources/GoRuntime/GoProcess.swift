// A Go program: its process image, its executable and the runtime's facts brought together.

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
package final class GoProcess: Sendable {
  /// The process as it was dumped, with the pages of executable and plugins in its memory.
  package let image: ProcessImage
  package let executable: ExecutableFile
  package let memory: AddressSpace
  package let facts: RuntimeFacts
  /// The modules whose function table is at hand.
  package let modules: [Module]
  /// Where the function tables lie of the modules whose file is not at hand: plugins.
  package let missingTables: [Address]
  /// Where Go code lies: from the first function to the end of the last one, for each module.
  package let codeRanges: [AddressRange]
  package let names: GoroutineNames
  package let typeNames: TypeNames
  package let build: BuildInformation?
  package let machines: [Machine]
  /// The threads in the order of the image.
  package let threads: [ThreadState]
  /// Where `allgs` keeps the addresses of all goroutines, and how many there are.
  package let allGoroutines: (data: Address, count: Int)
  /// The folder below which the paths of the core's libraries are looked for; nil for this host's own.
  package let libraryRoot: String?
  /// What of the runtime could not be read, for the report's LIMITS.
  package let problems: [String]
  /// The runtime's clock at the latest moment that it noted, in nanoseconds; nil if none.
  package let clock: UInt64?
  /// How long the program had run at that moment, in whole seconds; nil where that is not known.
  package let uptimeSeconds: UInt64?
  private let threadOfMachine: [Address: Int]

  /// Brings an image and its executable together. `executable.loadBias` must be set, and that of each of
  /// the `plugins`; the image's memory must have their pages.
  package init(
    image: ProcessImage, executable: ExecutableFile, plugins: [ExecutableFile] = [],
    facts: RuntimeFacts, libraryRoot: String? = nil
  ) throws(GoProcessError) {
    let memory = image.memory
    let bias = executable.loadBias
    func address(_ variable: RuntimeVariable) -> Address? {
      facts[variable].map { Address($0.address &+ bias) }
    }
    var problems = facts.contradictions
    self.image = image
    self.executable = executable
    self.libraryRoot = libraryRoot
    self.memory = memory
    self.facts = facts
    let found = Self.readModules(
      first: address(.firstModule), facts, image, [executable] + plugins, &problems)
    modules = found.modules
    missingTables = found.missingTables
    codeRanges = found.code
    names = GoroutineNames(facts: facts, memory: memory, loadBias: bias)
    typeNames = TypeNames(ranges: found.types, facts: facts, memory: memory)
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
    threads = Self.join(image, machines, facts)
    var index: [Address: Int] = [:]
    for (number, thread) in threads.enumerated() {
      if let machine = thread.machine { index[machine.address] = number }
    }
    threadOfMachine = index
    let clock = Self.readClock(address(.allp), address(.sched), facts, memory)
    self.clock = clock
    let start =
      address(.initTime).flatMap { try? memory.load($0, as: UInt64.self) }
      ?? Self.readFirstMoment(address(.sched), facts, memory)
    uptimeSeconds = start.flatMap { start in
      guard let clock, start > 0, start <= clock else { return nil }
      return (clock - start) / 1_000_000_000
    }
    self.problems = problems
  }

  /// What the list of modules tells.
  private struct Modules {
    var modules: [Module] = []
    var code: [AddressRange] = []
    var types: [AddressRange] = []
    var missingTables: [Address] = []
  }

  private static func readModules(
    first: Address?, _ facts: RuntimeFacts, _ image: ProcessImage,
    _ executables: [ExecutableFile], _ problems: inout [String]
  ) -> Modules {
    var found = Modules()
    let memory = image.memory
    func range(_ module: Address, _ start: RuntimeField, _ end: RuntimeField) -> AddressRange? {
      guard let low = facts[start], let high = facts[end],
        let first = try? memory.pointer(module &+ low.offset),
        let last = try? memory.pointer(module &+ high.offset), first < last
      else { return nil }
      return AddressRange(start: first, end: last)
    }
    var seen: Set<Address> = []
    var next = first ?? .null
    while !next.isNull, seen.count < 10_000, seen.insert(next).inserted {
      if let code = range(next, .moduleMinPC, .moduleMaxPC) { found.code.append(code) }
      if let types = range(next, .moduleTypes, .moduleTypesEnd) { found.types.append(types) }
      let module = executables.lazy.compactMap {
        Module(at: next, facts: facts, memory: memory, executable: $0)
      }.first
      if let module {
        found.modules.append(module)
        if module.functionDataBase == nil {
          problems.append(
            "the \(image.origin) lacks the tables of inlined calls and of arguments; "
              + "stacks are without them")
        }
      } else if let field = facts[.moduleHeader], !found.modules.isEmpty,
        let table = try? memory.pointer(next &+ field.offset), !table.isNull
      {
        found.missingTables.append(table)
      } else if !executables.contains(where: \.isOfCore) {
        problems.append("the Go module at \(next) cannot be read; its functions are unknown")
      }
      guard let link = facts[.moduleNext],
        let following = try? memory.pointer(next &+ link.offset)
      else { break }
      next = following
    }
    return found
  }

  /// Whether functions, inlined calls and arguments are known of every module.
  package var hasAllTables: Bool {
    !modules.isEmpty && modules.count == codeRanges.count
      && modules.allSatisfy { $0.functionDataBase != nil }
  }

  /// Where variables without pointers lie that begin as zeros: by the module, and where it does not
  /// tell, by what the program's segments have beyond their file.
  package var zeroInitialised: [AddressRange] {
    if let module = facts[.firstModule], let start = facts[.moduleNoPointerBSS],
      let end = facts[.moduleNoPointerBSSEnd]
    {
      let address = Address(module.address &+ executable.loadBias)
      if let low = try? memory.pointer(address &+ start.offset),
        let high = try? memory.pointer(address &+ end.offset), low < high
      {
        return [AddressRange(start: low, end: high)]
      }
    }
    return executable.image.segments.filter {
      $0.type == ProgramHeader.load && $0.isWritable && $0.fileSize <= $0.memorySize
    }.map {
      let start = $0.address &+ executable.loadBias
      return AddressRange(
        start: Address(start &+ $0.fileSize), end: Address(start &+ $0.memorySize))
    }
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
    _ image: ProcessImage, _ machines: [Machine], _ facts: RuntimeFacts
  ) -> [ThreadState] {
    var byThread: [UInt64: Machine] = [:]
    for machine in machines where machine.threadID != 0 {
      // An idle cgo machine keeps the id of the thread that used it last: the busy one counts.
      if let other = byThread[machine.threadID], !other.currentGoroutine.isNull { continue }
      byThread[machine.threadID] = machine
    }
    var reader = GoroutineReader(
      facts: facts, memory: image.memory, architecture: image.architecture)
    return image.threads.map { thread in
      let machine = byThread[UInt64(UInt32(bitPattern: thread.id))]
      let goroutine = machine.flatMap { machine in
        machine.currentGoroutine.isNull ? nil : try? reader.read(machine.currentGoroutine)
      }
      return ThreadState(
        thread: thread, machine: machine, goroutine: goroutine,
        architecture: image.architecture, memory: image.memory)
    }
  }

  /// The earliest time that the scheduler keeps, where the runtime's own start is not found: when the
  /// processors were made or the network was last polled, both in the program's first moments unless
  /// they came again.
  private static func readFirstMoment(
    _ scheduler: Address?, _ facts: RuntimeFacts, _ memory: AddressSpace
  ) -> UInt64? {
    guard let scheduler else { return nil }
    return [RuntimeField.schedResizeTime, .schedLastPoll].compactMap { field in
      facts[field].flatMap { try? memory.load(scheduler &+ $0.offset, as: UInt64.self) }
    }.filter { $0 > 0 }.min()
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

  package var architecture: Architecture { image.architecture }

  /// The thread that an `m` is on.
  package func thread(of machine: Address) -> ThreadState? {
    threadOfMachine[machine].map { threads[$0] }
  }

  /// The `m` at an address.
  package func machine(at address: Address) -> Machine? {
    machines.first { $0.address == address }
  }

  /// A reader of `g`s.
  package func goroutineReader() -> GoroutineReader {
    GoroutineReader(facts: facts, memory: memory, architecture: architecture)
  }

  /// Calls `body` with every goroutine of `allgs` that is not dead, in that order, and returns how
  /// many could not be read. `places` are positions in `allgs`; all of them where it is nil.
  package func forEachGoroutine(in places: Range<Int>? = nil, _ body: (Goroutine) -> Void) -> Int {
    var walk = GoroutineWalk(self, in: places)
    while let goroutine = walk.next() { body(goroutine) }
    return walk.unreadable
  }
}
