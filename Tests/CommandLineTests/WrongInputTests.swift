// Wrong input and wrong usage: what the command says of each, in one line, and how it ends.

import Foundation
import TestSupport
import Testing

private let sample = SampleCore.scenario("external-quit")
private let other = SampleCore.scenario("world-never-stops")

/// A line of the shell, how it ends, and the line on standard error, in which `…` stands for anything.
private struct WrongInput: Sendable, CustomStringConvertible {
  let command: String
  let status: Int32
  let line: String

  init(_ command: String, _ status: Int32, _ line: String) {
    self.command = command
    self.status = status
    self.line = line
  }

  var description: String { command }

  func isMatched(by errors: [String]) -> Bool {
    guard errors.count == 1, var rest = errors.first?[...] else { return false }
    let parts = "gocore: \(line)".components(separatedBy: "…")
    for (number, part) in parts.enumerated() {
      let range =
        number == 0
        ? rest.range(of: part, options: .anchored)
        : number == parts.count - 1 && part.isEmpty
          ? rest.endIndex..<rest.endIndex : rest.range(of: part)
      guard let range else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.isEmpty
  }

  // In the folder are a core, its program `app`, another program `other`, a `text`, a file that is `empty`
  // and the first kilobyte of a core, `cut`.
  static let all: [WrongInput] = [
    // What is no core, or no core at all.
    WrongInput("gocore absent", 3, "absent: no such file"),
    WrongInput("gocore .", 3, ".: is a directory: name a core file or a program"),
    WrongInput("gocore empty", 3, "empty: is empty: was the disk full, or the core size limited…"),
    WrongInput("gocore text", 3, "text: is a text file: neither an ELF file nor a compressed or…"),
    WrongInput("gocore app", 3, "app: an executable, but no core file was named"),
    WrongInput("gocore core core", 3, "core is a second core file; name one"),
    WrongInput("gocore -c app", 3, "app is no core file"),
    WrongInput("gocore cut", 3, "cut: …"),
    WrongInput("gocore - < text", 3, "-: is a text file: neither an ELF file nor…"),
    WrongInput("gocore - <&-", 3, "-: cannot be read: Bad file descriptor"),
    WrongInput("gocore report text", 3, "text: neither a store nor reports in JSON"),
    WrongInput("gocore core app --known-issues absent", 3, "absent: No such file or directory"),
    // A binary that is not the core's.
    WrongInput("gocore core other", 5, "other is not the program of this core: the core has …"),
    WrongInput(
      "gocore core /bin/true", 5, "/bin/true is not the program of this core: it is no Go…"),
    WrongInput(
      "gocore /bin/true core", 5, "/bin/true is not the program of this core: it is no Go…"),
    // Places for output.
    WrongInput(
      "gocore core app -o /dev/full", 7, "/dev/full: cannot be written: No space left on…"),
    WrongInput("gocore core app > /dev/full", 7, "standard output: cannot be written: No space…"),
    WrongInput("gocore core app >&-", 3, "standard output: cannot be written: it is closed"),
    WrongInput(
      "gocore --help > /dev/full", 7, "standard output: cannot be written: No space left…"),
    WrongInput("gocore core app -o absent/x", 3, "absent/x: cannot be written: No such file or …"),
    WrongInput("gocore threads core app -o .", 3, ".: cannot be written: it is a folder"),
    WrongInput("gocore identify core --also json=absent/x", 3, "absent/x: cannot be written: No…"),
    WrongInput("gocore batch core -o absent/x", 3, "absent/x: cannot be written: No such file or…"),
    WrongInput("gocore merge -o absent/x text", 3, "absent/x: cannot be written: No such file or…"),
    WrongInput(
      "gocore merge -o - text", 64, "-o takes a file: a store cannot be…(gocore merge --help)"),
    // Words that were mistyped.
    WrongInput(
      "gocore inspekt core", 64,
      "'inspekt' is no command and no file. Did you mean 'inspect'? (gocore help)"),
    WrongInput(
      "gocore goroutine core --id 1", 64,
      "'goroutine' is no command and no file. Did you mean 'goroutines'? (gocore help)"),
    WrongInput(
      "gocore help thread", 64, "no command 'thread'. Did you mean 'threads'? (gocore help)"),
    WrongInput("gocore help nonsense", 64, "no command 'nonsense' (gocore help)"),
    WrongInput(
      "gocore inspect core --formt json", 64,
      "unknown option '--formt'. Did you mean '--format'? (gocore inspect --help)"),
    WrongInput("gocore core --nonsense", 64, "unknown option '--nonsense' (gocore inspect --help)"),
    WrongInput(
      "gocore core --format jsn", 64,
      "the value 'jsn' is invalid for '--format <format>'. Please provide one of 'text', …"),
    WrongInput(
      "gocore explain nil-derefernce", 64,
      "no class 'nil-derefernce'. Did you mean 'nil-dereference'? (gocore explain --help)"),
    // What the core does not have.
    WrongInput(
      "gocore goroutines core app --id 99999", 64, "no goroutine 99999: there are 1, 2, …"),
    WrongInput(
      "gocore goroutines core app --status 'chan recieve'", 64,
      "no status or wait reason 'chan recieve'. Did you mean 'chan receive'? There are …"),
    WrongInput(
      "gocore goroutines core app --status dozing", 64,
      "no status or wait reason 'dozing'; there are …"),
    // What does not go together.
    WrongInput("gocore - - < core", 64, "standard input can be read once (gocore inspect --help)"),
    WrongInput(
      "gocore threads core app --also markdown=x", 64,
      "--also takes FORMAT=FILE, with FORMAT one of text, json, not 'markdown=x' (gocore threads…"),
    WrongInput(
      "gocore goroutines core --id x", 64, "the value 'x' is invalid for '--id <number>'…"),
    WrongInput(
      "gocore compare core", 64,
      "name another to compare it with, or --since for one store (gocore…"),
    WrongInput(
      "gocore compare text text --since 7d", 64,
      "--since compares one store with itself: name no other (gocore compare --help)"),
    WrongInput(
      "gocore compare text --since 2026-11-23 --from 2026-11-24", 64,
      "--from has to be earlier than --since: no core could be between (gocore compare --help)"),
    WrongInput("gocore compare text --since 7d", 3, "text: neither a store nor reports in JSON"),
    WrongInput(
      "gocore report text --since 7d --until 8d", 64,
      "--until has to be later than --since: no core could be between (gocore report --help)"),
    WrongInput(
      "gocore report text --until someday", 64,
      "--until takes a date (2026-11-23), a time ago (7d, 12h, 2w) or a day of the week, not 'someda…"
    ),
    WrongInput(
      "gocore report text --class divsion", 64,
      "no class 'divsion'. Did you mean 'division'? (gocore report --help)"),
    WrongInput(
      "gocore report text --core x --top 2", 64,
      "--top does not go with --core, which is one report (gocore report --help)"),
    WrongInput(
      "gocore report text --failed --class division", 64,
      "--class does not go with --failed: a core that failed has no signature (gocore report --help)"
    ),
    WrongInput(
      "gocore report text --format dump --top 2", 64,
      "dump is of everything in the store, not of a part of it (gocore report --help)"),
    WrongInput(
      "gocore goroutines core --waits-on 0xzz", 64,
      "--waits-on takes an address (0xc000012345) or a name, not '0xzz' (gocore goroutines --help)"),
    WrongInput(
      "gocore goroutines core --function ''", 64,
      "--function takes a name or a part of one, not nothing (gocore goroutines --help)"),
    WrongInput(
      "gocore report text --fail-on new", 64, "--fail-on new needs a --baseline (gocore report…"),
  ]
}

@Suite(
  "Wrong input and usage",
  .enabled(if: sample != nil && other != nil, "no sample cores"))
struct WrongInputTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let (sample, other) = (try #require(sample), try #require(other))
    _ = try other.expanded(in: workspace)
    try FileManager.default.moveItem(
      atPath: workspace.path("app"), toPath: workspace.path("other"))
    try FileManager.default.removeItem(atPath: workspace.path("core"))
    let expanded = try sample.expanded(in: workspace)
    try workspace.file("text", Array("words\n".utf8))
    try workspace.file("empty", [])
    try workspace.file(
      "cut", Array(Data(contentsOf: URL(fileURLWithPath: expanded.core)).prefix(100)))
  }

