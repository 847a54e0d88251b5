// gocore resign, and the files that a team gives gocore, as a user runs them.

import Foundation
import TestSupport
import Testing

private let sample = SampleCore.scenario("index-out-of-range")

@Suite("Signatures made anew", .enabled(if: sample != nil, "no sample cores"))
struct ResignTests {
  let workspace: Workspace
  let report: String

  init() throws {
    workspace = try Workspace()
    let sample = try #require(sample)
    report = workspace.path("report.json")
    let result = try GocoreCommand.run(
      sample.core, sample.binary, "--format", "json", "-o", report)
    try #require(result.status == 0, "\(result.errors)")
  }

  private func contents(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  /// A folder with a list of prefixes that changes the report's signature.
  private func lists() throws -> String {
    try workspace.file("lists/prefix.txt", Array("main.lineAt\n".utf8))
    return workspace.path("lists")
  }

  @Test("are what they were, for every kind of crash")
  func same() throws {
    for name in ["nested-panics", "throw-g0", "external-quit", "stack-overflow", "generics"] {
      let sample = try #require(SampleCore.scenario(name))
      let path = workspace.path("\(name).json")
      _ = try GocoreCommand.run(sample.core, sample.binary, "--format", "json", "-o", path)
      let result = try GocoreCommand.run("resign", path)
      #expect(result.status == 0)
      #expect(result.text.contains("  same  "), "\(result.text)")
      #expect(result.errors == "gocore: 1 report, 0 changed\n")
    }
  }

  @Test("with other lists are others, and nothing is written unless it is asked for")
  func changed() throws {
    let before = try contents(report)
    let result = try GocoreCommand.run(
      "resign", report, "--signature-lists", lists(), "--format", "tsv")
    let fields = result.text.split(separator: "\t").map(String.init)
    #expect(fields.count == 4)
    #expect(fields[0] != fields[1])
    #expect(fields[2] == "\(report):1")
    #expect(
      fields[3].hasPrefix(
        "bounds | example.com/crashlab.lineAt | example.com/crashlab.indexOutOfRange | "))
    #expect(try contents(report) == before)
  }

  @Test("are what inspect gives with the same lists")
  func inspect() throws {
    let sample = try #require(sample)
    let signed = try GocoreCommand.run(
      "resign", report, "--signature-lists", lists(), "--format", "tsv")
    let text = try GocoreCommand.run(
      sample.core, sample.binary, "--signature-lists", lists()
    ).text
    let id = try #require(signed.text.split(separator: "\t").dropFirst().first)
    #expect(text.contains("\nBUCKET  \(id)  bounds | main.lineAt | "))
  }

  @Test("are put into the file by --write, and all else stays as it was")
  func write() throws {
    let before = try contents(report)
    let first = try GocoreCommand.run("resign", report, "--write")
    #expect(first.errors == "gocore: 1 report, 0 changed\n")
    #expect(try contents(report) == before)
    _ = try GocoreCommand.run("resign", report, "--write", "--signature-lists", lists())
    let after = try contents(report)
    func members(_ text: String) throws -> [String: NSObject] {
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
      var members = try #require(object as? [String: NSObject])
      members["signature"] = nil
      return members
    }
    #expect(after != before)
    #expect(try members(after) == members(before))
    #expect(try GocoreCommand.run("resign", report, "--changed").text.contains("changed"))
  }

  @Test("of many reports in one file are written to another, a line each")
  func lines() throws {
    let line = try contents(report)
    let other = "{\"schema\":\"gocore.report/1\",\"status\":\"failed\",\"later\": 1.50}\n"
    let archive = try workspace.file("archive.ndjson", Array((line + "\n" + other + line).utf8))
    let output = workspace.path("new.ndjson")
    let result = try GocoreCommand.run("resign", archive, "-o", output)
    #expect(result.status == 0)
    #expect(result.text.contains("\(archive):4"))
    #expect(result.errors.contains("3 reports, 0 changed, 1 without"))
    #expect(try contents(output) == line + other + line)
  }

