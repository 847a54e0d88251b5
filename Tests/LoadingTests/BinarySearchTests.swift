// Which file is taken for a core's binary, and what is said of those that are not.

import Foundation
import GoRuntime
import Loading
import TestSupport
import Testing

/// A core whose binary is not where the core says, and a program of another build.
private let sample = SampleCore.scenario("lock-cycle")
private let other = SampleCore.of("go1.26.6").first { $0.name.hasPrefix("generics") }

@Suite("The search for a binary", .enabled(if: sample != nil && other != nil, "no sample cores"))
struct BinarySearchTests {
  let workspace: Workspace
  let core: String
  /// The binary, in a folder that no search looks into by itself.
  let binary: String

  init() throws {
    workspace = try Workspace()
    let sample = try #require(sample)
    let expanded = try sample.expanded(in: workspace)
    binary = expanded.binary
    core = workspace.path("dumps/core")
    try FileManager.default.createDirectory(
      atPath: workspace.path("dumps"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: expanded.core, toPath: core)
  }

  /// Puts the binary, or `file`, at a path below the workspace.
  @discardableResult
  private func place(_ path: String, _ file: String? = nil) throws -> String {
    let place = URL(fileURLWithPath: workspace.path(path))
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: file ?? binary, toPath: place.path)
    return place.path
  }

  private func load(
    _ paths: [String] = [], folders: [String] = []
  ) throws -> (loader: ProgramLoader, program: LoadedProgram) {
    var search = SearchOptions()
    search.binaries = folders.map(workspace.path)
    var loader = try ProgramLoader(LoadRequest(paths: [core] + paths, search: search))
    let program = try loader.load()
    return (loader, program)
  }

  /// The program of another build.
  private func otherBuild() throws -> String {
    let folder = try Workspace()
    defer { withExtendedLifetime(folder) {} }
    let path = try #require(other).expandedBinary(in: folder)
    return try place("other/app", path)
  }

  @Test("takes the one that is named before all that could be found")
  func named() throws {
    try place("dumps/crashlab")
    let named = try place("named/app")
    let (loader, program) = try load([named])
    #expect(loader.binaryPath == named)
    #expect(program.build.binary == .matched)
  }

  @Test("takes the one by build ID, then the one beside the core, then one of a folder")
  func order() throws {
    let inFolder = try place("folder/deep/app")
    #expect(try load(folders: ["folder"]).loader.binaryPath == inFolder)
    let beside = try place("dumps/crashlab")
    #expect(try load(folders: ["folder"]).loader.binaryPath == beside)
    let id = try #require(try load().program.build.ids.gnu)
    let byID = try place("folder/.build-id/\(id.prefix(2))/\(id.dropFirst(2))")
    #expect(try load(folders: ["folder"]).loader.binaryPath == byID)
  }

  @Test("passes over another build, and says so")
  func anotherBuild() throws {
    let beside = try place("dumps/crashlab", otherBuild())
    let (loader, program) = try load()
    #expect(loader.binaryPath == nil)
    #expect(program.build.binary == .absent)
    let limit = try #require(program.limits.first { $0.code == .passedOver })
    #expect(limit.message == "no binary found: \(beside) (another build)")
    #expect(loader.missingBinary.attempts.contains { $0.words == "\(beside) (another build)" })
  }

  @Test("says why a file that is there cannot be read")
  func refused() throws {
    // A file of zstd that breaks off.
    let path = try workspace.file("dumps/crashlab", [0x28, 0xb5, 0x2f, 0xfd, 0x04])
    let (loader, program) = try load()
    #expect(loader.binaryPath == nil)
    let limit = try #require(program.limits.first { $0.code == .passedOver })
    #expect(limit.message.hasPrefix("no binary found: \(path) ("), "\(limit.message)")
  }

  @Test("expands none beyond the limit that the user set")
  func limit() throws {
    let beside = try place("dumps/crashlab")
    let packed = try runProgram("/usr/bin/env", ["gzip", "-k", beside])
    try #require(packed.status == 0, "\(packed.errors)")
    try FileManager.default.removeItem(atPath: beside)
    try FileManager.default.moveItem(atPath: beside + ".gz", toPath: beside)
    var loader = try ProgramLoader(LoadRequest(paths: [core], maximumExpandedBytes: 100_000))
    #expect(try loader.load().build.binary == .absent)
    #expect(loader.missingBinary.attempts.contains { $0.place == beside && $0.isRejection })
  }

  @Test("finds the right one behind another build")
  func behind() throws {
    try place("dumps/crashlab", otherBuild())
    let right = try place("folder/app")
    let (loader, program) = try load(folders: ["folder"])
    #expect(loader.binaryPath == right)
    #expect(!program.limits.contains { $0.code == .passedOver })
  }

  @Test("leaves no limits of the first load to the second")
  func twice() throws {
    var (loader, first) = try load([binary])
    #expect(try loader.load().limits == first.limits)
  }
}
