// Help: what it shows first, and examples that work.

import Foundation
import TestSupport
import Testing

private let sample = SampleCore.scenario("external-quit")

@Suite("Help")
struct HelpTests {
  /// The commands under EXAMPLES.
  private static func examples(_ words: String...) throws -> [String] {
    let help = try runProgram(GocoreCommand.path, words).text
    let part = try #require(help.range(of: "EXAMPLES:\n"))
    return help[part.upperBound...].split(separator: "\n").map { $0.dropFirst(2) }
      .filter { !$0.hasPrefix("#") }.map(String.init)
  }

  @Test("has the common options first and examples last", arguments: GocoreCommand.commands)
  func order(command: String) throws {
    let help = try GocoreCommand.run("help", command).text
    let heads = help.split(separator: "\n").filter { $0.hasSuffix(":") && !$0.hasPrefix(" ") }
    #expect(heads.last == "EXAMPLES:")
    #expect(heads.first { !["OVERVIEW:", "ARGUMENTS:"].contains($0) } == "OPTIONS:")
    #expect(help.contains("USAGE: gocore \(command) "))
    for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test("has examples that work", .enabled(if: sample != nil, "no sample cores"))
  func examplesWork() throws {
    let workspace = try Workspace()
    let expanded = try #require(sample).expanded(in: workspace)
    let tools = URL(fileURLWithPath: GocoreCommand.path).deletingLastPathComponent().path
    func run(_ command: String) throws -> CommandResult {
      try runProgram(
        "/bin/sh", ["-c", command], environment: ["PATH": "\(tools):/usr/bin:/bin"],
        folder: workspace.folder)
    }
    let setUp = try run(
      """
      mv core core.1234 && cp --sparse=always core.1234 core.5678 && mkdir builds archive &&
      cp app builds && cp --sparse=always core.* app archive &&
      gocore batch archive --store last-week.store -o table
      """)
    try #require(setUp.status == 0, "\(setUp.errors)")
    // What comes later may use what comes before.
    var all = try Self.examples("help")
    for command in GocoreCommand.commands { all += try Self.examples("help", command) }
    #expect(all.count > 20)
    for example in all {
      let result = try run(example)
      #expect(result.status == 0, "\(example): \(result.errors)")
      let makesFile = [" -o ", " --write"].contains(where: example.contains)
      #expect(makesFile || !result.output.isEmpty, "\(example)")
    }
    _ = expanded
  }

  @Test("comes in short where nothing is asked for, which is a mistake all the same")
  func nothingAsked() throws {
    let result = try runProgram(GocoreCommand.path, [])
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("gocore: name a core file"))
    #expect(result.errorLines.count < 12)
    #expect(result.errorLines.count { $0.hasPrefix("  gocore ") } == 3)
    #expect(result.errors.contains("gocore help"))
  }
}
