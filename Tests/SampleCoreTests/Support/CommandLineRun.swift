// A program run to its end, or to its time limit.

import Foundation
import Testing

/// What a finished program left.
struct CommandLineRun {
  /// How it ended.
  enum End: Hashable, CustomStringConvertible {
    case exited(Int32)
    case killed(signal: Int32)
    case timedOut

    var description: String {
      switch self {
      case .exited(let status): "exit status \(status)"
      case .killed(let signal): "killed by signal \(signal)"
      case .timedOut: "hung, and was killed"
      }
    }
  }

  /// A program could not be started.
  struct StartError: Error, CustomStringConvertible {
    let description: String
  }

  let end: End
  let output: String
  let errors: String

  /// Runs `program` in `folder` and waits, but no longer than `limit` seconds.
  init(
    _ program: String, _ arguments: [String], in folder: URL, limit: TimeInterval = 60
  ) throws {
    let name = UUID().uuidString
    let outputFile = folder.appendingPathComponent("\(name).out")
    let errorFile = folder.appendingPathComponent("\(name).err")
    defer {
      try? FileManager.default.removeItem(at: outputFile)
      try? FileManager.default.removeItem(at: errorFile)
    }
    let child = try Self.start(program, arguments, in: folder, outputFile.path, errorFile.path)
    end = Self.wait(for: child, limit: limit)
    output = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
  }

  private static func start(
    _ program: String, _ arguments: [String], in folder: URL, _ output: String, _ errors: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    // Nothing of the caller's settings, of colours and folders, but what finds the libraries.
    let kept = ProcessInfo.processInfo.environment.filter {
      ["PATH", "LD_LIBRARY_PATH", "TMPDIR"].contains($0.key)
    }
    // Glibc's way to change the folder is hidden from Swift; the shell's is not.
    let words = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder.path, program] + arguments
    var argumentPointers = words.map { strdup($0) } + [nil]
    var environmentPointers = kept.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawn(
      &child, words[0], &actions, nil, &argumentPointers, &environmentPointers)
    guard code == 0 else {
      throw StartError(description: "\(program): \(String(cString: strerror(code)))")
    }
    return child
  }

  private static func wait(for child: pid_t, limit: TimeInterval) -> End {
    let deadline = Date(timeIntervalSinceNow: limit)
    var status: Int32 = 0
    var pause: useconds_t = 500
    while true {
      let found = waitpid(child, &status, WNOHANG)
      if found == child { break }
      if found < 0 && errno != EINTR { return .killed(signal: 0) }
      if Date() > deadline {
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
        return .timedOut
      }
      usleep(pause)
      pause = min(pause * 5 / 4, 20_000)
    }
    // wait(2): the low seven bits are the signal, the next byte the exit status.
    return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: status & 0x7f)
  }
}

/// Runs the `gocore` that was built.
func gocore(
  _ arguments: [String], in folder: URL, limit: TimeInterval = 60
) throws -> CommandLineRun {
  let program = try #require(
    Tool.gocore, "gocore is not beside the tests; swift build, or set GOCORE")
  return try CommandLineRun(program, arguments, in: folder, limit: limit)
}
