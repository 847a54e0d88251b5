// Long text on a terminal.

import Foundation
import TestSupport
import Testing

private let sample = SampleCore.scenario("external-quit")

@Suite(
  "A pager",
  .enabled(
    if: sample != nil && Shell.installed.contains { $0.name == "bash" }, "no sample cores or tmux"))
struct PagerTests {
  /// What is typed, and what of it the screen then shows and does not show.
  private static let cases: [(line: String, shown: [String], hidden: [String])] = [
    // The user's pager, with the exit code of gocore.
    ("GOCORE_PAGER='sed s/^/P:/' gocore threads core app; echo rc=$?", ["\nP:", "rc=0"], []),
    ("GOCORE_PAGER= PAGER='sed s/^/P:/' gocore threads core app; echo rc=$?", ["rc=0"], ["\nP:"]),
    // One that is quit early.
    ("GOCORE_PAGER='head -1' gocore threads core app; echo rc=$?", ["rc=0"], ["cannot be written"]),
    ("GOCORE_PAGER='true' gocore goroutines core --all; echo rc=$?", ["rc=0"], ["Broken pipe"]),
    // None for what is short, for programs, in a pipe, and where it is not wanted.
    ("GOCORE_PAGER='sed s/^/P:/' gocore version; echo rc=$?", ["rc=0"], ["\nP:"]),
    (
      "GOCORE_PAGER='sed s/^/P:/' gocore threads core app --format json; echo rc=$?", ["rc=0"],
      ["\nP:"]
    ),
    ("GOCORE_PAGER='sed s/^/P:/' gocore threads core app | cat; echo rc=$?", ["rc=0"], ["\nP:"]),
    (
      "GOCORE_PAGER='sed s/^/P:/' gocore threads core app --no-pager; echo rc=$?", ["rc=0"],
      ["\nP:"]
    ),
  ]

  @Test("shows what is longer than a terminal's screen, and changes no exit code")
  func pages() async throws {
    let workspace = try Workspace()
    _ = try #require(sample).expanded(in: workspace)
    let shell = try #require(Shell.installed.first { $0.name == "bash" })
    let screens = try await onOwnThread {
      let terminal = try Terminal(shell, folder: workspace.folder)
      return try Self.cases.map { line, _, _ in
        try terminal.type(line, "Enter")
        let text = try terminal.screen { $0.contains("\nrc=") }
        try terminal.clear()
        return text
      }
    }
    #expect(screens.count == Self.cases.count)
    for ((line, shown, hidden), text) in zip(Self.cases, screens) {
      #expect(shown.allSatisfy(text.contains), "\(line)\n\(text)")
      #expect(!hidden.contains(where: text.contains), "\(line)\n\(text)")
    }
  }

  @Test(
    "is less by default, which stays where the text begins",
    .enabled(if: Shell.isThere("less"), "no less"))
  func less() async throws {
    let workspace = try Workspace()
    _ = try #require(sample).expanded(in: workspace)
    let shell = try #require(Shell.installed.first { $0.name == "bash" })
    let (text, end) = try await onOwnThread {
      let terminal = try Terminal(shell, folder: workspace.folder)
      try terminal.type("unset PAGER; gocore threads core app", "Enter")
      let text = try terminal.screen { $0.contains("\nthread ") && $0.contains("\n:") }
      try terminal.type("q")
      return (text, try terminal.screen { $0.contains("\n>") })
    }
    #expect(text.contains("\nthread ") && !text.contains("\n>"), "\(text)")
    #expect(end.contains("\n>") && end.contains("\nthread "), "\(end)")
  }
}
