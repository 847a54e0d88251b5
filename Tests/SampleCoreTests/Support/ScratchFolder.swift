// A folder for what a test makes on its way, and the tool that expands samples.

import Foundation
import Testing

/// A folder that goes away with its last user.
final class ScratchFolder: Sendable {
  let url: URL

  /// Makes the folder.
  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("gocore-samples-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// A file in the folder.
  func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// Expands `source` to a file of the folder, which is sparse where the original was. A patch is
  /// applied to the binary that has its name but for the last word.
  @discardableResult
  func expand(_ source: URL, as name: String) throws -> URL {
    let tool = try #require(Tool.zstd, "zstd is not installed")
    var options = ["-d", "-q", "-f", "--sparse"]
    if source.pathExtension == "patch" {
      let words = source.deletingPathExtension().lastPathComponent.split(separator: "-")
      let base = source.deletingLastPathComponent()
        .appendingPathComponent(words.dropLast().joined(separator: "-") + ".zst")
      options.append("--patch-from=\(try expand(base, as: name + ".base").path)")
    }
    let run = try CommandLineRun(
      tool, options + [source.path, "-o", file(name).path], in: url)
    try #require(run.end == .exited(0), "\(run.errors)")
    return file(name)
  }
}

/// Programs that tests start.
enum Tool {
  /// zstd, where it is installed.
  static let zstd: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
      .split(separator: ":")
    return folders.map { "\($0)/zstd" }.first(where: FileManager.default.isExecutableFile)
  }()

  /// The `gocore` that was built together with the tests, or the one that GOCORE names.
  static let gocore: String? = {
    if let named = ProcessInfo.processInfo.environment["GOCORE"] { return named }
    let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = tests.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("gocore").path
    }
    return beside.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }
  }()
}
