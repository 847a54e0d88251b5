// The committed sample cores, and the binaries that they are of.

import Foundation

/// One sample core with its binary.
package struct SampleCore: Sendable, CustomStringConvertible {
  /// `SCENARIO-goRELEASE-ARCHITECTURE[-VARIANT]`.
  package let name: String
  package let core: String
  /// The binary as it is kept; a `.patch` has to be expanded before gocore can read it.
  package let binary: String

  package var description: String { name }

  /// The repository's root.
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// All samples whose core and binary are there, by name.
  package static let all: [SampleCore] = {
    let folder = root + "/SampleCores/cores"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let found = names.sorted().compactMap { SampleCore(folder: folder, name: $0) }
    if found.isEmpty { print("skipped: no sample cores in \(folder)") }
    return found
  }()

  /// The samples of one release, `go1.27.3`.
  package static func of(_ release: String) -> [SampleCore] {
    all.filter { $0.name.contains("-\(release)-") }
  }

  /// The newest release that there are samples of.
  package static let newestRelease: String = {
    func number(_ name: String) -> [Int] {
      guard let range = name.range(of: "-go1.") else { return [] }
      return name[range.upperBound...].prefix { $0.isNumber || $0 == "." }.split(separator: ".")
        .compactMap { Int($0) }
    }
    let newest = all.map { number($0.name) }.max { $0.lexicographicallyPrecedes($1) } ?? []
    return "go1." + newest.map(String.init).joined(separator: ".")
  }()

  /// A sample by scenario, of the newest release and no variant.
  package static func scenario(_ name: String) -> SampleCore? {
    all.first { $0.name == "\(name)-\(newestRelease)-amd64" }
  }

  private init?(folder: String, name: String) {
    let core = "\(folder)/\(name)/core.zst"
    guard FileManager.default.fileExists(atPath: core),
      let data = FileManager.default.contents(atPath: "\(folder)/\(name)/provenance.json"),
      let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let binary = object["binary"] as? String
    else { return nil }
    let path = "\(Self.root)/SampleCores/binaries/\(binary)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    self.name = name
    self.core = core
    self.binary = path
  }

  /// Expands core and binary into a folder, and gives their paths there.
  package func expanded(in workspace: Workspace) throws -> (core: String, binary: String) {
    let path = workspace.path("core")
    try Self.expand(core, to: path)
    return (path, try expandedBinary(in: workspace))
  }

  /// Expands the binary into a folder, and gives its path there. A patch is applied to the binary
  /// that has its name but for the last word.
  package func expandedBinary(in workspace: Workspace) throws -> String {
    let path = workspace.path("app")
    if binary.hasSuffix(".patch"), let end = binary.lastIndex(of: "-") {
      try Self.expand(binary[..<end] + ".zst", to: path + ".base")
      try Self.expand(binary, to: path, ["--patch-from=\(path).base"])
    } else {
      try Self.expand(binary, to: path)
    }
    return path
  }

  private static func expand(
    _ source: some StringProtocol, to path: String, _ options: [String] = []
  ) throws {
    let result = try runProgram(
      "/usr/bin/env", ["zstd", "-dqf"] + options + [String(source), "-o", path])
    guard result.status == 0 else { throw CommandError.notBuilt(path: "zstd: \(result.errors)") }
  }
}
