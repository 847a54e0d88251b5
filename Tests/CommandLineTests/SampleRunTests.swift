// Runs over real cores: which inputs go together, where output goes, what each flag does.

import Foundation
import TestSupport
import Testing

/// The sample that most of these tests use.
private let sample =
  SampleCore.scenario("index-out-of-range") ?? SampleCore.of(SampleCore.newestRelease).first

@Suite("A run over a core and its binary", .enabled(if: sample != nil, "no sample cores"))
struct SampleRunTests {
  let workspace: Workspace
  let core: String
  let binary: String

  init() throws {
    workspace = try Workspace()
    let sample = try #require(sample)
    (core, binary) = try sample.expanded(in: workspace)
  }

  @Test("gives the same report in either order, with -c, and by a bare name")
  func order() throws {
    let expected = try GocoreCommand.run("inspect", core, binary)
    #expect(expected.status == 0)
    #expect(expected.text.hasPrefix("CRASH "))
    #expect(expected.errors.isEmpty)
    #expect(try GocoreCommand.run(core, binary).text == expected.text)
    func withoutNext(_ result: CommandResult) -> [String] {
      // NEXT repeats the words of the command line.
      result.text.components(separatedBy: "\n").filter { !$0.contains("  gocore ") }
    }
    for arguments in [[binary, core], [binary, "-c", core], ["--core", core, binary]] {
      let result = try runProgram(GocoreCommand.path, arguments)
      #expect(result.status == 0)
      #expect(withoutNext(result) == withoutNext(expected), "\(arguments)")
    }
  }

  @Test("takes compressed input as it takes expanded input")
  func compressed() throws {
    let sample = try #require(sample)
    let plain = try GocoreCommand.run("goroutines", core, binary, "--format", "traceback")
    let packed = try GocoreCommand.run(
      "goroutines", sample.core, sample.binary, "--format", "traceback")
    #expect(plain.status == 0)
    #expect(packed.text == plain.text)
  }

  @Test("finds the binary in a folder that is named, and beside the core by its name")
  func search() throws {
    let result = try GocoreCommand.run("inspect", core, "--binaries", workspace.folder)
    #expect(result.status == 0, "\(result.errors)")
    let beside = try Workspace()
    defer { withExtendedLifetime(beside) {} }
    try FileManager.default.copyItem(atPath: core, toPath: beside.path("core"))
    try FileManager.default.copyItem(atPath: binary, toPath: beside.path("crashlab"))
    #expect(try GocoreCommand.run("inspect", beside.path("core")).status == 0)
  }

  @Test("without the binary tells its build ID, and needs it for a traceback only")
  func identify() throws {
    let alone = try Workspace()
    defer { withExtendedLifetime(alone) {} }
    try FileManager.default.copyItem(atPath: core, toPath: alone.path("core"))
    let result = try GocoreCommand.run("inspect", alone.path("core"))
    #expect(result.status == 0)
    #expect(result.text.contains("fetch the binary: "))
    let traceback = try GocoreCommand.run(
      "goroutines", alone.path("core"), "--format", "traceback")
    #expect(traceback.status == 5)
    #expect(traceback.errors.contains("build ID is "))
    let identity = try GocoreCommand.run("identify", alone.path("core"))
    #expect(identity.status == 0)
    #expect(identity.text.contains("go1."))
    #expect(identity.text.contains("(no binary)"))
  }

