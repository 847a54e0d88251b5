// A process with two Go runtimes: which one a named file means.

import ElfCore
import TestSupport
import Testing

@testable import Loading

@Suite("A process with two Go runtimes")
struct GoRuntimesTests {
  private let first = SyntheticGoLibrary(at: 0x7000_0000, id: "first/a")
  private let second = SyntheticGoLibrary(at: 0x7100_0000, id: "second/b")

  private func core() throws -> LoadedCore {
    let workspace = try Workspace()
    defer { withExtendedLifetime(workspace) {} }
    let core = SyntheticCore(
      notes: [CoreNotes(.amd64).prstatus(thread: 1)], memory: first.segments + second.segments)
    let path = try workspace.file("core", core.elf.bytes)
    return try LoadedCore(CoreInput(LoadRequest(paths: [path])))
  }

  private func named(_ libraries: [SyntheticGoLibrary]) throws -> [ExecutableFile] {
    try libraries.map { try openExecutable($0.bytes) }
  }

  @Test("is looked at by the runtime whose file is named")
  func named() throws {
    let core = try core()
    #expect(core.identity?.buildIDs.go == "first/a")
    let other = core.looking(atOneOf: try named([second]))
    #expect(other.identity?.buildIDs.go == "second/b")
    #expect(other.otherRuntimes.map(\.buildIDs.go) == ["first/a"])
    #expect(other.information?.settings["-buildmode"] == "c-shared")
  }

  @Test("is looked at by the one that died where its file is among those that are named")
  func both() throws {
    let core = try core()
    #expect(core.looking(atOneOf: try named([second, first])).identity?.buildIDs.go == "first/a")
    #expect(core.looking(atOneOf: []).identity?.buildIDs.go == "first/a")
  }
}
