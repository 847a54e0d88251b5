// The binaries of the samples and their reports, made once for all tests that want them.

import Foundation
import Testing

/// A binary on disk, expanded.
struct ExpandedBinary: Sendable {
  fileprivate let folder: ScratchFolder
  let file: URL

  /// The binary, opened.
  func program() throws -> Program { try Program(opening: file) }
}

/// Expands each binary once, and strips it once in each way.
actor BinaryShelf {
  static let shared = BinaryShelf()

  private var copies: [String: Task<ExpandedBinary, any Error>] = [:]

  /// The binary of a sample, stripped; whole with no `stripping`.
  func copy(of sample: Sample, _ stripping: Stripping? = nil) async throws -> ExpandedBinary {
    let binary = try sample.binary()
    let key = "\(binary.lastPathComponent) \(stripping?.rawValue ?? "whole")"
    let task =
      copies[key]
      ?? Task.detached {
        let folder = try ScratchFolder()
        let file = folder.file("app")
        guard let stripping else {
          return ExpandedBinary(folder: folder, file: try folder.expand(binary, as: "app"))
        }
        let whole = try await self.copy(of: sample)
        try Data(stripping.copy(of: [UInt8](Data(contentsOf: whole.file)))).write(to: file)
        return ExpandedBinary(folder: folder, file: file)
      }
    copies[key] = task
    return try await task.value
  }
}

/// Reports as JSON, with all goroutines.
actor ReportShelf {
  static let shared = ReportShelf()

  private var reports: [Sample: Task<String, any Error>] = [:]

  /// The report of a sample and its binary.
  func report(of sample: Sample) async throws -> String {
    let task = reports[sample] ?? Task.detached { try await self.makeReport(of: sample, with: nil) }
    reports[sample] = task
    return try await task.value
  }

  /// A report of a sample and its binary, stripped. The binary has the same name in all of them.
  nonisolated func makeReport(of sample: Sample, with stripping: Stripping?) async throws -> String
  {
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    let copy = try await BinaryShelf.shared.copy(of: sample, stripping)
    try FileManager.default.createSymbolicLink(
      at: folder.file("app"), withDestinationURL: copy.file)
    let run = try gocore(
      ["inspect", "--all", "--format", "json", sample.core.path, "app"], in: folder.url)
    try #require(run.end == .exited(0), "\(run.errors)")
    return run.output
  }
}
