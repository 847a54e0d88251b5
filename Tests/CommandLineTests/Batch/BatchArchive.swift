// An archive of sample cores for the tests of batch.

import Foundation
import TestSupport
import Testing

/// A folder `archive` with cores as teams keep them, and what batch makes of it.
struct BatchArchive {
  let workspace: Workspace
  /// The binaries of the samples.
  static let binaries = SampleCore.root + "/SampleCores/binaries"
  /// Sound cores of several toolchains, by their path in the archive.
  private(set) var sound: [String: SampleCore] = [:]

  /// The samples that archives are made of: small ones, whose binary is there.
  static let samples: [SampleCore] = {
    let found = SampleCore.all.filter {
      !$0.binary.hasSuffix(".patch") && !$0.name.contains("arm64")
        && !$0.name.contains("stack-overflow")
        // Debuggers note less of the program's files, so that their cores are grouped by its name.
        && !$0.name.hasSuffix("-delve") && !$0.name.hasSuffix("-gcore")
    }
    // Far apart in the list, so that they are of many scenarios and releases.
    return stride(from: 0, to: found.count, by: max(1, found.count / 24)).map { found[$0] }
  }()

  /// Makes one with `count` sound cores.
  init(count: Int = 24) throws {
    workspace = try Workspace()
    for (number, sample) in Self.samples.prefix(count).enumerated() {
      // Their order is not the samples'.
      let path = "day\(number % 3)/core.crashlab.\(1000 + number * 7 % 24)"
      try add(path + ".zst", sample)
      sound["archive/\(path).zst"] = sample
    }
  }

  /// The path of something in the archive.
  func path(_ name: String) -> String { workspace.path("archive/\(name)") }

  /// Puts a sample's core, as it is kept, into the archive.
  func add(_ name: String, _ sample: SampleCore) throws {
    try write(name, Array(try #require(FileManager.default.contents(atPath: sample.core))))
  }

  /// Writes a file of the archive.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try workspace.file("archive/\(name)", bytes)
  }

  /// Runs batch in the archive's folder.
  func batch(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandResult {
    try runProgram(
      GocoreCommand.path, ["batch"] + arguments, environment: environment,
      folder: workspace.folder)
  }

  /// Runs another command there.
  func run(_ arguments: String...) throws -> CommandResult {
    try runProgram(GocoreCommand.path, arguments, folder: workspace.folder)
  }

  /// Everything that a store holds, as SQL.
  func dump(_ store: String) throws -> String {
    let result = try run("report", store, "--format", "dump")
    try #require(result.status == 0, "\(result.errors)")
    return result.text
  }

  /// The reports in NDJSON, by path.
  static func reports(_ text: String) throws -> [(path: String, report: [String: Any])] {
    try text.split(separator: "\n").map { line in
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let core = try #require(report["core"] as? [String: Any])
      return (try #require(core["path"] as? String), report)
    }
  }
}

/// A member of a report, by its path.
func member(_ report: [String: Any], _ path: String) -> Any? {
  path.split(separator: ".").reduce(report as Any?) { value, name in
    (value as? [String: Any])?[String(name)]
  }
}
