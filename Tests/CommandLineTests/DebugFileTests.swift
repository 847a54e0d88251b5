// Debug information in a file of its own: where it is looked for, what is passed over, and who is
// asked for it.

import Foundation
import TestSupport
import Testing

/// The sample that these tests take apart.
private let sample = SampleCore.scenario("leaf-fault")

@Suite("The debug file of a stripped binary", .enabled(if: sample != nil, "no sample cores"))
struct DebugFileTests {
  let workspace: Workspace
  let core: String
  let binary: String
  let split: SplitBinary
  let debugBytes: [UInt8]
  /// What the whole binary gives.
  let expected: String
  let buildID: String

  init() throws {
    workspace = try Workspace()
    let sample = try #require(sample)
    (core, binary) = try sample.expanded(in: workspace)
    split = try #require(SplitBinary(Array(try Data(contentsOf: URL(fileURLWithPath: binary)))))
    debugBytes = split.debugFile
    expected = try GocoreCommand.run("goroutines", core, binary, "--format", "traceback").text
    let report = try GocoreCommand.run("identify", core, "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(report.output)) as? [String: Any]
    buildID = try #require((object?["build"] as? [String: Any])?["buildID"] as? String)
  }

  /// A stripped binary that names `app.debug`, in a folder of its own.
  private func stripped(checksum: UInt32? = nil) throws -> String {
    let sum = checksum ?? SplitBinary.checksum(debugBytes)
    return try workspace.file("bin/stripped", split.stripped(link: ("app.debug", sum)))
  }

  private func buildIDPath(_ folder: String) -> String {
    "\(folder)/.build-id/\(buildID.prefix(2))/\(buildID.dropFirst(2)).debug"
  }

  private func traceback(
    _ binary: String, _ further: [String] = [], environment: [String: String] = [:]
  ) throws -> CommandResult {
    try runProgram(
      GocoreCommand.path, ["goroutines", core, binary, "--format", "traceback"] + further,
      environment: environment)
  }

  /// The traceback is the whole binary's, and standard error says what there is to say.
  private func expect(
    _ message: String?, _ binary: String, _ further: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try traceback(binary, further)
    #expect(result.status == 0, sourceLocation: sourceLocation)
    #expect(result.text == expected, sourceLocation: sourceLocation)
    guard let message else {
      #expect(result.errors == "", sourceLocation: sourceLocation)
      return
    }
    #expect(result.errors.contains(message), "\(result.errors)", sourceLocation: sourceLocation)
    #expect(
      result.errors.contains("layouts of the Go runtime are those of"),
      sourceLocation: sourceLocation)
  }

  @Test("is found beside the binary and in .debug there, by its name", arguments: ["", ".debug/"])
  func beside(folder: String) throws {
    let binary = try stripped()
    try workspace.file("bin/\(folder)app.debug", debugBytes)
    try expect(nil, binary)
  }

  @Test("is found below a named folder: by build ID, at the binary's own place, and by its name")
  func folders() throws {
    let binary = try stripped()
    let folder = workspace.path("symbols")
    for path in [buildIDPath("symbols"), "symbols\(workspace.folder)/bin/app.debug"] {
      let file = try workspace.file(path, debugBytes)
      try expect(nil, binary, ["--debug-directory", "/nonexistent", "--debug-directory", folder])
      try FileManager.default.removeItem(atPath: file)
    }
    try workspace.file("symbols/app.debug", debugBytes)
    try expect(nil, binary, ["--debug-directory", folder])
  }

  @Test("may be compressed, as every input")
  func compressed() throws {
    let binary = try stripped()
    let file = try workspace.file("bin/app.debug", debugBytes)
    let packed = try runProgram(
      "/usr/bin/env", ["zstd", "-q", "-1", "--rm", file, "-o", "\(file).x"])
    try #require(packed.status == 0)
    try FileManager.default.moveItem(atPath: "\(file).x", toPath: file)
    try expect(nil, binary)
  }

