// A small Go process that a test draws: functions, goroutines with stacks, machines, threads, types
// and panics. It becomes a core file, an executable and the facts of its runtime, with no toolchain.

package import DebugInfo
package import ElfCore
package import GoRuntime

/// A frame of a drawn stack: a function, and how far into it the program counter is.
package struct SyntheticFrame: Sendable {
  package let function: String
  package let offset: UInt32

  package init(_ function: String, _ offset: UInt32 = 0x40) {
    self.function = function
    self.offset = offset
  }
}

/// A Go process.
package struct SyntheticProcess: Sendable {
  package let architecture: Architecture
  package let shape: RuntimeShape
  package let functions: [SyntheticFunction]
  package let loadBias: UInt64
  /// The process's memory, at the addresses of the process.
  package var memory: SyntheticMemory
  /// The notes of the core after the first one, which is NT_PRPSINFO when `processNote` is set.
  package var notes: [[UInt8]] = []
  /// Whether the core lists the pages of code, which are mapped but not dumped.
  package var coreMapsCode = false
  /// The folder below which libraries are looked for.
  package var libraryRoot: String?
  /// Where the code of other Go runtimes lies.
  package var otherRuntimes: [AddressRange] = []
  package var types: [String: TypeLayout]
  package var variables: [String: Variable] = [:]
  package var constants: [String: Int64] = [:]
  /// `runtime.allgs`.
  package var allGoroutines: [UInt64] = []
  /// `runtime.allm`, first to last.
  package var allMachines: [UInt64] = []
  package let table: FunctionTable
  var stackCount: UInt64 = 0
  /// The `heapArena` of a heap that is drawn.
  var arena: UInt64 = 0

  /// Addresses in the file.
  package static let textStart: UInt64 = 0x401000
  static let readOnlyStart: UInt64 = 0x500000
  static let dataStart: UInt64 = 0x600000
  static let readOnlySize = 0x10000
  static let dataSize = 0x10000

  /// The start of the heap and of the stacks, which leave room for 32-bit targets.
  package let heap: UInt64
  let stacks: UInt64
  package static let stackSize = 0x4000

  /// Bytes in a word.
  package var word: Int { architecture.pointerSize }

  /// The pieces of the read-only segment.
  private let tableAddress: UInt64
  private let functionDataAddress: UInt64

  package init(
    _ architecture: Architecture = .amd64, shape: RuntimeShape = .go125,
    functions: [SyntheticFunction] = SyntheticFunction.usual, loadBias: UInt64 = 0,
    buildInformation: String = "path\tapp\nmod\texample.com/app\tv1.0.0\t\n"
  ) {
    self.architecture = architecture
    self.shape = shape
    self.functions = functions
    self.loadBias = loadBias
    var writer = FunctionTableWriter(functions, magic: shape.magic)
    writer.pointerSize = architecture.pointerSize
    writer.quantum = UInt32(architecture.instructionQuantum)
    table = writer.write()
    types = shape.types(word: architecture.pointerSize)
    let isWide = architecture.pointerSize == 8
    heap = isWide ? 0xc0_0000_0000 : 0x0940_0000
    stacks = isWide ? 0xc0_0100_0000 : 0x0a00_0000
    var memory = SyntheticMemory(wordSize: architecture.pointerSize)
    memory.map(
      Self.textStart &+ loadBias, size: Int(table.textSize), flags: 5)
    memory.map(Self.readOnlyStart &+ loadBias, size: Self.readOnlySize, flags: 4)
    memory.map(Self.dataStart &+ loadBias, size: Self.dataSize, flags: 6)
    memory.map(heap, size: 0x40000)
    tableAddress = memory.place(table.table, in: Self.readOnlyStart &+ loadBias)
    functionDataAddress = memory.place(table.functionData, in: Self.readOnlyStart &+ loadBias)
    // The first thing in the data: what `go version -m` reads.
    _ = memory.place(
      Self.buildInformation(shape.release, buildInformation), in: Self.dataStart &+ loadBias)
    self.memory = memory
    drawModule()
    drawNames()
    drawEmptyVariables()
  }

  /// The section `.go.buildinfo`.
  package static func buildInformation(_ release: String, _ details: String) -> [UInt8] {
    var out = ByteWriter()
    out.raw([0xff])
    out.raw(Array(" Go buildinf:".utf8))
    out.put(8 as UInt8)  // pointer size
    out.put(2 as UInt8)  // strings in place
    out.pad(to: 32)
    out.variableLength(UInt32(release.utf8.count))
    out.raw(Array(release.utf8))
    let marks = [UInt8](repeating: 0xb0, count: 16)
    out.variableLength(UInt32(details.utf8.count + 32))
    out.raw(marks)
    out.raw(Array(details.utf8))
    out.raw(marks)
    return out.bytes
  }

  // MARK: - Names and places

  /// Makes a variable of the runtime in the data, and gives its address in the process.
  @discardableResult
  package mutating func variable(_ name: String, size: Int) -> UInt64 {
    let address = memory.allocate(in: Self.dataStart &+ loadBias, size: size)
    variables[name] = Variable(address: address &- loadBias, size: size)
    return address
  }

  /// Room on the heap.
  package mutating func onHeap(_ size: Int) -> UInt64 { memory.allocate(in: heap, size: size) }

  /// Room in the read-only data.
  package mutating func readOnly(_ bytes: [UInt8]) -> UInt64 {
    memory.place(bytes, in: Self.readOnlyStart &+ loadBias)
  }

  /// The address in the process of an instruction of a function.
  package func pc(_ function: String, _ offset: UInt32 = 0x40) -> UInt64 {
    guard let entry = table.entries[function] else {
      preconditionFailure("no function \(function)")
    }
    return Self.textStart &+ loadBias &+ UInt64(entry + offset)
  }

  /// The function called `name`.
  package func function(_ name: String) -> SyntheticFunction {
    guard let found = functions.first(where: { $0.name == name }) else {
      preconditionFailure("no function \(name)")
    }
    return found
  }

  /// Where a member of a structure lies; a test that names another is wrong.
  package func field(_ type: String, _ member: String) -> Field {
    guard let field = types[type]?.members[member] else {
      preconditionFailure("\(type) has no \(member)")
    }
    return field
  }

  /// Writes a member of the structure at `address`; nothing when this shape lacks it.
  package mutating func set(_ type: String, _ member: String, of address: UInt64, _ value: UInt64) {
    guard let field = types[type]?.members[member] else { return }
    memory.write(value, at: address + UInt64(field.offset), size: field.size)
  }

  // MARK: - What every Go program has

  private mutating func drawModule() {
    let address = variable("runtime.firstmoduledata", size: types["runtime.moduledata"]?.size ?? 0)
    let text = Self.textStart &+ loadBias
    let end = text &+ UInt64(table.textSize)
    let readOnly = Self.readOnlyStart &+ loadBias
    let data = Self.dataStart &+ loadBias
    let members: [(String, UInt64)] = [
      ("pcHeader", tableAddress), ("text", text), ("etext", end), ("types", readOnly),
      ("etypes", readOnly &+ UInt64(Self.readOnlySize)), ("gofunc", functionDataAddress),
      ("next", 0), ("data", data), ("edata", data &+ UInt64(Self.dataSize)), ("minpc", text),
      ("maxpc", end),
    ]
    for (name, value) in members { set("runtime.moduledata", name, of: address, value) }
  }

  private mutating func drawNames() {
    draw(strings: shape.waitReasons, as: "runtime.waitReasonStrings")
    draw(
      strings: [
        "idle", "runnable", "running", "syscall", "waiting", "", "dead", "", "copystack",
        "preempted",
      ], as: "runtime.gStatusStrings")
  }

  /// The variables that a test draws only where it needs them; until then they are zero.
  private mutating func drawEmptyVariables() {
    let version = variable("runtime.buildVersion", size: 2 * word)
    memory.writeGoString(shape.release, at: version, bytesIn: Self.readOnlyStart &+ loadBias)
    variable("runtime.allp", size: 3 * word)
    variable("runtime.sched", size: types["runtime.schedt"]?.size ?? 0)
    variable("runtime.runtimeInitTime", size: 8)
    variable("runtime.printBacklog", size: 512)
    variable("runtime.printBacklogIndex", size: word)
  }

  private mutating func draw(strings: [String], as name: String) {
    let address = variable(name, size: strings.count * 2 * word)
    for (index, text) in strings.enumerated() where !text.isEmpty {
      memory.writeGoString(
        text, at: address + UInt64(index * 2 * word), bytesIn: Self.readOnlyStart &+ loadBias)
    }
  }

  // MARK: - Files

  /// What debug information says of the program.
  package var debugFacts: DebugFacts {
    var facts = DebugFacts()
    facts.types = types
    facts.variables = variables
    facts.constants = constants
    return facts
  }

  /// The process with the lists of goroutines and machines in its memory.
  private func finished() -> SyntheticProcess {
    var copy = self
    let array = copy.onHeap(max(1, allGoroutines.count) * word)
    copy.memory.words(allGoroutines, at: array)
    let list = copy.variable("runtime.allgs", size: 3 * word)
    copy.memory.words([array, UInt64(allGoroutines.count), UInt64(allGoroutines.count)], at: list)
    let head = copy.variable("runtime.allm", size: word)
    copy.memory.word(allMachines.first ?? 0, at: head)
    for (machine, next) in zip(allMachines, allMachines.dropFirst()) {
      copy.set("runtime.m", "alllink", of: machine, next)
    }
    return copy
  }

  /// The executable's bytes.
  package var executableBytes: [UInt8] { executable.bytes }

  /// The bytes of an executable whose DWARF describes the runtime.
  package var describedExecutable: [UInt8] {
    var elf = executable
    DWARFWriter(finished().debugFacts).add(to: &elf, at: 0x70_0000)
    return elf.bytes
  }

  private var executable: ELFWriter {
    var elf = architecture.elf(loadBias == 0 ? ELFWriter.executable : ELFWriter.shared)
    elf.entry = Self.textStart
    let starts = [Self.textStart, Self.readOnlyStart, Self.dataStart]
    elf.segments = finished().memory.segments.compactMap { segment in
      var segment = segment
      segment.address = segment.address &- loadBias
      return starts.contains(segment.address) ? segment : nil
    }
    elf.sections = [
      .init(".gopclntab", address: tableAddress &- loadBias, size: UInt64(table.table.count))
    ]
    return elf
  }

  /// The core's bytes: as the kernel does, without the pages that nothing wrote to.
  package var core: SyntheticCore {
    var segments = finished().memory.segments.filter { $0.flags & 2 != 0 }
    if coreMapsCode {
      segments.append(
        .load(Self.textStart &+ loadBias, [], memorySize: UInt64(table.textSize), flags: 5))
    }
    return SyntheticCore(architecture, notes: notes, memory: segments)
  }

  /// Core, executable and facts brought together. `change` sees the facts first.
  package func open(_ change: (inout DebugFacts) -> Void = { _ in }) throws -> GoProcess {
    try open(core.open(), change)
  }

  /// The same with another core of it, such as one that was cut off.
  package func open(
    _ core: CoreFile, _ change: (inout DebugFacts) -> Void = { _ in }
  ) throws -> GoProcess {
    let finished = finished()
    var facts = finished.debugFacts
    change(&facts)
    var executable = try openExecutable(executableBytes)
    executable.loadBias = loadBias
    let image = core.image().adding([executable])
    return GoProcess(
      image: image, executable: executable, otherRuntimes: otherRuntimes,
      facts: RuntimeFacts(facts: facts, symbols: nil),
      build: .find(of: executable, in: image), libraryRoot: libraryRoot)
  }
}

