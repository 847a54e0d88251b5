// What the command asks of the goroutines of a program.

import Basics
import CrashAnalysis
import Foundation
import GoRuntime
import Gocore
import Loading
import Reporting
import TestSupport
import Testing

@Suite("A query for goroutines", .enabled(if: hasSamples, "no sample cores"))
struct GoroutineQueryTests {
  private func program(_ paths: [String]) throws -> ProgramInspection {
    var core = try CoreInspection(LoadRequest(paths: paths))
    return try core.load()
  }

  private func ids(_ answer: GoroutineAnswer) -> [UInt64] {
    var ids: [UInt64] = []
    answer.goroutines.describeEach {
      ids.append($0.goroutine.id)
      return true
    }
    return ids
  }

  @Test("is answered with those that match, one by one and grouped")
  func matches() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let program = try program([sample.core, sample.binary])
    var query = GoroutineQuery(functions: ["main.transfer"])
    query.isGrouped = true
    let answer = try program.answer(query)
    #expect(ids(answer).count == 2)
    #expect(answer.groups?.summary.total == 2)
    #expect(answer.filter?.matchesNothing == false)
    #expect(try ids(program.answer(GoroutineQuery(ids: ids(answer)))) == ids(answer))
    #expect(try ids(program.answer(GoroutineQuery())).count > 2)
  }

  @Test("says that nothing matches only where something was filtered")
  func nothing() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let program = try program([sample.core, sample.binary])
    let none = try program.answer(GoroutineQuery(statuses: ["preempted"]))
    #expect(ids(none).isEmpty)
    #expect(none.filter?.matchesNothing == true)
    #expect(try program.answer(GoroutineQuery()).filter?.matchesNothing == false)
  }

  @Test("is refused where it names what is not, and tells what is")
  func mistakes() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let program = try program([sample.core, sample.binary])
    func refusal(_ query: GoroutineQuery) -> String {
      do {
        _ = try program.answer(query)
        return ""
      } catch {
        return (error as? QueryRefusal)?.message ?? "\(error)"
      }
    }
    #expect(refusal(GoroutineQuery(ids: [1, 999])).hasPrefix("no goroutine 999: there are 1, 2, "))
    #expect(
      refusal(GoroutineQuery(statuses: ["sync.Mutx.Lock"]))
        .contains("Did you mean 'sync.Mutex.Lock'? There are "))
    let crowd = QueryRefusal.noGoroutine(50, existing: Array(1...49) + Array(51...99))
    #expect(
      crowd.message == "no goroutine 50 among the 98 that there are; near it: 48, 49, 51, 52")
  }

  @Test("is refused without a binary where it is about functions, and only there")
  func functions() throws {
    // Away from the binary, which would be found beside the core.
    let (workspace, sample) = (try Workspace(), try #require(SampleCore.scenario("lock-cycle")))
    let expanded = try sample.expanded(in: workspace)
    try FileManager.default.removeItem(atPath: expanded.binary)
    let program = try program([expanded.core])
    var traceback = GoroutineQuery()
    traceback.isTraceback = true
    for query in [traceback, GoroutineQuery(functions: ["main.transfer"])] {
      #expect(throws: LoadingError.self) { try program.answer(query) }
    }
    #expect(try ids(program.answer(GoroutineQuery())).count > 2)
  }
}