  @Test("that is damaged or another's is passed over and told, and costs only DWARF")
  func passedOver() throws {
    try expect("no debug file app.debug; tried", try stripped())
    var damaged = debugBytes
    damaged[damaged.count / 2] ^= 1
    try workspace.file("bin/app.debug", damaged)
    try expect("bin/app.debug (its check sum is not the one in the binary)", try stripped())
    let other = try #require(SampleCore.of("go1.26.6").first { $0.binary.hasSuffix("amd64.zst") })
    let folder = try Workspace()
    defer { withExtendedLifetime(folder) {} }
    let foreign = try other.expanded(in: folder).binary
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: foreign)))
    try workspace.file("bin/app.debug", bytes)
    try expect("bin/app.debug (of another build)", try stripped())
    try workspace.file(buildIDPath("symbols"), bytes)
    try expect(
      "(of another build)", try stripped(), ["--debug-directory", workspace.path("symbols")])
    try workspace.file("bin/app.debug", Array("text".utf8))
    try expect("bin/app.debug, ", try stripped())
  }

  @Test("cannot be named with a path: the name is followed into no other folder")
  func paths() throws {
    try workspace.file("app.debug", debugBytes)
    let link = ("../app.debug", SplitBinary.checksum(debugBytes))
    let binary = try workspace.file("bin/stripped", split.stripped(link: link))
    let result = try traceback(binary)
    #expect(result.text == expected)
    #expect(result.errorLines.count == 1)
    #expect(result.errors.contains("layouts of the Go runtime are those of"))
  }

  @Test("in the place of the binary is used, and the binary is looked for")
  func namedAsBinary() throws {
    let debug = try workspace.file("app.debug", debugBytes)
    let found = try workspace.file("bin/crashlab", split.stripped())
    try expect(nil, debug, ["--binaries", workspace.path("bin")])
    try FileManager.default.removeItem(atPath: found)
    try FileManager.default.removeItem(atPath: binary)
    let result = try traceback(debug)
    #expect(result.status == 5)
    #expect(result.errors.contains("app.debug holds only its debug information"))
    #expect(result.errorLines.count == 1)
  }

  // MARK: - debuginfod

  /// A `debuginfod-find` that keeps a record of its calls and answers with the path given.
  private func finder(answer: String, status: Int32 = 0) throws -> [String: String] {
    let path = try workspace.file(
      "tools/debuginfod-find",
      Array(
        """
        #!/bin/sh
        echo "$DEBUGINFOD_URLS $*" >>'\(workspace.path("calls"))'
        echo '\(answer)'
        exit \(status)

        """.utf8))
    chmod(path, 0o755)
    return [
      "PATH": workspace.path("tools") + ":/usr/bin:/bin",
      "DEBUGINFOD_URLS": "http://127.0.0.1:1/",
    ]
  }

  private var calls: [String] {
    let text = (try? String(contentsOfFile: workspace.path("calls"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  @Test("is asked of a server only when the user says so")
  func serverNotAsked() throws {
    let debug = try workspace.file("cache/debuginfo", debugBytes)
    let environment = try finder(answer: debug)
    let binary = try workspace.file("bin/stripped", split.stripped())
    let result = try traceback(binary, environment: environment)
    #expect(result.text == expected)
    #expect(calls == [])
  }

  @Test("is fetched from a server by build ID, and so is the binary")
  func server() throws {
    let debug = try workspace.file("cache/debuginfo", debugBytes)
    let environment = try finder(answer: debug)
    let binary = try workspace.file("bin/stripped", split.stripped())
    let result = try traceback(binary, ["--debuginfod"], environment: environment)
    #expect(result.text == expected)
    #expect(result.errors == "")
    #expect(calls == ["http://127.0.0.1:1/ debuginfo \(buildID)"])

    let moved = try workspace.file("cache/executable", split.stripped())
    let further = try runProgram(
      GocoreCommand.path, ["goroutines", core, "--format", "traceback", "--debuginfod"],
      environment: try finder(answer: moved))
    #expect(further.text == expected)
    #expect(calls.contains("http://127.0.0.1:1/ executable \(buildID)"))
  }

  @Test("that no server has is told with the server's words")
  func serverFails() throws {
    let binary = try workspace.file("bin/stripped", split.stripped())
    var environment = try finder(answer: "Server query failed: No such file", status: 1)
    let result = try traceback(binary, ["--debuginfod"], environment: environment)
    #expect(result.text == expected)
    #expect(result.errors.contains("debuginfod (Server query failed: No such file)"))
    environment["DEBUGINFOD_URLS"] = nil
    let unnamed = try traceback(binary, ["--debuginfod"], environment: environment)
    #expect(unnamed.errors.contains("debuginfod (DEBUGINFOD_URLS names no server)"))
    let absent = try traceback(
      binary, ["--debuginfod"],
      environment: ["PATH": "/nonexistent", "DEBUGINFOD_URLS": "http://127.0.0.1:1/"])
    #expect(absent.errors.contains("debuginfod (debuginfod-find is not installed)"))
    let alone = try runProgram(
      GocoreCommand.path, ["inspect", core, "--debuginfod"],
      environment: try finder(answer: "Server query failed: No such file", status: 1))
    #expect(alone.status == 0)
    #expect(alone.text.contains("debuginfod (Server query failed: No such file)"))
  }
}
