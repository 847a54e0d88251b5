// Programs that stood still: who kept the world from being stopped, and what makes a program in which
// all wait no hang.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

@Suite("A program that stood still")
struct HangTests {
  private static func samples(of scenario: String) -> [Sample] {
    SampleCatalog.all.filter { $0.name.hasPrefix("\(scenario)-go") }
  }

  @Test(
    "as its world was not stopped names who did not stop",
    arguments: Self.samples(of: "world-never-stops"))
  func world(sample: Sample) async throws {
    let diagnosis = try await SampleShelf.shared.evidence(of: sample).diagnosis
    let verdict = diagnosis.verdict
    #expect(verdict.confidence == .likely)
    #expect(verdict.title.contains("did not stop: example.com/stoplab/ledger.Sum"))
    #expect(verdict.goroutines.count == 1)
    #expect(
      verdict.evidence.contains {
        $0.text.contains("was stopping the world for goroutine 1,")
          && $0.text.contains("main.worldNeverStops")
      })
    #expect(
      diagnosis.signature.text
        == "hang | example.com/stoplab/ledger.Sum | example.com/stoplab.audit")
  }

  @Test("as all wait shows one of each group", arguments: Self.samples(of: "asleep-unnoticed"))
  func asleep(sample: Sample) async throws {
    let verdict = try await SampleShelf.shared.evidence(of: sample).diagnosis.verdict
    #expect(verdict.title == "all 7 goroutines wait, and nothing is left to wake one")
    #expect(verdict.goroutines.count == 3)
    #expect(verdict.goroutines.contains { $0.id == 1 })
  }

  @Test("would not be called a hang if a timer were set, C code ran or a goroutine were lost")
  func stillAlive() throws {
    let damaged = try DamagedSample(try SampleCatalog.sample(of: "asleep-unnoticed"))
    let map = try RuntimeMap(damaged)
    #expect(try inspect(damaged, "nothing").contains("[hang, likely]"))
    let allp = try #require(map.variable(.allp))
    let processors = try #require(try? map.process.memory.goSlice(at: allp)).data
    let first = try map.process.memory.pointer(processors)
    try damaged.core.patch([1, 0, 0, 0], at: map.place(first &+ map.offset(.pTimerCount)))
    #expect(try inspect(damaged, "a timer").contains("[external-signal, certain]"))
    try damaged.core.mend()
    let machine = try #require(map.process.machines.last).address
    try damaged.core.patch([1], at: map.place(machine &+ map.offset(.mInCgo)))
    #expect(try inspect(damaged, "a thread in C").contains("[external-signal, certain]"))
    try damaged.core.mend()
    // Nobody knows what a goroutine does that cannot be read.
    let all = map.process.allGoroutines
    try damaged.core.patch(8 as UInt64, at: map.place(all.data &+ 8 * (all.count - 1)))
    #expect(try !inspect(damaged, "a goroutine lost").contains("[hang, "))
  }

  @Test("is told beside the verdict if it may have waited for a signal")
  func awaitsSignal() throws {
    let damaged = try DamagedSample(try SampleCatalog.sample(of: "asleep-unnoticed"))
    let map = try RuntimeMap(damaged)
    let process = map.process
    let type = try map.offset(.channelElementType)
    let signal = try #require(elementType("os.Signal", in: process))
    // The clerks wait for work; let it be signals.
    let reader = WaitReader(GoProgram(process))
    var channel: Address?
    _ = process.forEachGoroutine { goroutine in
      let found = reader.channelAddresses(of: goroutine).first { record in
        (try? Channel(at: record.channel, in: process))?.elementType == "int"
      }
      if let found { channel = found.channel }
    }
    try damaged.core.patch(signal, at: map.place(try #require(channel) &+ type))
    let report = try inspect(damaged, "a channel of signals")
    #expect(report.contains("[external-signal, certain]"))
    #expect(report.contains("all 7 goroutines wait, and nothing but a signal could wake one"))
  }

  /// The address of the type of which the program made a channel, from the stack of main.
  private func elementType(_ name: String, in process: GoProcess) -> UInt64? {
    let offset = process.facts[.channelElementType]?.offset ?? 0
    var found: UInt64?
    _ = process.forEachGoroutine { goroutine in
      guard goroutine.id == 1 else { return }
      for word in stride(
        from: goroutine.schedulerSP.rawValue, to: goroutine.stack.end.rawValue, by: 8)
      {
        guard let channel = try? process.memory.pointer(Address(word)), !channel.isNull,
          (try? Channel(at: channel, in: process))?.elementType == name
        else { continue }
        found = try? process.memory.load(channel &+ offset, as: UInt64.self)
      }
    }
    return found
  }

  private func inspect(_ damaged: DamagedSample, _ damage: String) throws -> String {
    let run = try damaged.run(["inspect"], damage)
    #expect(run.end == .exited(0))
    return run.output
  }
}