  @Test("of another build is refused, and with --force told as doubtful")
  func wrongBinary() throws {
    let sample = try #require(sample)
    let other = try #require(
      SampleCore.all.first {
        $0.binary != sample.binary && $0.name.hasSuffix("-amd64")
      })
    let refused = try GocoreCommand.run("inspect", core, other.binary)
    #expect(refused.status == 5)
    #expect(refused.output.isEmpty)
    #expect(refused.errors.contains("is not the program of this core"))
    #expect(refused.errors.contains("--force"))
    let forced = try GocoreCommand.run("inspect", core, other.binary, "--force")
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(forced.text.contains("DOES NOT MATCH the core"))
    #expect(forced.text.contains("LIMITS  "))
  }

  @Test("writes to a device or a pipe, and does not take its place")
  func device() throws {
    // By links, so that nothing but these is lost where the test fails.
    let (sink, lid) = (workspace.path("sink"), workspace.path("lid"))
    try FileManager.default.createSymbolicLink(atPath: sink, withDestinationPath: "/dev/null")
    try FileManager.default.createSymbolicLink(atPath: lid, withDestinationPath: "/dev/full")
    let result = try GocoreCommand.run("inspect", core, binary, "-o", sink)
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    let kept = try? FileManager.default.destinationOfSymbolicLink(atPath: sink)
    #expect(kept == "/dev/null")
    let full = try GocoreCommand.run("inspect", core, binary, "-o", lid)
    #expect(full.status == 7)
    #expect(full.errors.contains("\(lid): cannot be written: No space left on device"))
  }

  @Test("writes a file whole, and says nothing on standard output")
  func outputFile() throws {
    let path = workspace.path("report.txt")
    let expected = try GocoreCommand.run("inspect", core, binary)
    let result = try GocoreCommand.run("inspect", core, binary, "-o", path)
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == expected.text)
    #expect(try workspace.names() == ["app", "core", "report.txt"])
  }

  @Test("replaces a file that is there, and fails where it cannot write")
  func outputFileFailures() throws {
    let path = try workspace.file("report.txt", Array("old".utf8))
    #expect(try GocoreCommand.run("inspect", core, binary, "-o", path).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("CRASH "))
    let nowhere = try GocoreCommand.run("inspect", core, binary, "-o", "/no/such/folder/report")
    #expect(nowhere.status == 3)
    #expect(nowhere.errorLines.count == 1)
    #expect(nowhere.errors.contains("/no/such/folder/report"))
    // A folder cannot be replaced by a report; nothing else is left.
    let folder = try GocoreCommand.run("inspect", core, binary, "-o", workspace.folder)
    #expect(folder.status == 3)
    #expect(try workspace.names() == ["app", "core", "report.txt"])
  }

  @Test("writes further outputs of the same run")
  func also() throws {
    let (json, text) = (workspace.path("report.json"), workspace.path("second.txt"))
    let result = try GocoreCommand.run(
      "inspect", core, binary, "--also", "json=\(json)", "--also", "text=\(text)")
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("CRASH "))
    #expect(try String(contentsOfFile: text, encoding: .utf8) == result.text)
    #expect(
      try String(contentsOfFile: json, encoding: .utf8).hasPrefix(#"{"schema":"gocore.report/1""#))
  }

  @Test(
    "colours only where it was asked to",
    arguments: [
      ([], [:], false), (["--color", "always"], [:], true),
      (["--color", "never"], ["CLICOLOR_FORCE": "1"], false),
      ([], ["CLICOLOR_FORCE": "1"], true), ([], ["CLICOLOR_FORCE": "0"], false),
      ([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false), ([], ["NO_COLOR": "1"], false),
      (["--color", "always"], ["NO_COLOR": "1"], true),
      ([], ["CLICOLOR_FORCE": "1", "NO_COLOR": ""], true),
    ] as [([String], [String: String], Bool)])
  func color(arguments: [String], environment: [String: String], isColored: Bool) throws {
    let result = try runProgram(
      GocoreCommand.path, ["inspect", core, binary] + arguments, environment: environment)
    #expect(result.output.contains(0x1b) == isColored)
  }

  @Test("colours no file and no further output, unless it is told to always")
  func colorOfFiles() throws {
    let (first, second) = (workspace.path("first"), workspace.path("second"))
    _ = try GocoreCommand.run(
      "inspect", core, binary, "-o", first, "--also", "text=\(second)",
      environment: ["CLICOLOR_FORCE": "1"])
    for path in [first, second] {
      let data = try #require(FileManager.default.contents(atPath: path))
      #expect(!data.contains(0x1b))
    }
  }

  @Test("under --strict exits with 6 where something is missing, and still reports")
  func strict() throws {
    let data = try #require(FileManager.default.contents(atPath: core))
    let cut = try workspace.file("cut", Array(data.prefix(data.count * 9 / 10)))
    let lax = try GocoreCommand.run("inspect", cut, binary)
    #expect(lax.status == 0)
    #expect(lax.text.contains(", cut at "))
    let strict = try GocoreCommand.run("inspect", cut, binary, "--strict")
    #expect(strict.status == 6)
    #expect(strict.text.contains("CRASH "))
    #expect(try GocoreCommand.run("inspect", core, binary, "--strict").status == 0)
  }

  @Test("tells progress and phases on standard error only")
  func progress() throws {
    let result = try GocoreCommand.run("inspect", core, binary, "--progress", "json", "--timings")
    #expect(result.status == 0)
    #expect(result.errorLines.count > 3)
    #expect(result.errorLines.allSatisfy { $0.hasPrefix(#"{"phase":""#) })
    #expect(result.text.contains("TIMINGS "))
  }

  @Test("tells a limit on expanded input as the limit that it is")
  func expansionLimit() throws {
    let sample = try #require(sample)
    let result = try GocoreCommand.run("inspect", sample.core, binary, "--max-expanded", "64k")
    #expect(result.status == 7)
    #expect(result.errors.contains("expands to more than 65536 bytes"))
  }

  @Test("blames a binary that was cut short, and no limit")
  func cutBinary() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: binary))
    for part in [0.6, 0.3, 0.1] {
      let cut = workspace.path("cut")
      try whole.prefix(Int(Double(whole.count) * part)).write(to: URL(fileURLWithPath: cut))
      let result = try GocoreCommand.run("inspect", core, cut)
      #expect([0, 3, 5].contains(result.status), "\(part): \(result.errors)")
      if result.status == 3 { #expect(result.errors.contains("cut is truncated: ")) }
    }
  }

  @Test("tells a limit on memory as the limit that it is")
  func memoryLimit() throws {
    let result = try GocoreCommand.run("inspect", core, binary, "--max-memory", "1M")
    #expect(result.status == 7)
    #expect(result.errors.contains("--max-memory"))
  }

  @Test("gives one goroutine in full, and says when there is none like that")
  func oneGoroutine() throws {
    let result = try GocoreCommand.run("goroutines", core, binary, "--id", "1")
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("goroutine 1 ["))
    #expect(result.text.contains("registers ("))
    let none = try GocoreCommand.run("goroutines", core, binary, "--id", "999999")
    #expect(none.status == 64)
    #expect(none.output.isEmpty)
    #expect(none.errors.hasPrefix("gocore: no goroutine 999999: there are 1, 2"))
  }

  @Test("filters by status, wait reason and function")
  func filters() throws {
    let all = try GocoreCommand.run("goroutines", core, binary).text.split(separator: "\n")
    #expect(all.count > 3)
    let waiting = try GocoreCommand.run("goroutines", core, binary, "--status", "waiting")
      .text.split(separator: "\n")
    #expect(waiting.count > 0 && waiting.count < all.count)
    let finalizers = try GocoreCommand.run(
      "goroutines", core, binary, "--function", "runtime.forcegchelper"
    )
    .text.split(separator: "\n")
    #expect(finalizers.count == 1)
  }

  @Test("into a pipe that is closed ends quietly")
  func closedPipe() throws {
    let result = try runProgram(
      "/bin/sh", ["-c", "'\(GocoreCommand.path)' inspect '\(core)' '\(binary)' --all | head -1"])
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("CRASH "))
    #expect(result.errors.isEmpty)
  }

  @Test("onto a full disk fails")
  func fullDisk() throws {
    let result = try runProgram(
      "/bin/sh", ["-c", "'\(GocoreCommand.path)' inspect '\(core)' '\(binary)' > /dev/full"])
    #expect(result.status == 7)
    #expect(result.errors.contains("standard output"))
  }

  @Test("writes traces with the same words twice")
  func deterministic() throws {
    for format in ["text", "json"] {
      let first = try GocoreCommand.run("inspect", core, binary, "--all", "--format", format)
      let second = try GocoreCommand.run("inspect", core, binary, "--all", "--format", format)
      #expect(first.output == second.output)
    }
  }
}

