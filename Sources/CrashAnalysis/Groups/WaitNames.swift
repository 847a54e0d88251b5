// Names of the locks and channels that groups of goroutines wait for: those of the program's global
// variables that hold them or lead to them, by the symbol table.

internal import Basics
internal import ElfCore
internal import GoRuntime

/// A variable through which a lock or a channel is known.
struct WaitName: Sendable, Equatable {
  /// `main.audit`, with no more of the package's path than its last element.
  let variable: String
  /// How large the variable is that begins with the object; nil where none does.
  let size: UInt64?
  /// Whether the variable is a pointer to the object, or to a structure that begins with it.
  let isPointer: Bool
}

/// Finds the names of objects that goroutines wait for.
struct WaitNames {
  private let process: GoProcess
  private let origin: CodeOrigin
  /// How many objects are looked up in the symbol table, which is read as a whole for each.
  private static let lookupLimit = 32
  /// How many words of variables are searched for pointers.
  private static let searchLimit = 8 << 20

  init(_ program: GoProgram) {
    process = program.process
    origin = CodeOrigin(program.process)
  }

  /// The names of the objects at `addresses`, the most wanted first.
  func names(of addresses: [Address]) -> [Address: WaitName] {
    var names: [Address: WaitName] = [:]
    // Objects of the heap, and in variables without a name, to which a pointer may lead.
    var targets: Set<Address> = []
    for address in addresses.prefix(Self.lookupLimit) {
      guard isVariable(address) else {
        targets.insert(address)
        continue
      }
      if let symbol = process.executable.dataSymbol(holding: address), isProgram(symbol.name) {
        names[address] = WaitName(
          variable: symbol.name.lastPathComponent,
          size: symbol.address == address ? symbol.size : nil, isPointer: false)
      } else {
        targets.insert(address)
      }
    }
    guard !targets.isEmpty else { return names }
    for (place, object) in pointers(to: targets) {
      guard names[object] == nil,
        let symbol = process.executable.dataSymbol(holding: place), symbol.address == place,
        symbol.size == UInt64(process.memory.pointerSize), isProgram(symbol.name)
      else { continue }
      names[object] = WaitName(
        variable: symbol.name.lastPathComponent, size: nil, isPointer: true)
    }
    return names
  }

  /// Whether a variable is one that the program's authors gave its name.
  private func isProgram(_ name: String) -> Bool {
    guard !name.contains("..") else { return false }
    let name = FunctionName(name)
    return !name.package.isEmpty && !origin.isStandard(name)
  }

  private var variables: [AddressRange] {
    let executable = process.executable
    return executable.image.segments.filter {
      $0.type == ProgramHeader.load && $0.isWritable
    }.map {
      let start = Address($0.address &+ executable.loadBias)
      return AddressRange(start: start, end: Address(start.rawValue &+ $0.memorySize))
    }
  }

  private func isVariable(_ address: Address) -> Bool {
    variables.contains { $0.contains(address) }
  }

  /// The words among the program's variables that hold one of `targets`, in order; the first of each.
  private func pointers(to targets: Set<Address>) -> [(place: Address, target: Address)] {
    var found: [(place: Address, target: Address)] = []
    guard let lowest = targets.min(), let highest = targets.max() else { return found }
    var left = Self.searchLimit
    var reader = process.memory.reader()
    let step = process.memory.pointerSize
    for range in variables.flatMap({ process.memory.dumpedParts(of: $0) }) {
      var place = range.start
      while place < range.end, left > 0, found.count < 4 * Self.lookupLimit {
        left -= 1
        guard let word = try? reader.pointer(place) else { break }
        // Most words are no addresses of the heap, and to compare costs less than to look up.
        if word >= lowest, word <= highest, targets.contains(word) { found.append((place, word)) }
        place = place &+ step
      }
    }
    return found
  }
}
