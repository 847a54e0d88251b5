// How the command ends, and what it says: the codes and lines that runbooks rely on.

import ElfCore
import Foundation
import TestSupport
import Testing

@Suite("The command refuses")
struct RefusalTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// One line on standard error that begins with `gocore: `, nothing on standard output.
  private func expect(
    _ status: Int32, _ fragment: String, _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try runProgram(GocoreCommand.path, arguments)
    #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
    #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.errors.hasPrefix("gocore: "), sourceLocation: sourceLocation)
    #expect(result.errors.contains(fragment), "\(result.errors)", sourceLocation: sourceLocation)
  }

  @Test("a file that is not there", arguments: ["inspect", "goroutines", "threads", "identify"])
  func missing(command: String) throws {
    try expect(3, "no such file", command, workspace.path("absent"))
  }

  @Test("a folder, an empty file and a text")
  func noELF() throws {
    try expect(3, "is a directory", workspace.folder)
    try expect(3, "is empty", workspace.file("empty", []))
    try expect(3, "neither an ELF file", workspace.file("text", Array("hello, core\n".utf8)))
  }

  @Test(
    "a file that this user may not read", .enabled(if: getuid() != 0, "root may read everything"))
  func unreadable() throws {
    let path = try workspace.file("core", SyntheticCore(memory: [.load(0x1000, [1])]).elf.bytes)
    chmod(path, 0)
    try expect(3, "permission denied", path)
  }

  @Test("a program where a core is needed")
  func programAlone() throws {
    try expect(3, "no core file was named", "/bin/true")
  }

  @Test("a second core")
  func twoCores() throws {
    let core = SyntheticCore(memory: [.load(0x1000, [1])]).elf.bytes
    let (first, second) = (try workspace.file("one", core), try workspace.file("two", core))
    try expect(3, "is a second core file", first, second)
  }

  @Test("an ELF header of a core without anything behind it")
  func headerOnly() throws {
    let bytes = Architecture.amd64.elf(ELFWriter.core).bytes
    try expect(3, "no program headers", workspace.file("core", bytes))
  }

  @Test("a core of a big-endian machine or of an unknown processor")
  func foreignMachines() throws {
    var elf = Architecture.amd64.elf(ELFWriter.core, [.load(0x1000, [1])])
    elf.isBigEndian = true
    try expect(3, "big-endian", workspace.file("big", elf.bytes))
    let riscv = ELFWriter(type: ELFWriter.core, machine: 243, segments: [.load(0x1000, [1])])
    try expect(3, "ELF machine 243, 64 bit is not supported", workspace.file("riscv", riscv.bytes))
  }

  @Test("a core without a binary, and tells what it looked for")
  func noBinary() throws {
    let core = SyntheticCore(
      notes: [CoreNotes(.amd64).prstatus(thread: 1)], memory: [.load(0x1000, [1])])
    try expect(5, "the program's binary is needed", workspace.file("core", core.elf.bytes))
  }

  @Test(
    "a binary of another processor or word size",
    arguments: [
      (Architecture.arm64, "is for arm64, the core for amd64"),
      (Architecture.i386, "is for 386, the core for amd64"),
    ])
  func wrongArchitecture(architecture: Architecture, fragment: String) throws {
    let core = try workspace.file("core", SyntheticCore(memory: [.load(0x1000, [1])]).elf.bytes)
    let binary = try workspace.file("app", SyntheticProcess(architecture).executableBytes)
    try expect(5, fragment, core, binary)
    try expect(5, fragment, binary, core)
  }

  @Test("a binary that is no Go program")
  func notGo() throws {
    let core = try workspace.file("core", SyntheticCore(memory: [.load(0x1000, [1])]).elf.bytes)
    try expect(4, "is no Go program", core, "/bin/true")
  }

  @Test("a core of what is no Go program, when it is asked which one it is")
  func identifyNotGo() throws {
    let core = try workspace.file("core", SyntheticCore(memory: [.load(0x1000, [1])]).elf.bytes)
    let result = try GocoreCommand.run("identify", core)
    #expect(result.status == 4)
    #expect(result.errors.contains("no trace of a Go program"))
  }

  @Test("names that could move a cursor, escaped")
  func hostileNames() throws {
    try expect(3, #"evil\u{1b}[2J"#, workspace.path("evil\u{1b}[2J"))
  }

  @Test("what is -c and no core")
  func optionWithoutCore() throws {
    try expect(3, "is no core file", "-c", "/bin/true")
  }
}

