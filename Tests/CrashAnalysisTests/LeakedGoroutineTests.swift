// Goroutines with the status that a leak profile leaves behind, since go1.26.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A goroutine that a leak profile marked")
struct LeakedGoroutineTests {
  private static let minute: UInt64 = 60_000_000_000

  /// Goroutine 1 waits, 2 and 3 leaked, 4 can run.
  private func program() throws -> GoProgram {
    var drawn = SyntheticProcess(shape: .go127)
    for (id, status) in [(UInt64(1), UInt64(4)), (2, 10), (3, 10), (4, 1)] {
      drawn.add(
        SyntheticGoroutine(
          id: id, status: status, members: ["waitsince": id == 3 ? Self.minute : 0]))
    }
    let sched = drawn.variable("runtime.sched", size: 64)
    drawn.set("runtime.schedt", "lastpoll.value", of: sched, 6 * Self.minute)
    return GoProgram(try drawn.open())
  }

  private func goroutines(_ process: GoProcess) -> [Goroutine] {
    var found: [Goroutine] = []
    _ = process.forEachGoroutine { found.append($0) }
    return found
  }

  @Test("waits, and is counted with those that do")
  func counts() throws {
    var grouper = GoroutineGrouper(try program())
    let summary = grouper.summarize()
    #expect(summary.waiting == 3)
    #expect(summary.waitTimeUnknown == 2)
  }

  @Test("is shown as leaked, with what it waits for")
  func words() throws {
    let program = try program()
    var grouper = GoroutineGrouper(program)
    let groups = grouper.summarize().groups
    #expect(groups.map(\.activity) == ["chan receive (leaked)", "chan receive", "runnable"])
    var states: [String] = []
    let analyzer = CrashAnalyzer(program)
    analyzer.goroutines(analyzer.crashFacts()).describeEachInBrief {
      states.append($0.state)
      return true
    }
    #expect(
      states == ["chan receive", "chan receive (leaked)", "chan receive (leaked)", "runnable"])
  }

  @Test("is found by its own status, and among those that wait")
  func filter() throws {
    let program = try program()
    func ids(_ status: String) -> [UInt64] {
      var conditions = GoroutineConditions()
      conditions.statuses = [status]
      let filter = GoroutineFilter(program, conditions)
      return goroutines(program.process).filter(filter.includes).map(\.id)
    }
    #expect(ids("leaked") == [2, 3])
    #expect(ids("waiting") == [1, 2, 3])
    #expect(ids("chan receive") == [1, 2, 3])
  }

  @Test("has waited for a time that the runtime's own traceback leaves out")
  func minutes() throws {
    let process = try program().process
    let leaked = try #require(goroutines(process).first { $0.id == 3 })
    #expect(process.waitMinutes(of: leaked) == 5)
    #expect(
      process.headerState(of: leaked, .matching(process.build)) == "chan receive (leaked)")
  }
}
