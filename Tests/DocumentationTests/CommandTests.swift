// The commands that pages show, held against what gocore prints.

import Foundation
import TestSupport
import Testing

/// The folder in which the pages' commands run.
private struct Stage: Sendable {
  let workspace: Workspace

  private static let newest = SampleCore.newestRelease

  /// What the pages call the sample cores.
  private static let cores = [
    "core.3430": "nil-inlined-method", "core.9001": "external-abort", "core.9038": "external-quit",
  ]

  private static let locks = "world-never-stops"

  static let isPossible = (cores.values + [locks]).allSatisfy { SampleCore.scenario($0) != nil }

  init() throws {
    workspace = try Workspace()
    for (name, scenario) in Self.cores {
      let sample = try #require(SampleCore.scenario(scenario))
      try shell("zstd -dqf '\(sample.core)' -o \(name)")
      try shell("zstd -dqf '\(sample.binary)' -o crashlab")
    }
    // The library's page looks into another program.
    let shop = try #require(SampleCore.scenario(Self.locks))
    try shell(
      "mkdir shop; zstd -dqf '\(shop.core)' -o shop/core; zstd -dqf '\(shop.binary)' -o shop/stoplab"
    )
    // `alone` has no binary that gocore could find beside the core.
    try shell("touch -d '2026-11-21 14:58 UTC' core.*; mkdir alone archive")
    try shell("cp -p --sparse=always core.* alone; cp -p --sparse=always core.* crashlab archive")
    try shell("gocore batch archive --binaries archive --store crashes.store -o /dev/null")
    try makeWeek()
    let known = try Page("Documentation/KnownIssues.md").lines.drop { $0 != "```yaml" }.dropFirst()
      .prefix { $0 != "```" }
    try workspace.file("known.yaml", Array(known.joined(separator: "\n").utf8))
  }

  /// Makes the stores of some days.
  private func makeWeek() throws {
    try shell("gocore batch alone --store alone.store -o /dev/null")
    let reports = try ["crashes", "alone"].flatMap {
      try shell("gocore report \($0).store --format ndjson")
    }
    for (name, days) in [("days", 16...29), ("last-week", 16...22), ("this-week", 23...29)] {
      try workspace.file("\(name).ndjson", Array(Week.reports(days, of: reports).utf8))
      try shell("gocore merge -o \(name).store \(name).ndjson")
    }
  }

  /// Runs a line of a page, without the binary where the line names a core and no binary.
  func run(_ command: String) throws -> [String] {
    let isAlone = command.contains(" core.") && !command.contains("crashlab")
    return try shell(command, in: isAlone ? "alone" : ".")
  }

  @discardableResult
  private func shell(_ command: String, in folder: String = ".") throws -> [String] {
    let tools = URL(fileURLWithPath: GocoreCommand.path).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try runProgram(
      "/bin/sh", ["-c", command], environment: ["PATH": "\(tools):\(path)"],
      folder: workspace.path(folder)
    ).text.components(separatedBy: "\n")
  }
}

@Suite("The commands of the pages", .enabled(if: Stage.isPossible, "no sample cores"))
struct CommandTests {
  @Test("print what the pages say")
  func output() throws {
    #expect(!ShownCommand.all.isEmpty)
    let stage = try Stage()
    defer { withExtendedLifetime(stage) {} }
    for shown in ShownCommand.all {
      let printed = try stage.run(shown.command)
      #expect(
        shown.isMatched(by: printed), "\(shown)\n\(printed.prefix(60).joined(separator: "\n"))")
    }
  }

  @Test("match by whole lines, but for what is left out")
  func matching() {
    func shows(_ lines: String..., asPrinted printed: String...) -> Bool {
      ShownCommand(page: "", command: "", output: lines).isMatched(by: printed)
    }
    #expect(shows("a", "b", asPrinted: "a", "b", ""))
    #expect(!shows("a", asPrinted: "a", "b"))
    #expect(!shows("a", "b", asPrinted: "a"))
    #expect(shows("a", "…", asPrinted: "a", "b"))
    #expect(shows("…", "c", "…", "e", asPrinted: "a", "c", "d", "e"))
    #expect(!shows("…", "c", "e", asPrinted: "c", "d", "e"))
    #expect(shows("id 0x4… of …", asPrinted: "id 0x4f of 7"))
    #expect(!shows("id 0x4… of", asPrinted: "id 0x4f of 7"))
    #expect(shows("2 MB, 1.2 MB on disk", asPrinted: "2 MB, 2.0 MB on disk"))
  }
}
