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
      if let range = try? record.range(.moduleMinPC, .moduleMaxPC), range.count > 0 {
        code.append(range)
      }
      if let range = try? record.range(.moduleTypes, .moduleTypesEnd), range.count > 0 {
        types.append(range)
      }
      let module = executables.lazy.compactMap {
        Module(record, in: runtime, executable: $0)
      }.first
      if let module {
        modules.append(module)
        if module.functionDataBase == nil {
          problems.append(
            "the \(origin) lacks the tables of inlined calls and of arguments; "
              + "stacks are without them")
        }
      } else if !modules.isEmpty, let table = try? record[.moduleHeader].pointer(), !table.isNull {
        missingTables.append(table)
      } else if !executables.contains(where: \.isOfCore) {
        problems.append(
          "the Go module at \(record.address) cannot be read; its functions are unknown")
      }
      next = try? record[.moduleNext].target()
    }
  }

  /// Whether `pc` lies in Go code.
  func isCode(_ pc: Address) -> Bool {
    modules.contains { $0.textOffset(of: pc) != nil } || code.contains { $0.contains(pc) }
  }
}
