// Completion on Tab, typed into real shells in a real terminal.

import Foundation
import TestSupport
import Testing

private let sample = SampleCore.scenario("external-quit")

@Suite(
  "Tab in a shell",
  .enabled(if: sample != nil && !Shell.installed.isEmpty, "no sample cores, tmux or shells"))
struct CompletionTests {
  /// What is typed before Tab, and what is on the screen then, all of it.
  private static let typed: [(line: String, shown: [String])] = [
    // Commands, and files at their place.
    ("gocore ", ["goroutines", "compare", "core.1234", "app"]),
    ("gocore gor", ["gocore goroutines"]),
    ("gocore inspect core.1", ["gocore inspect core.1234"]),
    ("gocore core.1234 ap", ["gocore core.1234 app"]),
    ("gocore report crashes.s", ["gocore report crashes.store"]),
    // Options, and their values.
    ("gocore core.1234 --form", ["gocore core.1234 --format"]),
    ("gocore threads core.1234 --binaries bui", ["--binaries builds"]),
    ("gocore goroutines core.1234 --format tr", ["--format traceback"]),
    ("gocore report crashes.store --format pro", ["--format prometheus"]),
    ("gocore explain nil-d", ["gocore explain nil-dereference"]),
    ("gocore report crashes.store --class nil-d", ["--class nil-dereference"]),
    ("gocore core.1234 --also mark", ["--also markdown="]),
    ("gocore report crashes.store --also prom", ["--also prometheus="]),
    // What only the core tells.
    ("gocore goroutines core.1234 --status chan", ["--status chan\\ receive"]),
    ("gocore goroutines core.1234 app --status ", ["GC sweep wait", "finalizer wait"]),
    // What only the store tells.
    ("gocore report real.store --signature GO2-", ["--signature SIGNATURE"]),
    ("gocore report real.store --program cra", ["--program crashlab"]),
  ]

  /// What was typed, and what the screen showed instead of what it should.
  private struct Miss {
    let line: String
    let screen: String
  }

  @Test("completes commands, files, formats, classes and statuses", arguments: Shell.installed)
  func completes(shell: Shell) async throws {
    let workspace = try Workspace()
    let expanded = try #require(sample).expanded(in: workspace)
    try FileManager.default.moveItem(
      atPath: expanded.core, toPath: workspace.path("core.1234"))
    try workspace.file("crashes.store", [])
    try workspace.file("builds/app", [])
    let report = try GocoreCommand.run(
      workspace.path("core.1234"), workspace.path("app"), "--format", "json")
    let signature = String(try #require(report.text.firstMatch(of: #/GO2-[0-9a-f]{8}/#)).0)
    let reports = try workspace.file("reports.ndjson", Array(report.text.utf8))
    let merged = try GocoreCommand.run("merge", "-o", workspace.path("real.store"), reports)
    try #require(merged.status == 0, "\(merged.errors)")
    let misses = try await onOwnThread {
      try Self.misses(of: shell, in: workspace.folder, signature)
    }
    for miss in misses { Issue.record("\(miss.line)\n\(miss.screen)") }
  }

  /// Types everything into a shell; `signature` is the one of the store.
  private static func misses(
    of shell: Shell, in folder: String, _ signature: String
  ) throws -> [Miss] {
    let terminal = try Terminal(shell, folder: folder)
    var misses: [Miss] = []
    for (line, shown) in typed {
      try terminal.type(line, "Tab")
      func isShown(_ text: String) -> Bool {
        // bash quotes what it need not quote.
        let text = text.replacing("\\=", with: "=")
        return shown.allSatisfy { text.contains($0.replacing("SIGNATURE", with: signature)) }
      }
      var text = try terminal.screen { _ in true }
      if !isShown(text) {
        // Some shells list what there is at the second Tab.
        usleep(500_000)
        try terminal.press("Tab")
        text = try terminal.screen(isShown)
      }
      if !isShown(text) { misses.append(Miss(line: line, screen: text)) }
      try terminal.clear()
    }
    return misses
  }
}
