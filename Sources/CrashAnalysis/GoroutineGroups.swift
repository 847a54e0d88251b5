// Goroutines with the same status and the same stack, counted together. A service has a hundred
// thousand goroutines and a dozen stacks.

internal import Basics
package import ElfCore
package import GoRuntime

/// Goroutines that were doing the same thing.
package struct GoroutineGroup: Sendable {
  package let state: GoroutineState
  package let status: String
  /// Why they wait, by the runtime's text; nil where they do not wait.
  package let waitReason: String?
  /// The same for conclusions; `other` where they do not wait.
  package let reason: WaitReason
  package fileprivate(set) var count: Int
  /// The first hundred ids, ascending.
  package fileprivate(set) var ids: [UInt64]
  /// How many of them are locked to a thread of their own.
  package fileprivate(set) var lockedCount = 0
  /// One of them, and its stack.
  package let first: Goroutine
  package let stack: StackTrace
  package let isSystem: Bool
  /// The function they began in and their creator. These stand for the stack if no function is known.
  package let startPC: Address
  package let creatorPC: Address

  /// What they were doing, in the words of a list.
  package var activity: String { state.activity(status, waitReason) }
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
  /// Goroutines that wait, and how many of them no garbage collection has seen waiting yet.
  package var waiting = 0
  package var waitTimeUnknown = 0

  package init() {}
}

/// What is counted for all goroutines, whatever their stacks.
private struct Tally: Sendable {
  var total = 0
  var waiting = 0
  var waitTimeUnknown = 0
  /// How many goroutines have each raw status and wait reason.
  var names: [UInt64: Int] = [:]

  static func nameKey(_ goroutine: Goroutine) -> UInt64 {
    UInt64(goroutine.rawStatus) << 8 | UInt64(goroutine.waitReason)
  }

  mutating func add(_ goroutine: Goroutine) {
    total += 1
    names[Self.nameKey(goroutine), default: 0] += 1
    if goroutine.state.isWaiting {
      waiting += 1
      if goroutine.waitSince == 0 { waitTimeUnknown += 1 }
    }
  }

  mutating func add(_ other: Tally) {
    total += other.total
    waiting += other.waiting
    waitTimeUnknown += other.waitTimeUnknown
    names.merge(other.names, uniquingKeysWith: +)
  }
}