// SampleCoreTests validate the reports themselves, of all samples.
@Suite(
  "The JSON of every sample core of the newest release",
  .enabled(
    if: SchemaValidator.isAvailable && !SampleCore.all.isEmpty,
    "no sample cores, or no python3-jsonschema"))
struct SchemaTests {
  /// Those whose binary is no variant, one of each scenario.
  private static let plain = SampleCore.of(SampleCore.newestRelease).filter {
    $0.name.hasSuffix("-amd64") || $0.name.hasSuffix("-cgo")
  }

  private func problems(
    _ kind: String, _ samples: [SampleCore], _ arguments: [String], needsBinary: Bool = true
  ) throws -> [String] {
    var documents: [SchemaValidator.Document] = []
    for sample in samples {
      let files = try Workspace()
      defer { withExtendedLifetime(files) {} }
      let isPatch = sample.binary.hasSuffix(".patch")
      let binary = try isPatch ? sample.expandedBinary(in: files) : sample.binary
      let inputs = needsBinary ? [sample.core, binary] : [sample.core]
      let result = try runProgram(GocoreCommand.path, arguments + inputs)
      #expect(result.status == 0, "\(sample): \(result.errors)")
      documents.append(.init(kind, name: sample.name, result.text))
    }
    return try SchemaValidator.problems(of: documents)
  }

