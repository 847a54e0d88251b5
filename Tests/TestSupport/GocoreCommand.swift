// The built command, run as a user runs it.

import Foundation

/// How a run of a program ended.
package struct CommandResult: Sendable {
  package let status: Int32
  package let output: [UInt8]
  package let errors: String

  /// Standard output as text.
  package var text: String { String(decoding: output, as: UTF8.self) }
  /// The lines of standard error.
  package var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
}

/// Why a program could not be run.
package enum CommandError: Error {
  case notBuilt(path: String)
  case didNotEnd(arguments: [String])
}

/// Runs `gocore`, which stands beside the tests' own executable.
package enum GocoreCommand {
  /// The path of the built command.
  package static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("gocore")
      .path
  }()

  /// The commands that help lists, but for `version`, in its order.
  package static let commands: [String] = {
    let help = (try? run("--help"))?.text ?? ""
    return help.matches(of: #/(?m)^  ([a-z]+)(?: {2,}| \(default\))/#).map { String($0.1) }
      .filter { $0 != "version" }
  }()

  /// Runs the command with nothing in its environment but `PATH` and `environment`.
  package static func run(
    _ arguments: String..., environment: [String: String] = [:], folder: String? = nil
  ) throws -> CommandResult {
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw CommandError.notBuilt(path: path)
    }
    return try runProgram(path, arguments, environment: environment, folder: folder)
  }
}

/// Runs a program, at most two minutes.
package func runProgram(
  _ program: String, _ arguments: [String], environment: [String: String] = [:],
  folder: String? = nil
) throws -> CommandResult {
  let files = try Workspace()
  defer { withExtendedLifetime(files) {} }
  let output = files.path("stdout")
  let errors = files.path("stderr")
  for name in ["stdout", "stderr"] { try files.file(name, []) }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  process.environment = ["PATH": path, "LC_ALL": "C.UTF-8"].merging(
    environment, uniquingKeysWith: { $1 })
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
  process.standardInput = FileHandle.nullDevice
  // Files, not pipes: a pipe that nobody reads would stop a long report.
  process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
  process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
  try process.run()
  let deadline = Date(timeIntervalSinceNow: 120)
  while process.isRunning, Date() < deadline { usleep(2_000) }
  guard !process.isRunning else {
    process.terminate()
    throw CommandError.didNotEnd(arguments: arguments)
  }
  return CommandResult(
    status: process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus,
    output: Array(try Data(contentsOf: URL(fileURLWithPath: output))),
    errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
}

/// A folder for one test, which goes away with it.
package final class Workspace: Sendable {
  package let folder: String

  package init() throws {
    folder = "/var/tmp/gocore-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The path of something in the folder.
  package func path(_ name: String) -> String { folder + "/" + name }

  /// Writes a file and gives its path.
  @discardableResult
  package func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let place = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: place)
    return path(name)
  }

  /// The names in the folder.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }
}
