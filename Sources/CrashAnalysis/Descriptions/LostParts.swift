// What a cut core has lost of the program, and what is left of it.

internal import ElfCore
internal import GoRuntime

/// What the missing part of a cut core held, and what the rest still shows.
package struct LostParts: Sendable {
  /// How many threads have no stack, and whether the main thread is one of them.
  package var threads = 0
  package var hasLostMainThread = false
  /// How many goroutines are lost as a whole, and how many have lost part of their stacks.
  package var goroutines = 0
  package var stacks = 0
  /// How many goroutines are there with their stacks.
  package var whole = 0
  /// Goroutines that were at work: `goroutine 18 was running main.load (main.go:10)`.
  package var atWork: [String] = []

  /// Whether anything is lost that a reader would look for.
  package var isEmpty: Bool { threads == 0 && goroutines == 0 && stacks == 0 }

  /// What is lost: `the stacks of the main thread and of 2 goroutines`; empty where nothing is.
  package var words: String {
    var owners: [String] = []
    let others = threads - (hasLostMainThread ? 1 : 0)
    if hasLostMainThread { owners.append("the main thread") }
    if others > 0 {
      owners.append(Self.counted(others, hasLostMainThread ? "other thread" : "thread"))
    }
    if stacks > 0 { owners.append(Self.counted(stacks, "goroutine")) }
    var parts: [String] = []
    if !owners.isEmpty {
      let isOne = owners.count == 1 && (hasLostMainThread || owners[0].hasPrefix("1 "))
      parts.append("the stack\(isOne ? "" : "s") of " + owners.joined(separator: ", of "))
    }
    if goroutines > 0 { parts.append(Self.counted(goroutines, "goroutine") + " as a whole") }
    return parts.joined(separator: ", and ")
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension CrashAnalyzer {
  private static let shownAtWork = 2

  /// What is lost; nil where the core is whole.
  func lostParts(_ summary: GoroutineSummary) -> LostParts? {
    guard process.memory.isTruncated else { return nil }
    var lost = LostParts()
    for thread in process.threads {
      let start = thread.registers.stackPointer(process.architecture)
      guard start.map({ process.memory.readableCount(from: $0) == 0 }) ?? true else { continue }
      lost.threads += 1
      if thread.thread.id == process.image.process?.processID { lost.hasLostMainThread = true }
    }
    lost.goroutines = summary.unreadable
    lost.stacks = summary.incomplete
    lost.whole = max(0, summary.total - summary.incomplete)
    var describer = FrameDescriber(program)
    for group in summary.groups where lost.atWork.count < Self.shownAtWork {
      guard [.running, .runnable, .syscall].contains(group.state), !group.isSystem,
        let frame = describer.describe(group.stack).summaryFrame, !frame.isStandard,
        let id = group.ids.first
      else { continue }
      lost.atWork.append(
        "goroutine \(id) was \(group.status) in \(frame.function) (\(frame.shortPlace))")
    }
    return lost
  }
}
