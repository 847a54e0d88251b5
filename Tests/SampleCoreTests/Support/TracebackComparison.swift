// The runtime's own traceback against gocore's, line by line.

import Foundation

/// One goroutine that is told otherwise than the runtime told it.
struct TracebackDifference: Sendable, CustomStringConvertible {
  let subject: TracebackBlock.Subject
  let runtime: String
  let ours: String

  var description: String { "\(subject):\n  runtime: \(runtime)\n  gocore:  \(ours)" }
}

/// The outcome of a comparison.
struct TracebackComparison: Sendable {
  private(set) var differences: [TracebackDifference] = []
  /// Goroutines that were parked or waited for a thread, and were compared in every line.
  private(set) var parked = 0
  /// Those among them that a later signal had made runnable.
  private(set) var woken = 0
  /// Running goroutines that were compared in every line: the crashed, and those of other threads
  /// that printed themselves.
  private(set) var running = 0
  /// Goroutines of which the runtime could not see the stack.
  private(set) var unseen = 0
  private(set) var lines = 0

  /// Compares what `runtime` printed with what gocore prints. In a snapshot no thread was dying yet.
  init(runtime: RuntimeTraceback, ours: RuntimeTraceback, isSnapshot: Bool = false) {
    compareOrder(runtime, ours)
    let mine = ours.best
    let best = runtime.best
    for id in runtime.goroutines {
      guard let theirs = best[id] else { continue }
      guard let mine = mine[id] else {
        differences.append(
          TracebackDifference(subject: theirs.subject, runtime: theirs.header, ours: "(missing)"))
        continue
      }
      compare(theirs, mine, isCut: runtime.isCut && theirs == runtime.blocks.last)
    }
    if !isSnapshot { compareSystemStack(runtime, ours) }
  }

  /// The crashed goroutine first, then the same goroutines in the same order; those of a text that was
  /// cut are the first ones. Of several that died at once each is the first of its own dump.
  private mutating func compareOrder(_ runtime: RuntimeTraceback, _ ours: RuntimeTraceback) {
    let dying = runtime.dying
    let isDying: (UInt64) -> Bool = { dying.count > 1 && dying.contains($0) }
    if let crashed = dying.last, crashed != ours.goroutines.first {
      differences.append(
        TracebackDifference(
          subject: .goroutine(crashed), runtime: "it dumped last", ours: "it is not the first"))
    }
    let theirs = runtime.goroutines.filter { !isDying($0) }
    var mine = ours.goroutines.filter { !isDying($0) }
    if runtime.isCut { mine = Array(mine.prefix(theirs.count)) }
    guard theirs != mine else { return }
    differences.append(
      TracebackDifference(
        subject: .system, runtime: "goroutines \(theirs)", ours: "goroutines \(mine)"))
  }

  private mutating func compare(_ theirs: TracebackBlock, _ mine: TracebackBlock, isCut: Bool) {
    if theirs.isUnavailable {
      unseen += 1
      compareLines(theirs.subject, Array(theirs.creator), Array(mine.creator), isCut: isCut)
      compareHeaders(theirs, mine)
      return
    }
    let isActive = theirs.state == "running"
    if isActive { running += 1 } else { parked += 1 }
    guard compareLines(theirs.subject, theirs.lines, mine.lines, isCut: isCut) else { return }
    compareHeaders(theirs, mine)
  }

  /// The signal that is passed on to every thread wakes the goroutine of os/signal between print and
  /// dump: what the runtime printed as waiting may be about to run, its stack unchanged.
  private mutating func compareHeaders(_ theirs: TracebackBlock, _ mine: TracebackBlock) {
    guard theirs.timelessHeader != mine.timelessHeader else { return }
    if !theirs.isActive, ["runnable", "running"].contains(mine.state) {
      woken += 1
      return
    }
    differences.append(
      TracebackDifference(subject: theirs.subject, runtime: theirs.header, ours: mine.header))
  }

  @discardableResult
  private mutating func compareLines(
    _ subject: TracebackBlock.Subject, _ theirs: [String], _ mine: [String], isCut: Bool
  ) -> Bool {
    lines += theirs.count
    // The last line of a text that was cut is a part of a line.
    let whole = isCut ? Array(theirs.dropLast()) : theirs
    let compared = isCut ? Array(mine.prefix(whole.count)) : mine
    guard whole != compared else { return true }
    let index =
      zip(whole, compared).enumerated().first { $1.0 != $1.1 }?.offset
      ?? min(whole.count, compared.count)
    differences.append(
      TracebackDifference(
        subject: subject, runtime: index < whole.count ? whole[index] : "(nothing more)",
        ours: index < compared.count ? compared[index] : "(nothing more)"))
    return false
  }

  /// What the dying thread printed of its own system stack comes first in both texts.
  private mutating func compareSystemStack(_ runtime: RuntimeTraceback, _ ours: RuntimeTraceback) {
    guard let theirs = runtime.blocks.first, theirs.subject == .system else {
      if let mine = ours.blocks.first, mine.subject == .system {
        differences.append(
          TracebackDifference(subject: .system, runtime: "(none)", ours: mine.lines.first ?? ""))
      }
      return
    }
    guard let mine = ours.blocks.first, mine.subject == .system else {
      differences.append(
        TracebackDifference(
          subject: .system, runtime: theirs.lines.first ?? theirs.header, ours: "(none)"))
      return
    }
    running += 1
    // Of a thread whose stack was full the runtime shows no more than what it did about that.
    let isFull = theirs.lines.contains {
      $0.hasPrefix("runtime.switchToCrashStack0(") || $0.hasPrefix("runtime.morestack(")
    }
    compareLines(
      .system, theirs.lines, isFull ? Array(mine.lines.prefix(theirs.lines.count)) : mine.lines,
      isCut: false)
  }
}
