// Where a binary was loaded, by what the core says of it.

import ElfCore
import TestSupport
import Testing

@testable import Loading

@Suite("The load bias of a binary")
struct LoadBiasTests {
  private static let bias: UInt64 = 0x5555_0000_0000

  private func bias(
    of process: SyntheticProcess, _ note: (SyntheticProcess) -> [UInt8]
  ) throws -> UInt64 {
    let workspace = try Workspace()
    defer { withExtendedLifetime(workspace) {} }
    var process = process
    process.notes.append(note(process))
    let core = try workspace.file("core", process.core.elf.bytes)
    let loaded = try LoadedCore(CoreInput(LoadRequest(paths: [core])))
    return BinaryMatching(
      core: loaded, executable: try openExecutable(process.executableBytes), path: "app",
      isForced: false
    ).loadBias
  }

  @Test("is how far the entry of the auxiliary vector is from the file's")
  func entry() throws {
    let process = SyntheticProcess(loadBias: Self.bias)
    #expect(
      try bias(of: process) {
        // AT_ENTRY
        CoreNotes($0.architecture).auxiliaryVector([(9, Self.bias &+ SyntheticProcess.textStart)])
      } == Self.bias)
  }

  @Test("is where the list of mapped files has the file's first segment, without that vector")
  func mapping() throws {
    let process = SyntheticProcess(loadBias: Self.bias)
    let segment = try #require(
      openExecutable(process.executableBytes).image.segments.first {
        $0.type == ProgramHeader.load
      })
    let start = Self.bias &+ segment.address
    #expect(
      try bias(of: process) {
        CoreNotes($0.architecture).fileMappings(
          [.init(start, start &+ 0x1000, page: segment.fileOffset, "/app")], pageSize: 1)
      } == Self.bias)
  }

  @Test("is nothing for a program that is linked to its addresses")
  func fixed() throws {
    let process = SyntheticProcess(loadBias: 0)
    #expect(try bias(of: process) { CoreNotes($0.architecture).fileMappings([]) } == 0)
  }
}