extension SyntheticFunction {
  /// The functions of most drawings.
  package static let usual: [SyntheticFunction] = [
    SyntheticFunction("runtime.goexit", frame: 0, flags: 1),
    SyntheticFunction("runtime.main", frame: 0x40),
    SyntheticFunction("runtime.gopark", frame: 0x10),
    SyntheticFunction("runtime.sigpanic", frame: 0x30),
    SyntheticFunction("runtime.gopanic", frame: 0x60),
    SyntheticFunction("runtime.fatalpanic", frame: 0x28),
    SyntheticFunction("runtime.throw", frame: 0x28),
    SyntheticFunction("runtime.fatalthrow", frame: 0x28),
    SyntheticFunction("runtime.systemstack.abi0", frame: 0x8, flags: 2),
    SyntheticFunction("runtime.morestack.abi0", frame: 0x8, flags: 2),
    SyntheticFunction("runtime.mcall", frame: 0x8, flags: 2),
    SyntheticFunction("runtime.newstack", frame: 0x50),
    SyntheticFunction("runtime.mstart.abi0", frame: 0, flags: 1),
    SyntheticFunction("runtime.asyncPreempt.abi0", frame: 0xf0),
    SyntheticFunction("runtime.chanrecv1", frame: 0x20),
    SyntheticFunction("runtime.raise.abi0", frame: 0x10),
    SyntheticFunction("runtime.gcStart", frame: 0x30),
    SyntheticFunction("runtime.bgsweep", frame: 0x30),
    SyntheticFunction("runtime.runfinq", frame: 0x70),
    SyntheticFunction("main.main", frame: 0x58, file: "/app/main.go", line: 20),
    SyntheticFunction("main.work", frame: 0x38, file: "/app/main.go", line: 40),
    SyntheticFunction("main.leaf", frame: 0, file: "/app/main.go", line: 60),
    SyntheticFunction(
      "example.com/app/orders.(*Cart).Total", frame: 0x28, file: "/app/orders/cart.go", line: 88),
    SyntheticFunction("main.wrapper", frame: 0x18, file: "<autogenerated>", line: 1, id: 30),
  ]
}
