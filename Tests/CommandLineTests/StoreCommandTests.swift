// gocore report, merge, compare, and resign of a store, as a user runs them.

import Foundation
import TestSupport
import Testing

private let names = ["index-out-of-range", "nested-panics", "external-quit", "stack-overflow"]
private let samples = names.compactMap(SampleCore.scenario)

@Suite("Stores on the command line", .enabled(if: samples.count == 4, "no sample cores"))
struct StoreCommandTests {
  let workspace: Workspace
  /// Reports of the samples, a line each.
  let reports: [String]
  let archive: String

  /// The same, made once for all tests.
  private static let made = Result {
    try samples.map { sample in
      let result = try GocoreCommand.run(sample.core, sample.binary, "--format", "json")
      try #require(result.status == 0, "\(result.errors)")
      return result.text
    }
  }

  init() throws {
    workspace = try Workspace()
    reports = try Self.made.get()
    archive = try workspace.file("archive.ndjson", Array(reports.joined().utf8))
  }

  private func merged(_ name: String, _ inputs: String...) throws -> String {
    let path = workspace.path(name)
    let result = try run(["merge", "-o", path] + inputs)
    try #require(result.status == 0, "\(result.errors)")
    return path
  }

  private func run(_ words: [String]) throws -> CommandResult {
    try runProgram(GocoreCommand.path, words)
  }

  /// What a command says when it refuses: one line.
  private func refusal(_ words: String..., status: Int32) throws -> String {
    let result = try run(words)
    #expect(result.status == status, "\(words): \(result.errors)")
    #expect(result.errorLines.count == 1, "\(result.errors)")
    #expect(result.output.isEmpty)
    return result.errors
  }

