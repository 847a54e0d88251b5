// Goroutines with the same status and the same stack, counted together. A service has a hundred
// thousand goroutines and a dozen stacks.

package import ElfCore
package import GoRuntime

/// Goroutines that were doing the same thing.
package struct GoroutineGroup: Sendable {
  package let state: GoroutineState
  package let status: String
  package let waitReason: String?
  package fileprivate(set) var count: Int
  /// The first hundred ids, ascending.
  package fileprivate(set) var ids: [UInt64]
  package let stack: StackTrace
  package let isSystem: Bool
  /// Where they began and where they were made; they stand for the stack where no function is known.
  package let startPC: Address
  package let creatorPC: Address
}

/// Counts over all goroutines.
package struct GoroutineSummary: Sendable {
  package var total = 0
  package var unreadable = 0
  package var byStatus: [String: Int] = [:]
  package var byWaitReason: [String: Int] = [:]
  /// The largest first.
  package var groups: [GoroutineGroup] = []
  /// Goroutines whose stack ends before its outermost frame.
  package var incomplete = 0
  /// Goroutines that wait, and those of them of which no collection noted since when.
  package var waiting = 0
  package var waitTimeUnknown = 0

  package init() {}
}

/// Walks all goroutines once, and groups them.
package struct GoroutineGrouper {
  private let process: GoProcess
  private let symbolizer: Symbolizer
  private var unwinder: Unwinder
  private var groups: [GoroutineGroup] = []
  private var chains: [[Int32]] = []
  private var index: [UInt64: [Int]] = [:]
  private var systemGoroutines: SystemGoroutines
  /// Names by raw status and wait reason, looked up once each.
  private var names: [UInt64: (status: String, reason: String?)] = [:]
  private var counts: [UInt64: Int] = [:]
  /// Whether functions are known, and with them stacks.
  private let hasFunctions: Bool
  /// A stack that has been walked, by the address of the `g`.
  private let walked: (goroutine: Address, stack: StackTrace)?

  /// `walked`: the goroutine whose stack is so deep that walking it again would be felt.
  package init(
    process: GoProcess, symbolizer: Symbolizer,
    walked: (goroutine: Address, stack: StackTrace)? = nil
  ) {
    self.walked = walked
    self.process = process
    self.symbolizer = symbolizer
    hasFunctions = !symbolizer.modules.isEmpty
    systemGoroutines = SystemGoroutines(process: process, symbolizer: symbolizer)
    unwinder = Unwinder(
      architecture: process.core.architecture, symbolizer: symbolizer, memory: process.memory)
  }

  /// The summary of the goroutines that `isIncluded` takes.
  package mutating func summarize(
    where isIncluded: (Goroutine) -> Bool = { _ in true }
  ) -> GoroutineSummary {
    var summary = GoroutineSummary()
    var grouper = self
    summary.unreadable = process.forEachGoroutine { goroutine in
      guard isIncluded(goroutine) else { return }
      grouper.add(goroutine, to: &summary)
    }
    self = grouper
    for (key, count) in counts {
      guard let name = names[key] else { continue }
      summary.byStatus[name.status, default: 0] += count
      if let reason = name.reason { summary.byWaitReason[reason, default: 0] += count }
    }
    summary.groups = merged().sorted(by: Self.precedes)
    return summary
  }

  private static func precedes(_ left: GoroutineGroup, _ right: GoroutineGroup) -> Bool {
    left.count != right.count
      ? left.count > right.count : (left.ids.first ?? 0) < (right.ids.first ?? 0)
  }

  private mutating func add(_ goroutine: Goroutine, to summary: inout GoroutineSummary) {
    summary.total += 1
    let nameKey = UInt64(goroutine.rawStatus) << 8 | UInt64(goroutine.waitReason)
    counts[nameKey, default: 0] += 1
    if goroutine.state == .waiting {
      summary.waiting += 1
      if goroutine.waitSince == 0 { summary.waitTimeUnknown += 1 }
    }
    var end = StackEnd.noRegisters
    var known: StackTrace?
    if let walked, walked.goroutine == goroutine.address {
      known = walked.stack
      end = walked.stack.end
    } else if let start = process.stackStart(of: goroutine) {
      end = unwinder.run(from: start)
    } else {
      unwinder.forget()
    }
    if !end.isComplete, hasFunctions { summary.incomplete += 1 }
    var hash: UInt64 = nameKey &+ 0x9e37_79b9_7f4a_7c15
    let frames = known.map { Array($0.frames.prefix($0.omittedAfter)) } ?? unwinder.innermostFrames
    for frame in frames {
      hash = (hash ^ UInt64(UInt32(bitPattern: frame.point))) &* 0x100_0000_01b3
      hash ^= hash &>> 29
    }
    if !hasFunctions {
      hash = (hash ^ goroutine.startPC.rawValue) &* 0x100_0000_01b3
      hash = (hash ^ goroutine.creatorPC.rawValue) &* 0x100_0000_01b3
    }
    for candidate in index[hash] ?? []
    where matches(candidate, nameKey, frames, end)
      && (hasFunctions
        || groups[candidate].startPC == goroutine.startPC
          && groups[candidate].creatorPC == goroutine.creatorPC)
    {
      groups[candidate].count += 1
      if groups[candidate].ids.count < 100 { groups[candidate].ids.append(goroutine.id) }
      return
    }
    index[hash, default: []].append(groups.count)
    chains.append(frames.map(\.point))
    let description = GoroutineDescription(goroutine, process)
    let name = (status: description.status, reason: description.waitReason)
    names[nameKey] = name
    groups.append(
      GoroutineGroup(
        state: goroutine.state, status: name.status, waitReason: name.reason, count: 1,
        ids: [goroutine.id], stack: known ?? unwinder.trace(end: end),
        isSystem: systemGoroutines.contains(goroutine), startPC: goroutine.startPC,
        creatorPC: goroutine.creatorPC))
  }

  private func matches(
    _ candidate: Int, _ nameKey: UInt64, _ frames: [RawFrame], _ end: StackEnd
  ) -> Bool {
    let group = groups[candidate]
    guard let name = names[nameKey], group.status == name.status, group.waitReason == name.reason,
      group.stack.end.isComplete == end.isComplete, chains[candidate].count == frames.count
    else { return false }
    for index in frames.indices where chains[candidate][index] != frames[index].point {
      return false
    }
    return true
  }

  /// Groups whose stacks differ in nothing that a reader sees: the same functions, files and lines.
  private func merged() -> [GoroutineGroup] {
    struct Key: Hashable {
      let status: String
      let reason: String?
      let frames: [Int64]
      let start: Address
      let creator: Address
    }
    var result: [GoroutineGroup] = []
    var places: [Key: Int] = [:]
    for group in groups {
      let frames = group.stack.frames.flatMap { frame in
        symbolizer.frames[symbolizer.points[Int(frame.point)].frames].map {
          Int64($0.name) << 32 | Int64($0.line)
        }
      }
      let key = Key(
        status: group.status, reason: group.waitReason, frames: frames,
        start: hasFunctions ? .null : group.startPC,
        creator: hasFunctions ? .null : group.creatorPC)
      if let place = places[key] {
        result[place].count += group.count
        result[place].ids = Array((result[place].ids + group.ids).sorted().prefix(100))
      } else {
        places[key] = result.count
        result.append(group)
        result[result.count - 1].ids.sort()
      }
    }
    return result
  }
}
