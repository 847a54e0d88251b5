// Opening cores through the library, and what it refuses.

import Gocore
import TestSupport
import Testing

@Suite("A core that the library opens")
struct CoreTests {
  let workspace: Workspace
  let core: String
  let binary: String

  init() throws {
    workspace = try Workspace()
    var process = SyntheticProcess(loadBias: 0)
    process.addThread(17, at: (pc: process.pc("main.main"), sp: 0xc0_0100_0100))
    core = try workspace.file("core", process.core.elf.bytes)
    binary = try workspace.file("app", process.executableBytes)
  }

  private func refusal(_ body: () throws(GocoreError) -> Void) -> GocoreError? {
    do throws(GocoreError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test("shows the build and the threads without a binary")
  func identity() throws {
    let core = try Core.open(core)
    #expect(core.path == self.core)
    #expect(core.build.module == "example.com/app")
    #expect(core.build.moduleVersion == "v1.0.0")
    #expect(core.build.match == .absent)
    #expect(core.threadCount == 1)
  }

  @Test("is refused where there is none, with the exit code of the command")
  func unreadable() throws {
    let text = try workspace.file("text", Array("no core".utf8))
    for path in [text, binary, workspace.path("missing")] {
      let error = try #require(refusal { () throws(GocoreError) in _ = try Core.open(path) })
      #expect(error.reason == .unreadableInput)
      #expect(error.exitCode == 3)
      #expect(error.message.contains(path))
    }
  }

  @Test("is refused with a binary for another processor")
  func otherProcessor() throws {
    let other = try workspace.file("other", SyntheticProcess(.arm64).executableBytes)
    let opened = try Core.open(core, binary: other)
    let error = try #require(refusal { () throws(GocoreError) in _ = try opened.loadProgram() })
    #expect(error.reason == .binary)
    #expect(error.exitCode == 5)
  }

  @Test("takes a binary of another build only where the options say so", .enabled(if: hasSamples))
  func mismatch() throws {
    let core = try #require(SampleCore.scenario("lock-cycle")).core
    let other = try #require(SampleCore.of("go1.26.6").first { $0.name.hasPrefix("generics") })
    let opened = try Core.open(core, binary: other.binary)
    let error = try #require(refusal { () throws(GocoreError) in _ = try opened.loadProgram() })
    #expect(error.reason == .binary)
    var options = Core.Options()
    options.acceptsMismatchedBinary = true
    let program = try Core.open(core, binary: other.binary, options: options).loadProgram()
    #expect(program.build.match == .mismatched)
    #expect(program.limitations.contains { $0.code == "mismatched-binary" && $0.isLoss })
  }

  @Test("finds its binary in a folder that the options name", .enabled(if: hasSamples))
  func search() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let binary = try sample.expandedBinary(in: workspace)
    var options = Core.Options()
    options.binaries = [workspace.folder]
    let program = try Core.open(sample.core, options: options).loadProgram()
    #expect(program.build.binaryPath == binary)
    #expect(program.build.match == .matched)
    // Who follows a next step finds it there, too.
    let steps = program.diagnose().nextSteps
    #expect(steps.contains { $0.contains(" --binaries \(workspace.folder)") })
  }
}

@Suite("Text for a terminal")
struct EscapingTests {
  @Test("has no character that steers it")
  func escaped() {
    #expect(escapedForTerminal("main.f") == "main.f")
    #expect(!escapedForTerminal("a\u{1b}[2J\u{202e}").unicodeScalars.contains { $0.value < 0x20 })
    #expect(!escapedForTerminal("a\u{202e}b").unicodeScalars.contains("\u{202e}"))
  }
}
