// Where a binary is looked for whose file was removed, and whose core names no file at all.

import ElfCore
import Loading
import TestSupport
import Testing

@Suite("The path that a core names")
struct MappedPathTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// A loader of a core that was mapped from `path`, as the kernel writes it, and executed as `executed`.
  private func loader(_ path: String, executed: String) throws -> ProgramLoader {
    var process = SyntheticProcess()
    process.add(SyntheticGoroutine(id: 1))
    let text = SyntheticProcess.textStart
    let name = process.onHeap(64)
    process.memory.write(Array(executed.utf8) + [0], at: name)
    let notes = CoreNotes(process.architecture)
    process.notes += [
      // AT_ENTRY and AT_EXECFN
      notes.auxiliaryVector([(9, text), (31, name)]),
      notes.fileMappings([.init(text, text + 0x1000, page: 0, path)]),
    ]
    let core = try workspace.file("dumps/core", process.core.elf.bytes)
    try workspace.file("srv/app", process.describedExecutable)
    return try ProgramLoader(LoadRequest(paths: [core]))
  }

  @Test("is that of the file also where the file was removed")
  func removed() throws {
    let path = workspace.path("srv/app")
    var loader = try loader(path + " (deleted)", executed: "app")
    let program = try loader.load()
    #expect(loader.binaryPath == path)
    #expect(program.build.binary == .matched || program.build.binary == .unverified)
  }

  @Test("leads nowhere where the program ran from memory")
  func memory() throws {
    var loader = try loader("/memfd:copy (deleted)", executed: "/proc/self/exe")
    let program = try loader.load()
    #expect(loader.binaryPath == nil)
    #expect(program.build.mappedPath == "memfd:copy")
    #expect(loader.missingBinary.attempts == [])
  }
}
