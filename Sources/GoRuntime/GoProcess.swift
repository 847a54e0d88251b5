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
  /// The records and variables of its runtime.
  package let runtime: RuntimeMemory
  /// Where its runtime keeps things.
  package var facts: RuntimeFacts { runtime.facts }
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
  private let goroutineShape: Result<GoroutineShape, RecordError>

  /// Brings an image and its executable together. `executable.loadBias` must be set, and that of each of
  /// the `plugins`; the image's memory must have their pages.
  package init(
    image: ProcessImage, executable: ExecutableFile, plugins: [ExecutableFile] = [],
    facts: RuntimeFacts, libraryRoot: String? = nil
  ) throws(GoProcessError) {
    let memory = image.memory
    let bias = executable.loadBias
    let runtime = RuntimeMemory(facts: facts, memory: memory, loadBias: bias)
    var problems = facts.contradictions
    self.image = image
    self.executable = executable
    self.libraryRoot = libraryRoot
    self.memory = memory
    self.runtime = runtime
    let shape = Result { () throws(RecordError) in
      try GoroutineShape(facts, image.architecture)
    }
    goroutineShape = shape
    let found = Self.readModules(runtime, image, [executable] + plugins, &problems)
    modules = found.modules
    missingTables = found.missingTables
    codeRanges = found.code
    names = GoroutineNames(runtime)
    typeNames = TypeNames(ranges: found.types, in: runtime)
    build = BuildInformation.find(
      in: executable.image.segments.writableRanges(bias: bias), memory: memory)
    let list = MachineList(runtime)
    machines = list.machines
    if let problem = list.problem { problems.append(problem) }
    allGoroutines = Self.readAllGoroutines(runtime, &problems)
    threads = Self.join(image, list.machines, try? shape.get())
    var index: [Address: Int] = [:]
    for (number, thread) in threads.enumerated() {
      if let machine = thread.machine { index[machine.address] = number }
    }
    threadOfMachine = index
    let clock = Self.readClock(runtime)
    self.clock = clock
    let start =
      (try? runtime.variable(.initTime).load(as: UInt64.self)) ?? Self.readFirstMoment(runtime)
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
    _ runtime: RuntimeMemory, _ image: ProcessImage, _ executables: [ExecutableFile],
    _ problems: inout [String]
  ) -> Modules {
    var found = Modules()
    var seen: Set<Address> = []
    var next = try? runtime.variable(.firstModule).record()
    while let record = next, seen.count < 10_000, seen.insert(record.address).inserted {
      if let code = try? record.range(.moduleMinPC, .moduleMaxPC), code.count > 0 {
        found.code.append(code)
      }
      if let types = try? record.range(.moduleTypes, .moduleTypesEnd), types.count > 0 {
        found.types.append(types)
      }
      let module = executables.lazy.compactMap {
        Module(record, in: runtime, executable: $0)
      }.first
      if let module {
        found.modules.append(module)
        if module.functionDataBase == nil {
          problems.append(
            "the \(image.origin) lacks the tables of inlined calls and of arguments; "
              + "stacks are without them")
        }
      } else if !found.modules.isEmpty, let table = try? record[.moduleHeader].pointer(),
        !table.isNull
      {
        found.missingTables.append(table)
      } else if !executables.contains(where: \.isOfCore) {
        problems.append(
          "the Go module at \(record.address) cannot be read; its functions are unknown")
      }
      next = try? record[.moduleNext].target()
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
    let module = try? variable(.firstModule).record()
    if let range = try? module?.range(.moduleNoPointerBSS, .moduleNoPointerBSSEnd), range.count > 0
    {
      return [range]
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
    _ runtime: RuntimeMemory, _ problems: inout [String]
  ) -> (data: Address, count: Int) {
    let memory = runtime.memory
    let list = runtime.variable(.allgs)
    guard let address = try? list.address() else { return (.null, 0) }
    guard let (data, count) = try? list.slice() else {
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
    _ image: ProcessImage, _ machines: [Machine], _ shape: GoroutineShape?
  ) -> [ThreadState] {
    var byThread: [UInt64: Machine] = [:]
    for machine in machines where machine.threadID != 0 {
      // An idle cgo machine keeps the id of the thread that used it last: the busy one counts.
      if let other = byThread[machine.threadID], !other.currentGoroutine.isNull { continue }
      byThread[machine.threadID] = machine
    }
    var reader = shape.map { GoroutineReader($0, image.memory) }
    return image.threads.map { thread in
      let machine = byThread[UInt64(UInt32(bitPattern: thread.id))]
      let goroutine = machine.flatMap { machine in
        machine.currentGoroutine.isNull ? nil : try? reader?.read(machine.currentGoroutine)
      }
      return ThreadState(
        thread: thread, machine: machine, goroutine: goroutine,
        architecture: image.architecture, memory: image.memory)
    }
  }

  /// The earliest time that the scheduler keeps, where the runtime's own start is not found: when the
  /// processors were made or the network was last polled, both in the program's first moments unless
  /// they came again.
  private static func readFirstMoment(_ runtime: RuntimeMemory) -> UInt64? {
    [RuntimeField.schedResizeTime, .schedLastPoll].compactMap { field in
      try? runtime.variable(.sched)[field].load(as: UInt64.self)
    }.filter { $0 > 0 }.min()
  }

  /// The latest time that the scheduler noted: when sysmon last looked at a processor, or when the
  /// network was last polled. The clock at death itself is nowhere.
  private static func readClock(_ runtime: RuntimeMemory) -> UInt64? {
    var latest: UInt64 = 0
    if let (data, count) = try? runtime.variable(.allp).slice() {
      let list = runtime.place(at: data)
      for index in 0..<Int(min(count, 1 << 16)) {
        guard let p = try? list.pointer(index) else { break }
        if p.isNull { continue }
        let tick = runtime.record(at: p)[.pTickTime]
        latest = max(latest, (try? tick.load(as: UInt64.self)) ?? 0)
      }
    }
    let poll = runtime.variable(.sched)[.schedLastPoll]
    latest = max(latest, (try? poll.load(as: UInt64.self)) ?? 0)
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

  /// A record of the runtime.
  package func record(at address: Address) -> RuntimeRecord { runtime.record(at: address) }

  /// A variable of the runtime.
  package func variable(_ variable: RuntimeVariable) -> RuntimePlace { runtime.variable(variable) }

  /// A reader of `g`s; an error where this runtime's goroutines cannot be read at all.
  package func goroutineReader() throws(RecordError) -> GoroutineReader {
    GoroutineReader(try goroutineShape.get(), memory)
  }

  /// The goroutine whose `g` is at `address`.
  package func goroutine(at address: Address) throws(RecordError) -> Goroutine {
    guard !address.isNull else { throw .unreadable(.unmapped(address)) }
    var reader = try goroutineReader()
    do throws(MemoryError) {
      return try reader.read(address)
    } catch {
      throw .unreadable(error)
    }
  }

  /// Calls `body` with every goroutine of `allgs` that is not dead, in that order, and returns how
  /// many could not be read. `places` are positions in `allgs`; all of them where it is nil.
  package func forEachGoroutine(in places: Range<Int>? = nil, _ body: (Goroutine) -> Void) -> Int {
    var walk = GoroutineWalk(self, in: places)
    while let goroutine = walk.next() { body(goroutine) }
    return walk.unreadable
  }
}
