// Where the runtime's structures lie in the file of a core that a test damages.

import CrashAnalysis
import DebugInfo
import ElfCore
import GoRuntime
import Testing

/// Where the runtime's structures lie in a core file.
struct RuntimeMap {
  let process: GoProcess
  private let core: CoreFile
  let crash: CrashFacts
  /// The ids of all goroutines.
  let goroutines: [UInt64]

  init(_ damaged: DamagedSample) throws {
    core = try openCore(damaged.core.url)
    process = try Program(opening: damaged.binary.url).process(of: core)
    crash = CrashAnalyzer(GoProgram(process)).crashFacts()
    var ids: [UInt64] = []
    _ = process.forEachGoroutine { ids.append($0.id) }
    goroutines = ids
  }

  /// The offset in the core file of the byte at an address.
  func place(_ address: Address) throws -> Int {
    try #require(placeIfDumped(address), "\(address) is not in the core")
  }

  /// The same; nil for a byte that is in the binary alone.
  func placeIfDumped(_ address: Address) -> Int? {
    let segment = core.segments.first {
      $0.type == ProgramHeader.load && address.rawValue >= $0.address
        && address.rawValue - $0.address < $0.fileSize
    }
    return segment.map { Int($0.fileOffset + (address.rawValue - $0.address)) }
  }

  /// The offset of a member in its structure.
  func offset(_ field: RuntimeField) throws -> Int {
    try #require(process.facts[field]?.offset)
  }

  /// The address of a variable of the runtime.
  func variable(_ variable: RuntimeVariable) -> Address? {
    process.facts[variable].map { Address($0.address &+ process.executable.loadBias) }
  }
}
