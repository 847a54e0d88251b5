// Which goroutines a command asks for, and what it is told that asks for what is not there.

package import Basics
package import CrashAnalysis
internal import GoRuntime
internal import Reporting

/// Which goroutines are asked for, and in which way they are to be shown.
package struct GoroutineQuery: Sendable {
  package var conditions: GoroutineConditions
  /// Those with the same stack together.
  package var isGrouped = false
  /// Each in full.
  package var isInFull = false
  /// As the runtime prints them.
  package var isTraceback = false

  package init(_ conditions: GoroutineConditions = GoroutineConditions()) {
    self.conditions = conditions
  }
}

/// A query that names what the program does not have: the person who wrote it mistook something.
package enum QueryRefusal: ReportableError {
  /// No goroutine has this id; `existing` are those that do, in order.
  case noGoroutine(UInt64, existing: [UInt64])
  /// No thread has this number; `existing` are those that do, in order.
  case noThread(Int32, existing: [Int32])
  /// Neither a goroutine has this status or wait reason, nor does the runtime know it; `existing` are those
  /// that goroutines have, the most frequent first.
  case noStatus(String, existing: [(name: String, count: Int)])

  package var exitCode: ExitStatus { .usage }

  package var message: String {
    switch self {
    case .noGoroutine(let id, let existing):
      return "no goroutine \(id)" + Self.words(id, existing)
    case .noThread(let id, let existing):
      return "no thread \(id)" + Self.words(id, existing)
    case .noStatus(let name, let existing):
      let near = nearestWord(to: name, among: existing.map(\.name))
      let all = existing.map { "\(displayable($0.name, limit: 60)) (\($0.count))" }
      return "no status or wait reason '\(displayable(name))'"
        + (near.map { ". Did you mean '\(displayable($0))'? There are " } ?? "; there are ")
        + all.prefix(24).joined(separator: ", ")
    }
  }

  /// What numbers there are: all of them, or those that are nearest to `wanted`.
  private static func words<Number: FixedWidthInteger>(
    _ wanted: Number, _ existing: [Number]
  ) -> String {
    let words = existing.map { "\($0)" }
    guard existing.count > 12 else { return ": there are \(words.joined(separator: ", "))" }
    let after = existing.partitioningIndex { $0 > wanted }
    let near = words[max(0, after - 2)..<min(words.count, after + 2)].joined(separator: ", ")
    return " among the \(existing.count) that there are; near it: \(near)"
  }
}

extension ProgramInspection {
  /// The statuses and wait reasons that goroutines have, the most frequent first.
  package func statuses() -> [(name: String, count: Int)] {
    let process = analyzer.program.process
    var walk = GoroutineWalk(process)
    var kinds: [[UInt32]: (goroutine: GoRuntime.Goroutine, count: Int)] = [:]
    while let goroutine = walk.next() {
      let kind = [goroutine.rawStatus, UInt32(goroutine.waitReason)]
      kinds[kind, default: (goroutine, 0)].count += 1
    }
    var counts: [String: Int] = [:]
    for (goroutine, count) in kinds.values {
      let name = process.waitReason(of: goroutine) ?? process.status(of: goroutine)
      counts[name, default: 0] += count
    }
    return counts.map { (name: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }

  /// The ids of all goroutines, in order.
  private func goroutineIDs() -> [UInt64] {
    var walk = GoroutineWalk(analyzer.program.process)
    var ids: [UInt64] = []
    while let goroutine = walk.next() { ids.append(goroutine.id) }
    return ids.sorted()
  }

  /// Makes sure that the program has the goroutines and statuses that `query` names. Where no goroutine is
  /// known, nothing is refused: the limits say why.
  func check(_ query: GoroutineQuery) throws(QueryRefusal) {
    if !query.conditions.ids.isEmpty {
      let ids = goroutineIDs()
      for id in query.conditions.ids where !ids.isEmpty {
        let place = ids.partitioningIndex { $0 >= id }
        if place == ids.count || ids[place] != id { throw .noGoroutine(id, existing: ids) }
      }
    }
    let unknown = query.conditions.statuses.first { !analyzer.program.process.knowsStatus($0) }
    if let unknown {
      let existing = statuses()
      guard existing.isEmpty || existing.contains(where: { $0.name == unknown }) else {
        throw .noStatus(unknown, existing: existing)
      }
    }
  }
}
