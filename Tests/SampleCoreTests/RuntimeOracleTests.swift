// The runtime printed what it saw when it died; gocore must see the same in the core.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

@Suite("The runtime's own words")
struct RuntimeOracleTests {
  @Test(
    "are the traceback of gocore, goroutine by goroutine and line by line",
    arguments: SampleCatalog.withWords)
  func traceback(sample: Sample) async throws {
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    try #require(!evidence.runtime.goroutines.isEmpty)
    let comparison = evidence.comparison
    for difference in comparison.differences.prefix(5) {
      Issue.record("\(sample.name), \(difference)")
    }
    #expect(comparison.differences.count < 6, "only the first are printed")
    #expect(comparison.parked + comparison.running > 0)
  }

  @Test(
    "tell the crashed goroutine, and those that died with it", arguments: SampleCatalog.withWords)
  func crashed(sample: Sample) async throws {
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    // For the runtime a goroutine that dies in C code is in a syscall; it is the first that is shown.
    let dying =
      try sample.provenance().mayDieInCall && sample.expectation().crashedGoroutine
      ? [try #require(evidence.runtime.firstGoroutine)] : evidence.runtime.dying
    let facts = evidence.diagnosis.facts
    #expect(facts.crashedGoroutine?.id == dying.last)
    #expect(Set(facts.others.compactMap { $0.goroutine?.id }) == Set(dying.dropLast()))
  }

  @Test(
    "of each thread are its registers and the frames of its system stack",
    arguments: SampleCatalog.all)
  func threads(sample: Sample) async throws {
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    let runtime = evidence.runtime
    let isARM = try sample.target().hasPrefix("arm64")
    // What the threads did before the signal that made them speak is not known.
    let spoken = try sample.provenance().isSnapshot ? [] : runtime.threads
    for theirs in spoken {
      let mine = try #require(
        evidence.threads.first { $0.machine == theirs.machine }, "no thread has m=\(theirs.machine)"
      )
      for (name, value) in theirs.registers.sorted(by: { $0.key < $1.key }) {
        // Selectors, and the address of a fault, are in no frame of a signal as gocore reads it.
        guard !["cs", "fs", "gs", "fault"].contains(name) else { continue }
        let found = mine.registers[isARM ? Self.kernelName(name) : name]
        #expect(found == value, "m=\(theirs.machine): \(name)")
      }
      for block in theirs.blocks where block.subject == .system {
        let text = difference(
          expected: block.lines.joined(separator: "\n"),
          found: mine.systemStack.joined(separator: "\n"))
        #expect(text == nil, "m=\(theirs.machine): \(text ?? "")")
      }
    }
  }

  /// What the kernel calls a register of arm64 that the runtime calls `name` (signal_arm64.go).
  private static func kernelName(_ name: String) -> String {
    if name == "lr" { return "x30" }
    return name.hasPrefix("r") ? "x" + name.dropFirst() : name
  }

  @Test("are what the program itself prints too", arguments: ["nil-inlined-method", "throw-g0"])
  func program(scenario: String) async throws {
    let sample = try SampleCatalog.sample(of: scenario)
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    try folder.expand(sample.core, as: "core")
    try folder.expand(sample.binary(), as: "app")
    let run = try gocore(
      ["goroutines", "--format", "traceback", "--show-values", "core", "app"], in: folder.url)
    #expect(run.end == .exited(0))
    #expect(run.output.hasSuffix("\n"))
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    #expect(RuntimeTraceback(run.output).blocks == evidence.traceback.blocks)
  }

  @Test(
    "are compared in earnest: thousands of goroutines",
    .enabled(if: SampleCatalog.isCommitted, "other samples have other numbers"))
  func floor() async throws {
    var parked = 0
    var running = 0
    var woken = 0
    var unseen = 0
    var lines = 0
    var registers = 0
    for sample in SampleCatalog.all {
      let evidence = try await SampleShelf.shared.evidence(of: sample)
      let comparison = evidence.comparison
      parked += comparison.parked
      running += comparison.running
      woken += comparison.woken
      unseen += comparison.unseen
      lines += comparison.lines
      registers += evidence.runtime.threads.reduce(0) { $0 + $1.registers.count }
    }
    print(
      "compared with the runtime: \(parked) parked goroutines (\(woken) woken since),",
      "\(running) running, \(unseen) that it could not see, \(lines) lines,",
      "\(registers) registers")
    #expect(parked >= 13_500)
    #expect(running >= 280)
    #expect(lines >= 300_000)
    #expect(registers >= 5_000)
    #expect(woken * 20 < parked)
  }
}
