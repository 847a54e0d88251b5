// From files to a loaded program, and the refusals on the way.

import Basics
import ElfCore
import GoRuntime
import Loading
import TestSupport
import Testing

@Suite("Loading")
struct ProgramLoaderTests {
  let workspace: Workspace
  let core: String
  let binary: String

  init() throws {
    workspace = try Workspace()
    let process = SyntheticProcess(loadBias: 0)
    core = try workspace.file("core", process.core.elf.bytes)
    binary = try workspace.file("app", process.executableBytes)
  }

  private func refusal(of request: LoadRequest) -> LoadingError? {
    do throws(LoadingError) {
      var loader = try ProgramLoader(request)
      _ = try loader.load()
      return nil
    } catch {
      return error
    }
  }

  @Test("refuses a second core, and names it")
  func secondCore() throws {
    let second = try workspace.file("second", SyntheticProcess().core.elf.bytes)
    let error = try #require(refusal(of: LoadRequest(paths: [core, second])))
    #expect(error.exitCode == .unreadableInput)
    #expect(error.message == "\(second) is a second core file; name one")
  }

  @Test("refuses a binary alone")
  func noCore() throws {
    let error = try #require(refusal(of: LoadRequest(paths: [binary])))
    #expect(error.exitCode == .unreadableInput)
    #expect(error.message == "\(binary): an executable, but no core file was named")
  }

  @Test("refuses a binary where the core is expected")
  func notCore() throws {
    let error = try #require(refusal(of: LoadRequest(paths: [core], core: binary)))
    #expect(error.message == "\(binary) is no core file")
  }

  @Test("refuses a binary for another processor")
  func otherProcessor() throws {
    let other = try workspace.file("other", SyntheticProcess(.arm64).executableBytes)
    let error = try #require(refusal(of: LoadRequest(paths: [core, other])))
    #expect(error.exitCode == .binary)
    #expect(error.message == "\(other) is for arm64, the core for amd64")
  }

  @Test("refuses a program that is not Go's")
  func notGo() throws {
    let bytes = Architecture.amd64.elf(ELFWriter.executable, [.load(0x1000, [1])]).bytes
    let error = try #require(
      refusal(of: LoadRequest(paths: [core, try workspace.file("c", bytes)])))
    #expect(error.exitCode == .notGo)
  }

  @Test("goes on with the core alone where it shows a Go program")
  func coreAlone() throws {
    var loader = try ProgramLoader(LoadRequest(paths: [core]))
    #expect(loader.core.information?.main?.path == "example.com/app")
    let program = try loader.load()
    #expect(program.build.binary == .absent)
    #expect(program.build.information == loader.core.information)
    #expect(loader.binaryPath == nil)
    #expect(program.limits.contains { $0.code == .noBinary || $0.code == .programFromCore })
  }

  @Test("goes on with the core alone where its archive has a library of C beside it")
  func libraryInArchive() throws {
    let library = Architecture.amd64.elf(ELFWriter.executable, [.load(0x1000, [1])]).bytes
    try workspace.file("libc.so", library)
    let archive = workspace.path("all.tar")
    let made = try runProgram(
      "/usr/bin/env", ["tar", "-cf", archive, "-C", workspace.folder, "core", "libc.so"])
    try #require(made.status == 0, "\(made.errors)")
    var loader = try ProgramLoader(LoadRequest(paths: [archive]))
    #expect(try loader.load().build.binary == .absent)
  }

  @Test("says where a binary was looked for when nothing shows a Go program")
  func missingBinary() throws {
    let empty = try workspace.file(
      "empty", SyntheticCore(memory: [.load(0x1000, [1, 2, 3, 4])]).elf.bytes)
    var search = SearchOptions()
    search.binaries = [workspace.path("nowhere")]
    let error = try #require(refusal(of: LoadRequest(paths: [empty], search: search)))
    guard case .missingBinary(let missing) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(missing.attempts.map(\.words) == ["\(workspace.path("nowhere"))/…"])
    #expect(!missing.attempts.contains { $0.isRejection })
    #expect(error.exitCode == .binary)
  }
}

@Suite("An index of binaries")
struct BinaryIndexTests {
  private func binary(_ path: String, gnu: String?, go: String?) -> IndexedBinary {
    IndexedBinary(
      path: path, size: 1, modified: 1, gnuBuildID: gnu, goBuildID: go, architecture: nil)
  }

  @Test("finds binaries by the GNU build ID before the one of Go")
  func ids() {
    let index = BinaryIndex([
      binary("/a", gnu: "aa", go: "go"), binary("/b", gnu: "bb", go: "go"),
    ])
    #expect(index.paths(of: BuildIDs(gnu: "bb", go: "go")) == ["/b"])
    #expect(index.paths(of: BuildIDs(gnu: nil, go: "go")) == ["/a", "/b"])
    #expect(index.paths(of: BuildIDs(gnu: "cc", go: nil)).isEmpty)
    #expect(index.count == 2)
  }
}
