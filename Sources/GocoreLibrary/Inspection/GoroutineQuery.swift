// Which goroutines a command asks for, and what it is told that asks for what is not there.

package import Basics
internal import CrashAnalysis
internal import GoRuntime
internal import Reporting

/// Which goroutines are asked for, and in which way they are to be shown.
package struct GoroutineQuery: Sendable {
  /// Their ids; where there are none, all of them.
  package var ids: [UInt64]
  /// Statuses or wait reasons in the target's own words; where there are none, any.
  package var statuses: [String]
  /// Parts of the names of functions on the stack; where there are none, any.
  package var functions: [String]
  /// Those with the same stack together.
  package var isGrouped = false
  /// Each in full.
  package var isInFull = false
  /// As the runtime prints them.
  package var isTraceback = false

  package init(ids: [UInt64] = [], statuses: [String] = [], functions: [String] = []) {
    self.ids = ids
    self.statuses = statuses
    self.functions = functions
  }
}

/// A query that names what the program does not have: the person who wrote it mistook something.
package enum QueryRefusal: ReportableError {
  /// No goroutine has this id; `existing` are those that do, in order.
  case noGoroutine(UInt64, existing: [UInt64])
  /// Neither a goroutine has this status or wait reason, nor does the runtime know it; `existing` are those
  /// that goroutines have, the most frequent first.
  case noStatus(String, existing: [(name: String, count: Int)])

  package var exitCode: ExitStatus { .usage }

  package var message: String {
    switch self {
    case .noGoroutine(let id, let existing):
      let words = existing.map(String.init)
      guard existing.count > 12 else {
        return "no goroutine \(id): there are \(words.joined(separator: ", "))"
      }
      let after = existing.partitioningIndex { $0 > id }
      let near = words[max(0, after - 2)..<min(words.count, after + 2)].joined(separator: ", ")
      return "no goroutine \(id) among the \(existing.count) that there are; near it: \(near)"
    case .noStatus(let name, let existing):
      let near = nearestWord(to: name, among: existing.map(\.name))
      let all = existing.map { "\(displayable($0.name, limit: 60)) (\($0.count))" }
      return "no status or wait reason '\(displayable(name))'"
        + (near.map { ". Did you mean '\(displayable($0))'? There are " } ?? "; there are ")
        + all.prefix(24).joined(separator: ", ")
    }
  }
}

extension ProgramInspection {
  /// Makes sure that the program has the goroutines and statuses that `query` names. Where no goroutine is
  /// known, nothing is refused: the limits say why.
  func check(_ query: GoroutineQuery) throws(QueryRefusal) {
    guard !query.ids.isEmpty || !query.statuses.isEmpty else { return }
    let process = analyzer.program.process
    var walk = GoroutineWalk(process)
    var ids: [UInt64] = []
    var kinds: [[UInt32]: (goroutine: GoRuntime.Goroutine, count: Int)] = [:]
    while let goroutine = walk.next() {
      ids.append(goroutine.id)
      let kind = [goroutine.rawStatus, UInt32(goroutine.waitReason)]
      kinds[kind, default: (goroutine, 0)].count += 1
    }
    guard !ids.isEmpty else { return }
    ids.sort()
    for id in query.ids {
      let place = ids.partitioningIndex { $0 >= id }
      if place == ids.count || ids[place] != id { throw .noGoroutine(id, existing: ids) }
    }
    var counts: [String: Int] = [:]
    for (goroutine, count) in kinds.values {
      let name = process.waitReason(of: goroutine) ?? process.status(of: goroutine)
      counts[name, default: 0] += count
    }
    for status in query.statuses where counts[status] == nil && !process.knowsStatus(status) {
      let existing = counts.map { (name: $0.key, count: $0.value) }
        .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
      throw .noStatus(status, existing: existing)
    }
  }
}