  private func run(_ command: String) throws -> CommandResult {
    let tools = URL(fileURLWithPath: GocoreCommand.path).deletingLastPathComponent().path
    return try runProgram(
      "/bin/sh", ["-c", command], environment: ["PATH": "\(tools):/usr/bin:/bin"],
      folder: workspace.folder)
  }

  @Test("gets an exit code and one clear line")
  func lines() throws {
    for wrong in WrongInput.all {
      let result = try run(wrong.command)
      #expect(result.status == wrong.status, "\(wrong): \(result.errors)")
      #expect(wrong.isMatched(by: result.errorLines), "\(wrong): \(result.errors)")
      #expect(result.output.isEmpty, "\(wrong)")
    }
    #expect(try Set(workspace.names()) == ["app", "core", "cut", "empty", "other", "text"])
  }

  @Test("is none where - stands for standard input and output, for a file or a pipe")
  func standardStreams() throws {
    let report = try run("gocore core app --format json").text
    let signature = try #require(report.firstMatch(of: #/GO2-[0-9a-f]{8}/#)).0
    for command in [
      "cat core | gocore - app --format json -o -", "gocore -c - app --format json < core",
    ] {
      let result = try run(command)
      #expect(result.status == 0 && result.errors.isEmpty, "\(command): \(result.errors)")
      #expect(result.text.contains(#""core":{"path":"-""#) && result.text.contains(signature))
    }
    let twice = try run("gocore identify core --format json --also json=-")
    #expect(twice.text.split(separator: "\n").count == 2)
  }

  @Test("is none where --also names a further output of any command that reads a core")
  func further() throws {
    for (command, format) in [
      ("goroutines", "traceback"), ("threads", "json"), ("identify", "json"),
    ] {
      let result = try run("gocore \(command) core app --also \(format)=further")
      #expect(result.status == 0, "\(result.errors)")
      let alone = try run("gocore \(command) core app --format \(format)")
      #expect(try String(contentsOfFile: workspace.path("further"), encoding: .utf8) == alone.text)
    }
  }

  @Test("is none where a status is known to the runtime and no goroutine has it")
  func idleStatus() throws {
    let result = try run("gocore goroutines core app --status preempted")
    #expect(result.status == 0)
    #expect(result.errors.contains("no goroutine matches"))
  }
}
