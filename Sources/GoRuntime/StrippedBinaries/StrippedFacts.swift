// RuntimeFacts of a program without DWARF: layouts from the table, verified against the core, and
// variables found by their shape and by the runtime's own code.

package import DebugInfo
package import ElfCore

/// Why the runtime of a stripped program could not be read.
package enum StrippedFactsError: Error, Equatable {
  /// No table of the architecture exists.
  case noLayouts(architecture: String)
  /// The executable has no function table, or the process no module that points to it.
  case noModule(ProcessImage.Origin)
  /// No layout fits what is in memory. `isKnown` says whether the table has the layouts of the release.
  case noLayoutFits(ProcessImage.Origin, release: String, isKnown: Bool)

  package var message: String {
    switch self {
    case .noLayouts(let architecture): "no layouts of the Go runtime are known for \(architecture)"
    case .noModule(let origin): "the Go runtime's module data is not in the \(origin)"
    case .noLayoutFits(let origin, let release, _):
      "no known layout of the Go runtime fits this \(origin) of \(release)"
    }
  }
}

/// The facts, and where they come from.
package struct StrippedFacts: Sendable {
  package let facts: RuntimeFacts
  /// The release whose layouts these are.
  package let release: String
  /// Whether goroutines of the process show that the layouts are right. A program that died before its runtime
  /// was up has none.
  package let isConfirmed: Bool
  /// Whether that is the program's own release.
  package let isExact: Bool

  /// Recovers the facts. `executable.loadBias` must be set, and the image's memory must have its pages.
  /// `symbols` are those of a binary that has a symbol table but no DWARF.
  package init(
    image: ProcessImage, executable: ExecutableFile, release: String, symbols: SymbolTable?
  ) throws(StrippedFactsError) {
    let architecture = image.architecture.name
    let candidates = KnownLayout.candidates(for: release, architecture: architecture)
    guard !candidates.isEmpty else { throw .noLayouts(architecture: architecture) }
    var best: (score: Int, layout: KnownLayout, result: LayoutTrial.Result)?
    var hasModule = false
    for layout in candidates {
      let recovery = LayoutTrial(
        layout: layout, image: image, executable: executable, symbols: symbols)
      guard let result = recovery.run() else { continue }
      hasModule = hasModule || result.hasModule
      if result.score > best?.score ?? 0 { best = (result.score, layout, result) }
      // A layout that explains everything needs no rival.
      if result.isPerfect { break }
    }
    guard let best else {
      let isKnown = KnownLayout.exact(release, architecture: architecture) != nil
      throw hasModule
        ? .noLayoutFits(image.origin, release: release, isKnown: isKnown)
        : .noModule(image.origin)
    }
    facts = best.result.facts
    isConfirmed = best.result.isConfirmed
    self.release = best.layout.release
    isExact = release.split(separator: " ").first.map(String.init) == best.layout.release
  }
}

/// One layout tried on a core.
private struct LayoutTrial {
  let layout: KnownLayout
  let image: ProcessImage
  let executable: ExecutableFile
  let symbols: SymbolTable?

  var memory: AddressSpace { image.memory }

  struct Result {
    var score = 0
    var isPerfect = false
    var isConfirmed = false
    var hasModule = false
    var facts: RuntimeFacts
  }

  func run() -> Result? {
    var found = layout.facts
    let sizes = layout.facts.variables.mapValues(\.size)
    found.variables = [:]
    func place(_ variable: RuntimeVariable, _ address: Address?, size: Int? = nil) {
      guard let address else { return }
      let name = variable.rawValue
      // A symbol knows better than any search.
      found.variables[name] = Variable(
        address: symbols?.symbols[name]?.address ?? address.rawValue &- executable.loadBias,
        size: size ?? sizes[name] ?? nil)
    }
    let bare = RuntimeMemory(
      facts: RuntimeFacts(facts: found, symbols: nil), memory: memory,
      loadBias: executable.loadBias)
    guard let module = module(bare),
      let search = try? RootSearch(module: module, in: bare)
    else { return nil }
    place(.firstModule, module.address)
    place(.allgs, search.allGoroutines())
    place(.allp, search.allProcessors())
    place(
      .semaphores,
      SemaphoreSearch(search: search, size: sizes[RuntimeVariable.semaphores.rawValue] ?? nil)?
        .find())
    place(.heap, search.heap())
    let machine = search.newestMachine()
    let code = CodeRoots(module: module, in: bare, executable: executable)
    place(.printBacklog, code?.printBacklog)
    place(.printBacklogIndex, code?.printBacklogIndex)
    place(.initTime, code?.initTime)
    place(.pacer, code?.pacer)
    place(.crashingG, code?.crashingG, size: memory.pointerSize)
    place(.statuses, search.stringTables(beginning: ["idle", "runnable", "running"]).first)
    let reasons = search.stringTables(beginning: ["", "GC assist marking", "IO wait"])
    var names: [String] = []
    if let address = reasons.first(where: { $0 == code?.waitReasons }) ?? reasons.first {
      place(.waitReasons, address)
    } else if let table = search.stringTable(like: KnownLayout.waitReasonNames) {
      place(.waitReasons, table.address, size: table.names.count * 2 * memory.pointerSize)
      names = table.names
    }
    place(.sched, search.scheduler(machines: machine?.length ?? 0))
    let facts = RuntimeFacts(
      facts: found, symbols: symbols, newestMachine: machine?.address, waitReasonNames: names)
    let goroutines = found.variables[RuntimeVariable.allgs.rawValue] != nil
    let check = FactsVerification(facts, image: image, executable: executable)
    let resumable = goroutines ? resumableShare(check) : 0
    return Result(
      score: (goroutines ? 100 : 0) + resumable + check.threads.found * 10,
      isPerfect: goroutines && resumable == 100 && check.threads.found >= check.threads.count,
      isConfirmed: check.listsGoroutines, hasModule: true, facts: facts)
  }

  /// The first module: found by the binary's function table, or without a binary by its own contents.
  private func module(_ runtime: RuntimeMemory) -> RuntimeRecord? {
    let ranges = executable.image.segments.writableRanges(bias: executable.loadBias)
    let address =
      executable.isOfCore
      ? DumpedModuleSearch(runtime: runtime, ranges: ranges).find()
      : ModuleSearch(executable: executable, runtime: runtime).find()
    return address.map { runtime.record(at: $0) }
  }

  /// How many in a hundred of the waiting goroutines go on in Go code, by this layout's `sched`.
  private func resumableShare(_ check: FactsVerification) -> Int {
    let waiting = check.waiting
    return waiting.count == 0 ? 50 : waiting.resumable * 100 / waiting.count
  }
}
