// A Go program: its process image, its executable and the runtime's facts brought together.

package import DebugInfo
package import ElfCore

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
  /// Where the code of other Go runtimes of the process lies, which know nothing of this one.
  package let otherRuntimes: [AddressRange]
  package let names: GoroutineNames
  package let typeNames: TypeNames
  package let build: BuildInformation?
  /// The folder of Go's own sources, `/usr/lib/go/src/`, as the function table names it; empty for a
  /// program built with `-trimpath`, nil where it is not known.
  package let sourceRoot: String?
  package let machines: [Machine]
  /// Whether there were more machines than these, or how many there were cannot be known.
  package let hasLostMachines: Bool
  /// The threads in the order of the image.
  package let threads: [ThreadState]
  package let allGoroutines: AllGoroutines
  /// The folder below which the paths of the core's libraries are looked for; nil for this host's own.
  package let libraryRoot: String?
  /// Expands debug information that libdw cannot; nil where nothing can.
  package let expand: DwarfSections.Expand?
  /// What could not be read of the runtime, for the report's LIMITS.
  package let problems: [String]
  /// The runtime's clock at the latest moment that it noted, in nanoseconds; nil if none.
  package let clock: UInt64?
  /// How long the program had run at that moment, in whole seconds; nil where that is not known.
  package let uptimeSeconds: UInt64?
  private let threadOfMachine: [Address: Int]
  private let goroutineShape: Result<GoroutineShape, RecordError>

  /// Brings an image and its executable together. `executable.loadBias` must be set, and that of each of
  /// the `plugins`; the image's memory must have their pages. `build` says how the program was built,
  /// where the image shows it.
  package init(
    image: ProcessImage, executable: ExecutableFile, plugins: [ExecutableFile] = [],
    otherRuntimes: [AddressRange] = [], facts: RuntimeFacts, build: BuildInformation?,
    libraryRoot: String? = nil, expand: DwarfSections.Expand? = nil
  ) {
    let runtime = RuntimeMemory(
      facts: facts, memory: image.memory, loadBias: executable.loadBias)
    let modules = ModuleList(
      runtime, executables: [executable] + plugins, origin: image.origin)
    let machines = MachineList(runtime)
    let clock = RuntimeClock(runtime)
    self.image = image
    self.executable = executable
    self.libraryRoot = libraryRoot
    self.expand = expand
    self.runtime = runtime
    memory = image.memory
    self.modules = modules.modules
    missingTables = modules.missingTables
    codeRanges = modules.code
    self.otherRuntimes = otherRuntimes
    names = GoroutineNames(runtime)
    typeNames = TypeNames(ranges: modules.types, in: runtime)
    self.build = build
    sourceRoot = modules.modules.lazy.compactMap(\.table.sourceRoot).first
    self.machines = machines.machines
    hasLostMachines =
      machines.problem != nil
      || machines.machines.isEmpty && (image.memory.isTruncated || !facts.canListMachines)
    allGoroutines = AllGoroutines(runtime)
    goroutineShape = Result { () throws(RecordError) in
      try GoroutineShape(facts, image.architecture)
    }
    let join = ThreadJoin(image, machines.machines, in: runtime)
    threads = ThreadState.join(image, join, try? goroutineShape.get())
    var index: [Address: Int] = [:]
    for (number, thread) in threads.enumerated() {
      for machine in thread.machines { index[machine.address] = number }
    }
    threadOfMachine = index
    self.clock = clock.latest
    uptimeSeconds = clock.uptimeSeconds
    problems =
      facts.contradictions + modules.problems
      + [machines.problem, allGoroutines.problem, join.problem].compactMap(\.self)
  }

  /// Whether functions, inlined calls and arguments are known of every module.
  package var hasAllTables: Bool {
    !modules.isEmpty && modules.count == codeRanges.count
      && modules.allSatisfy { $0.functionDataBase != nil }
  }

  /// Where the zero-initialised variables without pointers are: as the module says, or else where the
  /// program's segments are larger than their part of the file.
  package var zeroInitialised: [AddressRange] {
    let known = try? variable(.firstModule).record().range(
      .moduleNoPointerBSS, .moduleNoPointerBSSEnd)
    if let known, known.count > 0 { return [known] }
    return executable.image.segments.filter {
      $0.type == ProgramHeader.load && $0.isWritable && $0.fileSize <= $0.memorySize
    }.map {
      let start = $0.address &+ executable.loadBias
      return AddressRange(
        start: Address(start &+ $0.fileSize), end: Address(start &+ $0.memorySize))
    }
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

  /// The goroutine whose `g` is at `address`, which a damaged list or a stale word may have given; nil where
  /// none can be read.
  package func goroutineIfThere(at address: Address) -> Goroutine? { try? goroutine(at: address) }

  /// The goroutine that a thread was running, or that a signal struck on it; nil where it ran none, or where
  /// that cannot be read. A goroutine of the runtime's own system stack, or one that was never made, has the id 0.
  package func goroutine(of thread: ThreadState) -> Goroutine? {
    thread.currentGoroutine.isNull ? nil : goroutineIfThere(at: thread.currentGoroutine)
  }

  /// Calls `body` with every goroutine of `allgs` that is not dead, in that order, and returns how
  /// many could not be read. `places` are positions in `allgs`; all of them where it is nil.
  package func forEachGoroutine(in places: Range<Int>? = nil, _ body: (Goroutine) -> Void) -> Int {
    var walk = GoroutineWalk(self, in: places)
    while let goroutine = walk.next() { body(goroutine) }
    return walk.unreadable
  }
}
