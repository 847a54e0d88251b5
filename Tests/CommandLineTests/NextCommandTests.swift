// The commands that reports name under NEXT: each of them runs, and shows what it promises.

import Foundation
import TestSupport
import Testing

/// Samples of the classes whose commands differ.
private let samples = [
  "all-asleep", "concurrent-map-writes", "external-abort-idle", "goroutine-leak", "lock-cycle",
  "main-goexit-deadlock", "nil-inlined-method", "out-of-memory", "supervisor-quit",
  "thread-exhaustion", "throw-g0", "world-never-stops", "wrapped-error",
].compactMap(SampleCore.scenario)

@Suite("What a report says to do next", .enabled(if: !samples.isEmpty, "no sample cores"))
struct NextCommandTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test("are four at most, and commands that show something", arguments: samples)
  func commands(sample: SampleCore) throws {
    let (core, binary) = try sample.expanded(in: workspace)
    // The words of the command line come back as a shell needs them.
    let spaced = workspace.path("the core")
    try FileManager.default.moveItem(atPath: core, toPath: spaced)
    let report = try GocoreCommand.run("inspect", spaced, binary).text
    let lines = report.components(separatedBy: "\n").drop { !$0.hasPrefix("NEXT ") }
    let steps = lines.prefix { $0.hasPrefix("NEXT ") || $0.hasPrefix("        ") }.map {
      String($0.dropFirst(8))
    }.filter { !$0.hasPrefix(" ") }  // The rest of a long one is indented.
    #expect(steps.count <= 4, "\(steps)")
    let commands = steps.filter { $0.hasPrefix("gocore ") }
    #expect(!commands.isEmpty, "\(steps)")
    for command in commands {
      #expect(command.contains(" '\(spaced)' \(binary)"), "the core first: \(command)")
      let output = try run(command)
      #expect(output.components(separatedBy: "\n").count > 1, "\(command)\n\(output)")
      for id in ids(command) {
        #expect(output.contains("goroutine \(id) ["), "\(command)\n\(output.prefix(200))")
      }
    }
  }

  private func ids(_ command: String) -> [String] {
    let words = command.components(separatedBy: " ")
    return zip(words, words.dropFirst()).filter { $0.0 == "--id" }.map(\.1)
  }

  /// What a command line prints that ends well.
  private func run(_ command: String) throws -> String {
    let tools = URL(fileURLWithPath: GocoreCommand.path).deletingLastPathComponent().path
    let result = try runProgram("/bin/sh", ["-c", command], environment: ["PATH": tools])
    #expect(result.status == 0, "\(command): \(result.errors)")
    return result.text
  }
}