/// Walks all goroutines once, and groups them.
package struct GoroutineGrouper {
  private let program: GoProgram
  private var unwinder: Unwinder
  private var groups: [GoroutineGroup] = []
  /// What makes each of the groups one, by the same number.
  private var shapes: [Shape] = []
  /// The last group of each hash; the one before it is the shape's `previous`.
  private var lastOfHash: [UInt64: Int] = [:]
  private var systemGoroutines: SystemGoroutines
  /// Names by raw status and wait reason, looked up once each.
  private var names: [UInt64: (status: String, reason: String?)] = [:]
  private var tally = Tally()
  /// Whether functions are known; without them there are no stacks.
  private let hasFunctions: Bool
  /// A stack that has been walked, by the address of the `g`.
  private let walked: (goroutine: Address, stack: StackTrace)?

  /// What goroutines have in common that are counted together.
  private struct Shape {
    let nameKey: UInt64
    let isComplete: Bool
    let points: [Int32]
    /// Where they began and where they were made; null where functions are known.
    let start: Address
    let creator: Address
    /// Another group whose hash is the same, or -1.
    let previous: Int
  }

  /// `walked`: the goroutine whose stack is so deep that walking it again would be felt.
  package init(
    _ program: GoProgram,
    walked: (goroutine: Address, stack: StackTrace)? = nil
  ) {
    self.walked = walked
    self.program = program
    hasFunctions = !program.modules.isEmpty
    systemGoroutines = SystemGoroutines(program)
    unwinder = program.unwinder()
  }

  /// The summary of all goroutines, made by up to `threads` threads. Their number makes no difference to
  /// it.
  package mutating func summarize(threads: Int) -> GoroutineSummary {
    let count = program.process.allGoroutines.count
    let size = max(Self.smallestPart, (count + threads - 1) / max(1, threads))
    guard count > size else { return summarize() }
    let parts = stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
    let found = concurrentMap(parts.count, threads: threads) {
      [process = program.process, walked] number in
      GoroutineGrouper(GoProgram(process)).part(in: parts[number], setAside: walked?.goroutine)
    }
    var summary = GoroutineSummary()
    for part in found { merge(part, into: &summary) }
    return finish(summary)
  }

  /// The summary of the goroutines for which `isIncluded` is true.
  package mutating func summarize(
    where isIncluded: (Goroutine) -> Bool = { _ in true }
  ) -> GoroutineSummary {
    var summary = GoroutineSummary()
    var grouper = self
    summary.unreadable = program.process.forEachGoroutine { goroutine in
      guard isIncluded(goroutine) else { return }
      grouper.tally.add(goroutine)
      grouper.add(goroutine, to: &summary)
    }
    self = grouper
    return finish(summary)
  }

  /// Completes a summary to which all goroutines have been added.
  private func finish(_ unfinished: GoroutineSummary) -> GoroutineSummary {
    var summary = unfinished
    summary.total = tally.total
    summary.waiting = tally.waiting
    summary.waitTimeUnknown = tally.waitTimeUnknown
    for (key, count) in tally.names {
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

  // MARK: - One thread's part

  /// Fewer goroutines than these are not worth a thread.
  private static let smallestPart = 2_048

  /// What one thread found in its part of `allgs`. Each program numbers code points in its own way, so a
  /// thread hands back the first goroutine of each group, and its stack is walked again.
  private struct Part: Sendable {
    var unreadable = 0
    var tally = Tally()
    var groups: [(first: Goroutine, members: Members)] = []
  }

  /// What a group counts of its goroutines.
  private struct Members: Sendable {
    var count: Int
    var ids: [UInt64]
    var lockedCount: Int

    /// Those of a goroutine by itself.
    init(_ goroutine: Goroutine) {
      count = 1
      ids = [goroutine.id]
      lockedCount = goroutine.lockedMachine.isNull ? 0 : 1
    }

    init(of group: GoroutineGroup) {
      count = group.count
      ids = group.ids
      lockedCount = group.lockedCount
    }
  }

  /// Groups the goroutines at `places` of `allgs`. The one at the address `setAside` is a group by
  /// itself, and is not walked.
  private func part(in places: Range<Int>, setAside: Address?) -> Part {
    var part = Part()
    var grouper = self
    // The index in `part.groups` of each of the grouper's groups.
    var slots: [Int] = []
    var ignored = GoroutineSummary()
    part.unreadable = program.process.forEachGoroutine(in: places) { goroutine in
      part.tally.add(goroutine)
      if goroutine.address == setAside {
        part.groups.append((goroutine, Members(goroutine)))
        return
      }
      let known = grouper.groups.count
      grouper.add(goroutine, to: &ignored)
      if grouper.groups.count > known {
        slots.append(part.groups.count)
        part.groups.append((goroutine, Members(goroutine)))
      }
    }
    for (slot, group) in zip(slots, grouper.groups) {
      part.groups[slot].members = Members(of: group)
    }
    return part
  }

  private mutating func merge(_ part: Part, into summary: inout GoroutineSummary) {
    summary.unreadable += part.unreadable
    tally.add(part.tally)
    for group in part.groups {
      add(group.first, group.members, to: &summary)
    }
  }

  // MARK: - Groups

  /// Adds a goroutine; or, with `members`, a group of those that are like it.
  private mutating func add(
    _ goroutine: Goroutine, _ members: Members? = nil, to summary: inout GoroutineSummary
  ) {
    let count = members?.count ?? 1
    let lockedCount = members?.lockedCount ?? (goroutine.lockedMachine.isNull ? 0 : 1)
    let nameKey = Tally.nameKey(goroutine)
    var end = StackEnd.noRegisters
    var known: StackTrace?
    if let walked, walked.goroutine == goroutine.address {
      known = walked.stack
      end = walked.stack.end
    } else if let start = program.stackStart(of: goroutine) {
      end = unwinder.run(from: start)
    } else {
      unwinder.forget()
    }
    if !end.isComplete, hasFunctions { summary.incomplete += count }
    var hash: UInt64 = nameKey &+ 0x9e37_79b9_7f4a_7c15
    let frames = known.map { Array($0.frames.prefix($0.omittedAfter)) } ?? unwinder.innermostFrames
    for frame in frames {
      hash = (hash ^ UInt64(UInt32(bitPattern: frame.point))) &* 0x100_0000_01b3
      hash ^= hash &>> 29
    }
    let start = hasFunctions ? .null : goroutine.startPC
    let creator = hasFunctions ? .null : goroutine.creatorPC
    hash = (hash ^ start.rawValue) &* 0x100_0000_01b3
    hash = (hash ^ creator.rawValue) &* 0x100_0000_01b3
    let last = lastOfHash[hash] ?? -1
    var candidate = last
    while candidate >= 0 {
      if shapes[candidate].nameKey == nameKey, shapes[candidate].isComplete == end.isComplete,
        shapes[candidate].start == start, shapes[candidate].creator == creator,
        hasPoints(of: frames, candidate)
      {
        groups[candidate].count += count
        groups[candidate].lockedCount += lockedCount
        let room = 100 - groups[candidate].ids.count
        if let members {
          groups[candidate].ids += members.ids.prefix(room)
        } else if room > 0 {
          groups[candidate].ids.append(goroutine.id)
        }
        return
      }
      candidate = shapes[candidate].previous
    }
    lastOfHash[hash] = groups.count
    shapes.append(
      Shape(
        nameKey: nameKey, isComplete: end.isComplete, points: frames.map(\.point), start: start,
        creator: creator, previous: last))
    let name = (
      status: program.process.status(of: goroutine),
      reason: program.process.waitReason(of: goroutine)
    )
    names[nameKey] = name
    groups.append(
      GoroutineGroup(
        state: goroutine.state, status: name.status, waitReason: name.reason,
        reason: name.reason == nil ? .other : program.process.names.reason(goroutine.waitReason),
        count: count, ids: members?.ids ?? [goroutine.id], lockedCount: lockedCount,
        first: goroutine, stack: known ?? unwinder.trace(end: end),
        isSystem: systemGoroutines.contains(goroutine), startPC: goroutine.startPC,
        creatorPC: goroutine.creatorPC))
  }

  /// Whether the points of `frames` are those of a group.
  private func hasPoints(of frames: [RawFrame], _ number: Int) -> Bool {
    guard shapes[number].points.count == frames.count else { return false }
    for index in frames.indices where shapes[number].points[index] != frames[index].point {
      return false
    }
    return true
  }

  /// The groups, with those merged that a reader cannot tell apart: the same functions, files and lines.
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
        program.frames(at: frame.point).map {
          Int64($0.name) << 32 | Int64($0.line)
        }
      }
      let key = Key(
        status: group.status, reason: group.waitReason, frames: frames,
        start: hasFunctions ? .null : group.startPC,
        creator: hasFunctions ? .null : group.creatorPC)
      if let place = places[key] {
        result[place].count += group.count
        result[place].lockedCount += group.lockedCount
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