  @Test("identity is what the report's schema describes")
  func identity() throws {
    let samples = SampleCore.of(SampleCore.newestRelease)
    #expect(
      try problems("report", samples, ["identify", "--format", "json"], needsBinary: false) == [])
  }

  @Test("report with values and timings is what its schema describes")
  func values() throws {
    let samples = Array(SampleCore.of(SampleCore.newestRelease).prefix(5))
    #expect(
      try problems(
        "report", samples, ["inspect", "--format", "json", "--show-values", "--timings"]) == [])
  }

  @Test("list of goroutines is what its schema describes")
  func goroutines() throws {
    #expect(try problems("goroutines", Self.plain, ["goroutines", "--format", "json"]) == [])
  }

  @Test("list of threads is what its schema describes")
  func threads() throws {
    #expect(try problems("threads", Self.plain, ["threads", "--format", "json"]) == [])
  }

  @Test("list of groups is what its schema describes")
  func groups() throws {
    #expect(
      try problems("groups", Self.plain, ["goroutines", "--group", "--format", "json"]) == [])
  }
}

@Suite(
  "A run over a panic with a value of the program's own",
  .enabled(if: SampleCore.scenario("custom-error") != nil, "no sample cores"))
struct PanicValueRunTests {
  /// What the run writes of the value's fields.
  private func run(_ arguments: String...) throws -> String {
    let sample = try #require(SampleCore.scenario("custom-error"))
    return try runProgram(
      GocoreCommand.path, ["inspect", sample.core, sample.binary] + arguments
    ).text
  }

  @Test("shows numbers, and strings only on request")
  func fields() throws {
    let text = try run()
    #expect(text.contains("Customer string = (redacted), 3 bytes · Amount orders.Cents = 1780"))
    #expect(!text.contains("\"Ada\""))
    #expect(try run("--show-values").contains("Customer string = \"Ada\" · Amount orders.Cents"))
  }

  @Test("does the same in JSON")
  func json() throws {
    let field = #"{"name":"Customer","type":"string","length":3,"value":"#
    #expect(try run("--format", "json").contains(field + #""(redacted)"}"#))
    #expect(try run("--format", "json", "--show-values").contains(field + #""Ada"}"#))
  }
}
