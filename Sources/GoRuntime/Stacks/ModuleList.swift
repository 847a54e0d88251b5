// The modules of Go code that the runtime has: the program's, and those of its plugins.

internal import ElfCore

/// The runtime's list of modules.
struct ModuleList: Sendable {
  /// The modules whose function table is at hand.
  private(set) var modules: [Module] = []
  /// Where Go code lies, and type descriptors: a range for each module.
  private(set) var code: [AddressRange] = []
  private(set) var types: [AddressRange] = []
  /// Where the function tables lie of the modules whose file is not at hand: plugins.
  private(set) var missingTables: [Address] = []
  /// What could not be read, in words.
  private(set) var problems: [String] = []
  private static let limit = 10_000

  /// Reads the list. Each module's table is looked for in `executables`.
  init(_ runtime: RuntimeMemory, executables: [ExecutableFile], origin: ProcessImage.Origin) {
    var seen: Set<Address> = []
    var next = try? runtime.variable(.firstModule).record()
    while let record = next, seen.count < Self.limit, seen.insert(record.address).inserted {
      if let range = Self.range(of: record, .moduleMinPC, .moduleMaxPC) { code.append(range) }
      if let range = Self.range(of: record, .moduleTypes, .moduleTypesEnd) { types.append(range) }
      let module = executables.lazy.compactMap {
        try? Module(record, in: runtime, executable: $0)
      }.first
      if let module {
        modules.append(module)
        if module.functionDataBase == nil {
          problems.append(
            "the \(origin) lacks the tables of inlined calls and of arguments; "
              + "stacks are without them")
        }
      } else if !modules.isEmpty, let table = record[.moduleHeader].pointerIfThere(),
        !table.isNull
      {
        missingTables.append(table)
      } else if !executables.contains(where: \.isOfCore) {
        problems.append(
          "the Go module at \(record.address) cannot be read; its functions are unknown")
      }
      do throws(RecordError) {
        next = try record[.moduleNext].target()
      } catch .unreadable(let error) {
        problems.append("the list of Go modules ends early: \(error.message)")
        next = nil
      } catch {
        // A runtime without the field: that is among the losses of its facts.
        next = nil
      }
    }
  }

  /// The addresses that a module names; nil where there are none.
  private static func range(
    of record: RuntimeRecord, _ start: RuntimeField, _ end: RuntimeField
  ) -> AddressRange? {
    guard let range = try? record.range(start, end), range.count > 0 else { return nil }
    return range
  }

  /// Whether `pc` lies in Go code.
  func isCode(_ pc: Address) -> Bool {
    modules.contains { $0.textOffset(of: pc) != nil } || code.contains { $0.contains(pc) }
  }
}