  @Test("of a report that a formatter spread over lines are made, too")
  func formatted() throws {
    let object = try JSONSerialization.jsonObject(with: Data(contents(report).utf8))
    let data = try JSONSerialization.data(withJSONObject: object, options: .prettyPrinted)
    let path = try workspace.file("pretty.json", Array(data))
    #expect(try GocoreCommand.run("resign", path).text.contains("  same  "))
  }

  @Test("are refused with file and line where a report is broken")
  func broken() throws {
    let line = try contents(report)
    for (text, place, reason) in [
      (line + "{\"schema\":\n", ":2:", "malformed JSON"), ("{\n\"a\": \n", ":1:", "malformed JSON"),
      (line + "\n{}\n", ":3:", "not a report of gocore"), ("", ":", "no report in it"),
      ("{\"schema\":\"gocore.groups/1\"}", ":1:", "its schema is \"gocore.groups/1\""),
    ] {
      let path = try workspace.file("broken.ndjson", Array(text.utf8))
      let result = try GocoreCommand.run("resign", path)
      #expect(result.status == 3)
      #expect(result.output.isEmpty)
      #expect(result.errorLines.count == 1)
      #expect(result.errors.hasPrefix("gocore: \(path)\(place)"), "\(result.errors)")
      #expect(result.errors.contains(reason), "\(result.errors)")
    }
    #expect(try GocoreCommand.run("resign", workspace.path("absent")).status == 3)
    #expect(try GocoreCommand.run("resign", workspace.folder).status == 3)
    #expect(try GocoreCommand.run("resign", report, "--write", "-o", "x").status == 64)
    #expect(try GocoreCommand.run("resign", "-", "--write").status == 64)
    #expect(try GocoreCommand.run("resign").status == 64)
  }

  @Test("go by lists that are found and well-formed")
  func brokenLists() throws {
    let empty = try GocoreCommand.run("resign", report, "--signature-lists", workspace.folder)
    #expect(empty.status == 3)
    #expect(empty.errors.contains("none of the lists is in this folder: sentinel.txt, "))
    try workspace.file("bad/sentinel.txt", Array("# ok\nruntime.a runtime.b\n".utf8))
    let bad = try GocoreCommand.run("resign", report, "--signature-lists", workspace.path("bad"))
    #expect(bad.status == 3)
    #expect(bad.errors.contains("/bad/sentinel.txt:2: one pattern a line"))
  }
}

@Suite("A file of known issues", .enabled(if: sample != nil, "no sample cores"))
struct KnownIssueRunTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func run(
    _ text: String, environment: Bool = false, _ further: String...
  ) throws -> CommandResult {
    let sample = try #require(sample)
    let path = try workspace.file("known.yaml", Array(text.utf8))
    let option = environment ? [] : ["--known-issues", path]
    return try runProgram(
      GocoreCommand.path, [sample.core, sample.binary] + option + further,
      environment: environment ? ["GOCORE_KNOWN_ISSUES": path] : [:])
  }

  private static let known = """
    issues:
      - function: main.lineAt
        ticket: INC-4411
    suppressions:
      - class: bounds
        reason: fixed in v2
        expires: 2001-01-01
    owners:
      - package: main
        owner: team-lines
    """

  @Test("is told in the report, whether an option or a variable names it")
  func told() throws {
    for environment in [false, true] {
      let text = try run(Self.known, environment: environment).text
      #expect(text.contains("     known: INC-4411\n"))
      #expect(text.contains("\nOWNER   team-lines\n"))
      #expect(text.contains("not suppressed: the suppression expired on 2001-01-01 (fixed in v2)"))
    }
  }

  @Test("is told in JSON as the schema has it")
  func json() throws {
    let result = try run(Self.known, "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
    #expect((object?["known"] as? [String: String]) == ["ticket": "INC-4411"])
    #expect(object?["owner"] as? String == "team-lines")
    #expect((object?["suppression"] as? [String: Any])?["applied"] as? Bool == false)
  }

  @Test("that is broken is told in one line with its number, before the core is read")
  func broken() throws {
    let result = try run("issues:\n  - class: bounds\n    tikcet: INC-1\n")
    #expect(result.status == 3)
    #expect(result.output.isEmpty)
    #expect(result.errors == "gocore: \(workspace.path("known.yaml")):3: unknown key tikcet\n")
  }
}
