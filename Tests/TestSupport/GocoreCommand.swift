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
  case notStarted(program: String, reason: String)
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

/// Runs a program, for at most `limit` seconds.
package func runProgram(
  _ program: String, _ arguments: [String], environment: [String: String] = [:],
  folder: String? = nil, limit: Double = 120
) throws -> CommandResult {
  let files = try Workspace()
  defer { withExtendedLifetime(files) {} }
  let (output, errors) = (files.path("stdout"), files.path("stderr"))
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  // Files, not pipes: a pipe that nobody reads would stop a long report.
  let child = try spawn(
    program, arguments,
    environment: ["PATH": path, "LC_ALL": "C.UTF-8"].merging(environment) { $1 }, folder: folder,
    output: output, errors: errors)
  guard let status = wait(for: child, limit: limit) else {
    throw CommandError.didNotEnd(arguments: arguments)
  }
  // wait(2): the low seven bits are the signal, the next byte the exit status.
  return CommandResult(
    status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f),
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
