// A program run to its end, or to its time limit.

import Foundation
import TestSupport
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
    // Nothing of the caller's settings, of colours and folders, but what finds the libraries.
    let kept = ProcessInfo.processInfo.environment.filter {
      ["PATH", "LD_LIBRARY_PATH", "TMPDIR"].contains($0.key)
    }
    let child = try spawn(
      program, arguments, environment: kept, folder: folder.path, output: outputFile.path,
      errors: errorFile.path)
    // wait(2): the low seven bits are the signal, the next byte the exit status.
    end =
      switch wait(for: child, limit: limit) {
      case nil: .timedOut
      case let status? where status & 0x7f == 0: .exited(status >> 8 & 0xff)
      case let status?: .killed(signal: status & 0x7f)
      }
    output = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
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
