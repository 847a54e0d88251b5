// The plugins of a program: where their files are looked for, and what is said of those that are missing.

import ElfCore
import Foundation
import GoRuntime
import Loading
import TestSupport
import Testing

@Suite("A plugin of Go")
struct PluginTests {
  private let workspace: Workspace
  private let plugin: SyntheticPlugin

  init() throws {
    workspace = try Workspace()
    plugin = SyntheticPlugin(
      [SyntheticFunction("plugin/orders.Handle")], path: workspace.path("srv/orders.so"),
      buildID: [0xab, 0xcd, 0xef])
  }

  /// Loads a program with the plugin. `isShown`: whether the core has the plugin's first page.
  private func load(isShown: Bool = true, folders: [String] = []) throws -> LoadedProgram {
    var process = SyntheticProcess()
    process.add(SyntheticGoroutine(id: 1))
    plugin.load(into: &process, isShown: isShown)
    var search = SearchOptions()
    search.binaries = folders.map(workspace.path)
    var loader = try ProgramLoader(
      LoadRequest(
        paths: [
          try workspace.file("core", process.core.elf.bytes),
          try workspace.file("app", process.describedExecutable),
        ], search: search))
    return try loader.load()
  }

  private func functionName(in program: LoadedProgram) -> String? {
    Symbolizer(modules: program.process.modules)
      .function(at: Address(plugin.pc("plugin/orders.Handle")))?.name
  }

  private func messages(_ program: LoadedProgram) -> [String] {
    program.limits.filter { $0.code == .plugin }.map(\.message)
  }

  @Test("gives its functions and its pages where its file is at the path that the core names")
  func found() throws {
    try workspace.file("srv/orders.so", plugin.bytes)
    let program = try load()
    #expect(functionName(in: program) == "plugin/orders.Handle")
    #expect(program.process.missingTables.isEmpty)
    #expect(messages(program) == [])
    let code = Address(plugin.pc("plugin/orders.Handle"))
    #expect(program.process.memory.provenance(of: code) == .executable)
    // The program's own functions are there as before.
    #expect(program.process.modules.count == 2)
  }

  @Test("is found by its build ID in the folders for binaries")
  func byBuildID() throws {
    try workspace.file("symbols/.build-id/ab/cdef", plugin.bytes)
    let program = try load(folders: ["symbols"])
    #expect(functionName(in: program) == "plugin/orders.Handle")
    #expect(messages(program) == [])
  }

  @Test("is missing with its path and its build ID, and its program is read without it")
  func missing() throws {
    let program = try load()
    #expect(functionName(in: program) == nil)
    #expect(
      messages(program) == [
        "the functions of a Go plugin are unknown: \(plugin.path) is needed; its build ID is abcdef"
      ])
    #expect(program.process.modules.count == 1)
    #expect(program.process.allGoroutines.count == 1)
  }

  @Test("of another build is not taken for it")
  func anotherBuild() throws {
    var other = plugin
    other.buildID = [1, 2, 3]
    try workspace.file("srv/orders.so", other.bytes)
    let program = try load()
    #expect(functionName(in: program) == nil)
    #expect(messages(program).count == 1)
  }

  @Test("of which the core has no page is known by its table alone")
  func unseen() throws {
    try workspace.file("srv/orders.so", plugin.bytes)
    #expect(
      messages(try load(isShown: false)) == [
        "the functions of a Go plugin are unknown: its table is at \(Address(plugin.tableAddress))"
      ])
  }
}
