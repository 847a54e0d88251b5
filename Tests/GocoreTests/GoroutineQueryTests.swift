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

  /// A query with one condition.
  private func query<Value>(
    _ condition: WritableKeyPath<GoroutineConditions, Value>, _ value: Value
  ) -> GoroutineQuery {
    var conditions = GoroutineConditions()
    conditions[keyPath: condition] = value
    return GoroutineQuery(conditions)
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
    var grouped = query(\.functions, ["main.transfer"])
    grouped.isGrouped = true
    let answer = try program.answer(grouped)
    #expect(ids(answer).count == 2)
    #expect(answer.groups?.summary.total == 2)
    #expect(answer.filter?.matchesNothing == false)
    #expect(try ids(program.answer(query(\.ids, ids(answer)))) == ids(answer))
    #expect(try ids(program.answer(GoroutineQuery())).count > 2)
  }

  @Test("finds goroutines by creator, by lock and by whose they are")
  func conditions() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let program = try program([sample.core, sample.binary])
    let all = try ids(program.answer(GoroutineQuery()))
    let transfers = try ids(program.answer(query(\.functions, ["main.transfer"])))
    #expect(try ids(program.answer(query(\.objects, ["sync.Mutex"]))) == transfers)
    // Whole words of the type, and no part of what else is said of it.
    for name in ["Mutex", "mutex"] {
      #expect(try ids(program.answer(query(\.objects, [name]))) == transfers, "\(name)")
    }
    for name in ["e", "Mut", "lock", "locked", "waiting"] {
      #expect(try ids(program.answer(query(\.objects, [name]))).isEmpty, "\(name)")
    }
    let created = try ids(program.answer(query(\.creators, ["main.lockCycle"])))
    #expect(Set(created).isSuperset(of: transfers) && !created.contains(1))
    let system = try ids(program.answer(query(\.isSystem, true)))
    let others = try ids(program.answer(query(\.isSystem, false)))
    #expect(!system.isEmpty && Set(transfers).isSubset(of: others))
    #expect((system + others).sorted() == all.sorted())
    // By the address that a list shows.
    var address: String?
    try program.answer(query(\.ids, [transfers[0]])).goroutines.describeEach {
      address = $0.waits.first?.address?.description
      return true
    }
    let found = try #require(address)
    for text in [found, found.uppercased(), "0x000" + found.dropFirst(2)] {
      #expect(try ids(program.answer(query(\.objects, [text]))) == [transfers[0]], "\(text)")
    }
  }

  @Test("finds goroutines by label, with any value or with one, which stays redacted")
  func labels() throws {
    let sample = try #require(SampleCore.scenario("labels"))
    let program = try program([sample.core, sample.binary])
    var labels: [UInt64: [Label]] = [:]
    try program.answer(GoroutineQuery()).goroutines.describeEach {
      labels[$0.goroutine.id] = $0.labels ?? []
      return true
    }
    let one = try #require(labels.values.flatMap { $0 }.first)
    func having(_ isWanted: (Label) -> Bool) -> [UInt64] {
      labels.filter { $0.value.contains(where: isWanted) }.keys.sorted()
    }
    #expect(
      try ids(program.answer(query(\.labels, [(one.key, nil)]))).sorted()
        == having { $0.key == one.key })
    #expect(
      try ids(program.answer(query(\.labels, [(one.key, one.value)]))).sorted()
        == having { $0 == one })
    #expect(try ids(program.answer(query(\.labels, [(one.key, "another")]))).isEmpty)
  }

  @Test("counts those of which nobody knows how long they have waited")
  func waiting() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let program = try program([sample.core, sample.binary])
    let answer = try program.answer(query(\.leastWait, 1 << 40))
    #expect(ids(answer).isEmpty)
    var known = 0
    var waiting = 0
    try program.answer(GoroutineQuery()).goroutines.describeEach {
      guard $0.goroutine.state.isWaiting || $0.goroutine.state == .syscall else { return true }
      waiting += 1
      if $0.waitMinutes != nil { known += 1 }
      return true
    }
    #expect(answer.filter?.unknownWaits == waiting - known)
  }

  @Test("of threads is answered with those of their numbers")
  func threads() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let program = try program([sample.core, sample.binary])
    #expect(throws: QueryRefusal.self) {
      try program.threadAnswer(ids: [-1], keepsAllFrames: false)
    }
  }

  @Test("says that nothing matches only where something was filtered")
  func nothing() throws {
    let sample = try #require(SampleCore.scenario("lock-cycle"))
    let program = try program([sample.core, sample.binary])
    let none = try program.answer(query(\.statuses, ["preempted"]))
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
    #expect(refusal(query(\.ids, [1, 999])).hasPrefix("no goroutine 999: there are 1, 2, "))
    #expect(
      refusal(query(\.statuses, ["sync.Mutx.Lock"]))
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
    for query in [traceback, query(\.functions, ["main.transfer"])] {
      #expect(throws: LoadingError.self) { try program.answer(query) }
    }
    #expect(try ids(program.answer(GoroutineQuery())).count > 2)
  }
}
