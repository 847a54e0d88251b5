// The committed samples, found by looking: a folder that appears is tested, one that goes is missed.

import Foundation
import Testing

/// One core file of SampleCores, with all that belongs to it.
struct Sample: Sendable, Hashable, CustomTestStringConvertible {
  /// The name of its folder: `nil-inlined-method-go1.27.3-amd64-pie`.
  let name: String
  let folder: URL

  var testDescription: String { name }

  /// The core, as it is committed.
  var core: URL { folder.appendingPathComponent("core.zst") }
  /// What the runtime itself printed.
  var runtimeWords: URL { folder.appendingPathComponent("stderr.txt.zst") }
  /// The report that was accepted for it.
  var acceptedReport: URL { folder.appendingPathComponent("expected.txt") }

  /// How it was made.
  func provenance() throws -> Provenance {
    try JSONDecoder().decode(
      Provenance.self, from: Data(contentsOf: folder.appendingPathComponent("provenance.json")))
  }

  /// The program that dumped it, as it is kept: compressed, or a difference from another.
  func binary() throws -> URL {
    SampleCatalog.folder.appendingPathComponent("binaries")
      .appendingPathComponent(try provenance().binary)
  }

  /// What scenarios.json wants to be found in it.
  func expectation() throws -> Expectation {
    let provenance = try provenance()
    let scenario = try #require(
      try ScenarioCatalog.shared.get().scenarios.first { $0.name == provenance.scenario },
      "scenarios.json has no \(provenance.scenario)")
    return scenario.expectation(of: provenance.release, target: try target())
  }

  /// What the program was built for, and how: `amd64`, `arm64-stripped`.
  func target() throws -> String {
    let provenance = try provenance()
    return String(name.dropFirst("\(provenance.scenario)-\(provenance.goVersion)-".count))
  }
}

/// The parts of provenance.json that tests need.
struct Provenance: Decodable, Sendable {
  let scenario: String
  /// `go1.22.10`.
  let goVersion: String
  /// The name of the file in `binaries`.
  let binary: String
  /// The program's name: the first part of its binary's, where that is not crashlab.
  var program: String { binary.hasPrefix("go") ? "crashlab" : String(binary.prefix { $0 != "-" }) }
  /// The size of the core, expanded.
  let coreSize: UInt64
  /// What wrote the core; nil for the kernel.
  let writer: String?

  /// RLIMIT_CORE in bytes, where it cut the core off.
  let limit: UInt64?

  /// The signal that ended the process.
  let exitSignal: String
  /// Whether the runtime said nothing: it never saw the death.
  var isSpeechless: Bool { exitSignal != "SIGABRT" }

  /// Whether a goroutine that dies may be in a system call for the runtime: in C code, or in a call
  /// that is answered with a signal.
  var mayDieInCall: Bool {
    ["cgolab", "cpplab"].contains(program) || scenario == "call-forbidden"
  }

  /// Whether a debugger took the core of the living program, which was killed only later.
  var isSnapshot: Bool { writer == "gcore" || writer == "dlv" }

  /// Whether an emulator of user programs wrote the core: it notes neither mapped files nor the
  /// signal, and leaves the first page of the program out.
  var isEmulated: Bool { writer?.hasPrefix("qemu-") ?? false }

  /// `1.22`.
  var release: String {
    goVersion.dropFirst(2).split(separator: ".").prefix(2).joined(separator: ".")
  }
}

/// All samples.
enum SampleCatalog {
  /// `SampleCores`, or the folder that GOCORE_SAMPLES names: what `make-samples --all --out` filled.
  static let folder = other ?? repositoryFolder

  /// SampleCores of this repository.
  static let repositoryFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("SampleCores")

  /// Whether the samples are the committed ones, which have accepted reports and a size to keep.
  static let isCommitted = other == nil

  private static let other = ProcessInfo.processInfo.environment["GOCORE_SAMPLES"].map {
    URL(fileURLWithPath: $0)
  }

  /// Every folder of `cores`, by name.
  static let everything: [Sample] = {
    let cores = folder.appendingPathComponent("cores")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cores.path)) ?? []
    return names.sorted().map { Sample(name: $0, folder: cores.appendingPathComponent($0)) }
  }()

  /// Those whose core is whole. Empty where there are none, which CatalogTests does not accept.
  static let all = everything.filter { (try? $0.provenance().limit) == nil }

  /// Those whose core was cut off as it was written, and whose report says what is lost.
  static let truncated = everything.filter { (try? $0.provenance().limit) != nil }

  /// Those whose core has the first page of the program, as every core of the kernel's has: the one
  /// that says, without the binary, how the program was loaded.
  static let withProgramHeaders = all.filter { (try? $0.provenance().isEmulated) != true }

  /// Those of whose death the runtime said something.
  static let withWords = all.filter { (try? $0.provenance().isSpeechless) != true }

  /// The sample of that name.
  static func sample(_ name: String) throws -> Sample {
    try #require(all.first { $0.name == name }, "SampleCores has no \(name)")
  }

  /// The sample of a scenario made by the newest or the oldest toolchain.
  static func sample(
    of scenario: String, variant: String = "", oldest: Bool = false
  ) throws -> Sample {
    let toolchains = try ScenarioCatalog.shared.get().toolchains
    for toolchain in oldest ? toolchains : toolchains.reversed() {
      let name = "\(scenario)-go\(toolchain)-amd64" + (variant.isEmpty ? "" : "-\(variant)")
      if let sample = all.first(where: { $0.name == name }) { return sample }
    }
    return try sample("\(scenario) \(variant)")
  }
}
