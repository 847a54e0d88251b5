// Goroutines of which nobody knows whether something can still wake them, as memory is too large to be searched.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A search for abandoned goroutines that would take too long")
struct UnsearchedLeaksTests {
  /// A program that was killed while a hundred goroutines of one `go` statement waited.
  private func killed() throws -> SyntheticProcess {
    var death = try SignalDeath(
      information: CoreNotes(.amd64).sentDescriptor(number: 3, sender: 77, user: 0))
    for id in 100..<200 as Range<UInt64> {
      let channel = death.death.drawn.onHeap(death.death.drawn.types["runtime.hchan"]?.size ?? 0)
      let record = death.death.drawn.onHeap(death.death.drawn.types["runtime.sudog"]?.size ?? 0)
      let (g, _) = death.death.drawn.add(
        SyntheticGoroutine(
          id: id,
          members: ["waiting": record, "gopc": death.death.drawn.pc("main.main", 0x30)]))
      death.death.drawn.set("runtime.sudog", "g", of: record, g)
      death.death.drawn.set("runtime.sudog", "c", of: record, channel)
    }
    return death.death.drawn
  }

  /// The limits of the report on it.
  private func limits(_ budget: UInt64) throws -> [Limit] {
    let program = GoProgram(try killed().open())
    return CrashAnalyzer(program, searchBudget: budget).diagnose().limits
  }

  @Test("is told among the limits, as something that is good to know")
  func told() throws {
    let limit = try #require(try limits(0x1000).first { $0.code == .leaksUnsearched })
    #expect(
      limit.message
        == "whether goroutines of 1 `go` statements can never go on is unknown: "
        + "memory is too large to be searched")
    #expect(!limit.isLoss)
  }

  @Test("is no limit where it was made")
  func made() throws {
    #expect(try !limits(PartnerSearch.usualBudget).contains { $0.code == .leaksUnsearched })
  }

  @Test("calls nobody abandoned in a core that was cut: what it lacks may lead to them")
  func cut() throws {
    func crashClass(without count: Int) throws -> String {
      let process = try killed()
      let core = try openCore(Array(process.core.elf.bytes.dropLast(count)))
      return CrashAnalyzer(GoProgram(try process.open(core))).diagnose().verdict.crashClass
    }
    #expect(try crashClass(without: 0) == "goroutine-leak")
    #expect(try crashClass(without: 1) == "external-signal")
  }
}