@Suite("The command explains its usage")
struct UsageTests {
  @Test(
    "and exits with 64",
    arguments: [
      ["inspect"], ["--no-such-option", "core"], ["inspect", "a", "b", "c"],
      ["inspect", "core", "--format", "pdf"], ["inspect", "core", "--also", "text"],
      ["inspect", "core", "--also", "pdf=x"], ["inspect", "core", "--also", "text="],
      ["inspect", "core", "--max-memory", "lots"], ["inspect", "core", "--max-expanded", "0"],
      ["inspect", "core", "--color", "sometimes"], ["inspect", "core", "--frames", "none"],
      ["goroutines", "core", "--id", "x"],
      ["goroutines", "core", "--group", "--format", "traceback"],
      ["threads", "core", "--also", "markdown=x"], ["goroutines", "core", "--format", "pdf"],
      ["-c", "a", "b", "c"],
    ] as [[String]])
  func usage(arguments: [String]) throws {
    let result = try runProgram(GocoreCommand.path, arguments)
    #expect(result.status == 64, "\(arguments)")
    #expect(result.output.isEmpty)
    #expect(result.errorLines.count == 1, "\(result.errors)")
    #expect(result.errors.hasPrefix("gocore: ") && result.errors.hasSuffix(" --help)\n"))
  }

  @Test(
    "on request, on standard output, with 0",
    arguments: [
      ["--help"], ["inspect", "--help"], ["goroutines", "-h"], ["help", "threads"],
      ["identify", "--help"],
    ])
  func help(arguments: [String]) throws {
    let result = try runProgram(GocoreCommand.path, arguments)
    #expect(result.status == 0)
    #expect(result.text.contains("USAGE:"))
    #expect(result.errors.isEmpty)
  }

  @Test("and tells the exit codes and that it reads Linux cores")
  func contract() throws {
    let text = try GocoreCommand.run("--help").text
    #expect(text.contains("Exit codes:"))
    #expect(text.contains("Linux"))
    for code in ["3 input", "5 binary", "8 some", "9 a signature", "64 usage", "130 interrupted"] {
      #expect(text.replacing("\n", with: " ").contains(code), "\(code)")
    }
  }

  @Test(
    "and tells its version",
    arguments: [["--version"], ["-v"], ["version"], ["inspect", "--version"]])
  func version(arguments: [String]) throws {
    let result = try runProgram(GocoreCommand.path, arguments)
    #expect(result.status == 0)
    #expect(result.text.split(separator: ".").count == 3)
  }

  @Test(
    "in the same words whether the command is named or meant",
    arguments: [["core", "--help"], ["core", "--no-such-option"], ["a", "b", "--format", "pdf"]])
  func meant(words: [String]) throws {
    let named = try runProgram(GocoreCommand.path, ["inspect"] + words)
    let meant = try runProgram(GocoreCommand.path, words)
    #expect(named.text + named.errors == meant.text + meant.errors)
    #expect((named.text + named.errors).contains("gocore inspect"))
  }

  @Test("of completing options, for all commands at once", arguments: [[], ["inspect"]])
  func completion(command: [String]) throws {
    let result = try runProgram(
      GocoreCommand.path, command + ["--generate-completion-script", "bash"])
    #expect(result.status == 0)
    #expect(result.text.contains("goroutines"))
  }
}

@Suite("A failure, where JSON was asked for,")
struct JSONFailureTests {
  private func failure(_ arguments: String...) throws -> (
    result: CommandResult, object: [String: Any]
  ) {
    let result = try runProgram(GocoreCommand.path, arguments)
    let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
    return (result, try #require(object))
  }

  @Test("is an object with the exit code and the message", arguments: ["inspect", "identify"])
  func object(command: String) throws {
    let (result, object) = try failure(command, "/no/such/file", "--format", "json")
    #expect(result.status == 3)
    #expect(object["schema"] as? String == "gocore.report/1")
    #expect(object["status"] as? String == "failed")
    let error = try #require(object["error"] as? [String: Any])
    #expect(error["exitCode"] as? Int == 3)
    #expect((error["message"] as? String)?.contains("no such file") == true)
    #expect(result.errorLines == ["gocore: \(error["message"] as? String ?? "")"])
  }

  @Test("is what the schema describes", .enabled(if: SchemaValidator.isAvailable))
  func schema() throws {
    let (result, _) = try failure("inspect", "/no/such/file", "--format", "json")
    #expect(
      try SchemaValidator.problems(of: [.init("report", name: "failure", result.text)]) == [])
  }

  @Test("leaves a file that was to be written alone")
  func file() throws {
    let workspace = try Workspace()
    defer { withExtendedLifetime(workspace) {} }
    let path = try workspace.file("report.json", Array("the old report".utf8))
    let result = try GocoreCommand.run("/no/such/file", "--format", "json", "-o", path)
    #expect(result.status == 3)
    #expect(result.output.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "the old report")
    #expect(try workspace.names() == ["report.json"])
  }
}