  @Test("tell the same in every format, of a store and of the reports themselves")
  func formats() throws {
    let store = try merged("store", archive)
    for format in ["text", "markdown", "tsv", "json", "prometheus", "ndjson", "dump"] {
      let result = try GocoreCommand.run("report", store, "--format", format)
      #expect(result.status == 0 && result.errors.isEmpty)
      #expect(try GocoreCommand.run("report", archive, "--format", format).text == result.text)
      #expect(try GocoreCommand.run("report", store, "--format", format).text == result.text)
      for report in reports where format != "dump" && format != "ndjson" {
        let start = try #require(report.range(of: "GO2-"))
        #expect(result.text.contains(report[start.lowerBound...].prefix(12)))
      }
    }
    #expect(
      try GocoreCommand.run("report", store, "--format", "ndjson").text
        == reports.sorted { path(of: $0) < path(of: $1) }.joined())
  }

  private func path(of report: String) -> String {
    let start = report.range(of: #""core":{"path":""#).map { report[$0.upperBound...] } ?? ""
    return String(start.prefix { $0 != "\"" })
  }

  @Test("show a part of what they hold, lists, and single reports")
  func views() throws {
    let store = try merged("store", archive)
    for view in ["--brief", "--cores", "--missing", "--failed", "--timeline"] {
      for format in ["text", "markdown", "tsv", "json"] {
        let result = try GocoreCommand.run("report", store, view, "--format", format)
        #expect(result.status == 0 && result.errors.isEmpty && !result.text.isEmpty)
      }
    }
    let one = try GocoreCommand.run(
      "report", store, "--class", "bounds", "--program", "crashlab", "--top", "1", "--format", "tsv"
    )
    #expect(one.text.split(separator: "\n").count == 2)
    let id = String(one.text.split(separator: "\n").last?.prefix(12) ?? "")
    let report = try GocoreCommand.run("report", store, "--core", id)
    #expect(report.text.contains("[bounds, certain]") && report.text.contains(id))
    let json = try GocoreCommand.run("report", store, "--core", id, "--format", "json").text
    #expect(reports.contains(json))
    // All of them died before today.
    let late = try GocoreCommand.run("report", store, "--since", "2100-01-01", "--format", "tsv")
    #expect(late.text.split(separator: "\n").count == 1)
  }

  @Test("refuse what they do not have, and say what they have")
  func unknown() throws {
    let store = try merged("store", archive)
    let cases = [
      (["--class", "nonsense"], "gocore explain"), (["--program", "nobody"], "crashlab"),
      (["--signature", "GO2-00000000"], "GO2-00000000"), (["--core", "nobody"], "nobody"),
      (["--since", "yesteryear"], "7d"), (["--since", "2026-02-30"], "2026-02-30"),
      (["--cores", "--missing"], "one of"),
      (["--missing", "--format", "prometheus"], "prometheus"),
      (["--top", "0"], "--top"),
    ]
    for (words, part) in cases {
      let result = try run(["report", store] + words)
      #expect(result.status == 64, "\(words): \(result.errors)")
      #expect(result.errors.contains(part), "\(words): \(result.errors)")
      #expect(result.output.isEmpty)
    }
  }

  @Test("are joined to the same, whatever the order and however often")
  func merge() throws {
    let all = try GocoreCommand.run("report", merged("all", archive), "--format", "dump").text
    var shards: [String] = []
    for (index, report) in reports.enumerated() {
      let file = try workspace.file("\(index).ndjson", Array(report.utf8))
      shards.append(index % 2 == 0 ? try merged("shard\(index)", file) : file)
    }
    for order in [shards, shards.reversed(), shards + shards] {
      let out = workspace.path("joined")
      let result = try run(["merge", "-o", out] + order)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try GocoreCommand.run("report", out, "--format", "dump").text == all)
    }
    #expect(!(try workspace.names().contains { $0.hasSuffix(".part") || $0.hasSuffix("-wal") }))
  }

  @Test("fail on what a baseline lacks, with what was asked for written all the same")
  func baseline() throws {
    let known = try workspace.file("known.ndjson", Array(reports.dropFirst().joined().utf8))
    let also = workspace.path("table.tsv")
    let result = try GocoreCommand.run(
      "report", archive, "--baseline", known, "--fail-on", "new", "--also", "tsv=\(also)")
    #expect(result.status == 9)
    #expect(result.errorLines.count == 1)
    #expect(result.text.contains("1 new, 0 regressed"))
    #expect(result.text.split(separator: "\n").filter { $0.hasSuffix("NEW") }.count == 1)
    let table = String(decoding: try Data(contentsOf: URL(fileURLWithPath: also)), as: UTF8.self)
    #expect(table.contains("\tnew\t"))
    let store = try merged("store", archive)
    #expect(
      try GocoreCommand.run("report", archive, "--baseline", store, "--fail-on", "new").status == 0)
    #expect(try GocoreCommand.run("report", archive, "--fail-on", "new").status == 64)
  }

  @Test("name the tickets of a file of known issues")
  func knownIssues() throws {
    let issues = try workspace.file(
      "known.yaml", Array("issues:\n- class: bounds\n  ticket: INC-9\n".utf8))
    let result = try GocoreCommand.run("report", archive, "--known-issues", issues)
    #expect(result.text.split(separator: "\n").filter { $0.contains("known: INC-9") }.count == 1)
  }

  // MARK: - Comparisons

  @Test("are compared, as are reports and cores")
  func compare() throws {
    let (one, two) = (samples[0], samples[1])
    let cores = try GocoreCommand.run("compare", one.core, two.core, "--binary", one.binary)
    #expect(cores.status == 0, "\(cores.errors)")
    #expect(cores.text.contains("A  ") && cores.text.contains("[bounds, certain]"))
    let files = try reports.prefix(2).enumerated().map {
      try workspace.file("\($0).json", Array($1.utf8))
    }
    #expect(try GocoreCommand.run("compare", files[0], files[1]).text == cores.text)
    #expect(
      try GocoreCommand.run("compare", files[0], two.core, "--binary", two.binary).text
        == cores.text)
    let store = try merged("store", files[0])
    let stores = try GocoreCommand.run("compare", store, archive)
    #expect(stores.text.contains("4 signatures: 3 new, 1 shrank"))
    #expect(try GocoreCommand.run("compare", store, files[0]).status == 64)
  }

  @Test("and comparisons are JSON by the schemas", .enabled(if: SchemaValidator.isAvailable))
  func schemas() throws {
    let file = try workspace.file("one.json", Array(reports[0].utf8))
    let other = try workspace.file("two.json", Array(reports[2].utf8))
    let documents = [
      SchemaValidator.Document(
        "comparison", name: "reports",
        try GocoreCommand.run("compare", file, other, "--format", "json").text),
      SchemaValidator.Document(
        "comparison", name: "stores",
        try GocoreCommand.run("compare", archive, archive, "--format", "json").text),
      SchemaValidator.Document(
        "signatures", name: "table",
        try GocoreCommand.run("report", archive, "--format", "json").text),
    ]
    #expect(try SchemaValidator.problems(of: documents) == [])
  }

  // MARK: - Signatures made anew

  @Test("get new signatures when lists change, and say what moved")
  func resign() throws {
    let store = try merged("store", archive)
    let before = try GocoreCommand.run("report", store, "--format", "dump").text
    try workspace.file("lists/prefix.txt", Array("main.lineAt\n".utf8))
    let lists = workspace.path("lists")
    let moves = try GocoreCommand.run("resign", store, "--moves", "--signature-lists", lists)
    #expect(moves.text.split(separator: "\n").count == 1)
    #expect(moves.text.hasPrefix("1 × GO2-"))
    #expect(try GocoreCommand.run("report", store, "--format", "dump").text == before)
    let written = try GocoreCommand.run("resign", store, "--write", "--signature-lists", lists)
    #expect(written.status == 0, "\(written.errors)")
    #expect(written.errors.contains("1 changed"))
    let after = try GocoreCommand.run("report", store, "--format", "dump").text
    #expect(after != before)
    let out = workspace.path("out.ndjson")
    #expect(
      try GocoreCommand.run("resign", archive, "-o", out, "--signature-lists", lists).status == 0)
    let merged = try merged("again", out)
    #expect(try GocoreCommand.run("report", merged, "--format", "dump").text == after)
  }

  @Test("hold all that was written before a kill, or nothing of it")
  func killed() throws {
    // Enough for a kill to come in the middle.
    var many = ""
    for index in 0..<300 {
      many += reports[0].replacingOccurrences(of: path(of: reports[0]), with: "core.\(index)")
    }
    let store = try merged("store", try workspace.file("many.ndjson", Array(many.utf8)))
    try workspace.file("lists/prefix.txt", Array("main.lineAt\n".utf8))
    let lists = workspace.path("lists")
    func dump() throws -> String { try GocoreCommand.run("report", store, "--format", "dump").text }
    let before = try dump()
    let copy = workspace.path("copy")
    try FileManager.default.copyItem(atPath: store, toPath: copy)
    let whole = Date()
    #expect(
      try GocoreCommand.run("resign", copy, "--write", "--signature-lists", lists).status == 0)
    let duration = Date().timeIntervalSince(whole)
    let after = try GocoreCommand.run("report", copy, "--format", "dump").text
    #expect(after != before)
    var ends: Set<String> = []
    for round in 1...10 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: GocoreCommand.path)
      process.arguments = ["resign", store, "--write", "--signature-lists", lists]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32(duration * 1e6 * Double(round) / 11))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let left = try dump()
      #expect(left == before || left == after)
      ends.insert(left)
      if left == after { break }
    }
    #expect(ends.contains(before))
  }

  // MARK: - Refusals

  @Test("that cannot be used are refused in one line")
  func refusals() throws {
    let store = try merged("store", archive)
    let missing = workspace.path("missing")
    #expect(try refusal("report", missing, status: 3).contains("No such file"))
    let text = try workspace.file("text", Array("hello\n".utf8))
    #expect(try refusal("report", text, status: 3).contains("neither a store nor reports in JSON"))
    let broken = try workspace.file("broken", Array("{\"schema\":\n".utf8))
    #expect(try refusal("report", broken, status: 3).contains("malformed JSON"))
    #expect(try refusal("report", samples[0].core, status: 3).contains("neither a store"))
    let empty = try workspace.file("empty", [])
    #expect(try refusal("report", empty, status: 3).contains("no report in it"))
    #expect(try refusal("merge", "-o", workspace.path("no/folder"), store, status: 3) != "")
    let line = try workspace.file("line", Array((reports[0] + "{}\n").utf8))
    #expect(try refusal("merge", "-o", workspace.path("out"), line, status: 3).contains("line:2:"))
    #expect(!FileManager.default.fileExists(atPath: workspace.path("out")))
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: store)))
    let cut = try workspace.file("cut", Array(bytes[..<(bytes.count / 2)]))
    #expect(try refusal("report", cut, status: 3).contains("damaged"))
    // The version of the schema (sqlite.org/fileformat.html, offset 60).
    bytes[60] = 1
    let newer = try workspace.file("newer", bytes)
    #expect(try refusal("report", newer, status: 7).contains("later gocore"))
    #expect(try refusal("merge", "-o", workspace.path("out"), newer, status: 7) != "")
  }

  @Test("on a full disk are left as they were")
  func fullDisk() throws {
    let place = workspace.path("small")
    try workspace.file("small/mark", [])
    let mount = try runProgram(
      "/usr/bin/env", ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place])
    guard mount.status == 0 else {
      print("skipped: cannot mount a small file system: \(mount.errors)")
      return
    }
    defer { _ = try? runProgram("/usr/bin/env", ["umount", place]) }
    let one = try workspace.file("one.ndjson", Array(reports[0].utf8))
    let out = place + "/store"
    #expect(try run(["merge", "-o", out, one]).status == 0)
    let before = try GocoreCommand.run("report", out, "--format", "dump").text
    var many = ""
    for index in 0..<20 {
      many += reports[0].replacingOccurrences(of: path(of: reports[0]), with: "core.\(index)")
    }
    let large = try workspace.file("many.ndjson", Array(many.utf8))
    #expect(try refusal("merge", "-o", out, large, status: 7).contains("no space is left"))
    #expect(try GocoreCommand.run("report", out, "--format", "dump").text == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["store"])
  }
}
