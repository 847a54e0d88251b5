// One goroutine has one stack, whoever shows it: the report's STACK, the groups, the goroutine alone, its
// thread and the traceback.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

/// The Go frames of a stack on the goroutine's own part of it, innermost first.
private struct Story: Equatable {
  /// Program counter and stack pointer of each, without goexit: a goroutine that C called has it below
  /// all frames, though nothing returns to it.
  let places: [String]
  let stackPointers: [Address]
  /// Where frames are left out, no more than the beginning is compared.
  let isWhole: Bool

  init(_ frames: [(frame: RawFrame, function: String)], isWhole: Bool) {
    let own = frames.filter { !$0.frame.isOnSystemStack && $0.function != "runtime.goexit" }
    places = own.map { "\($0.frame.pc) \($0.frame.stackPointer)" }
    stackPointers = own.map(\.frame.stackPointer)
    self.isWhole = isWhole
  }

  init(_ stack: StackDescription) {
    // Frames of C lie on the thread's stack, and so does what calls them.
    let frames = stack.frames.filter { !$0.isNative && !$0.isInlined }.map {
      ($0.frame, $0.name.text)
    }
    self.init(frames, isWhole: stack.elided == 0)
  }

  /// Whether this is the outer part of `other`.
  func isOuterPart(of other: Story) -> Bool {
    guard isWhole, other.isWhole else { return true }
    return other.places.suffix(places.count) == places[...]
  }

  /// Whether this is the outer part of `other`, whose innermost of these frames may have gone on.
  func isLeftBehind(by other: Story) -> Bool {
    guard isWhole, other.isWhole else { return true }
    return other.stackPointers.suffix(stackPointers.count) == stackPointers[...]
      && other.places.suffix(max(0, places.count - 1)) == places.dropFirst()
  }
}

@Suite("All that shows a goroutine's stack tells the same")
struct AgreementTests {
  @Test("of every goroutine of a sample", arguments: SampleCatalog.all)
  func agreement(sample: Sample) async throws {
    let opened = try await SampleShelf.shared.program(of: sample)
    let process = try opened.process(of: openCore(sample.core))
    let program = GoProgram(process)
    let analysis = CrashAnalyzer(program).analyze()
    let facts = analysis.diagnosis.facts
    var alone: [UInt64: Story] = [:]
    var states: [UInt64: GoroutineState] = [:]
    var lines: [UInt64: [String]] = [:]
    analysis.goroutines.describeEach { described in
      alone[described.goroutine.id] = Story(described.stack)
      states[described.goroutine.id] = described.goroutine.state
      lines[described.goroutine.id] = Self.lines(described.stack)
      return true
    }
    #expect(!alone.isEmpty)
    let inCalls = Set(states.filter { $0.value == .syscall }.keys)
    try checkTraceback(analysis.traceback, alone, facts, inCalls: inCalls)
    for thread in analysis.threads {
      guard let id = thread.goroutine, let own = alone[id] else { continue }
      let story = Story(thread.stack)
      // In a system call the goroutine's stack begins where Go code made it.
      let agrees =
        states[id] == .running || thread.isCrashed && states[id]?.isWaiting == false
        ? own == story : own.isLeftBehind(by: story)
      #expect(agrees, "goroutine \(id) on thread \(thread.id): \(own.places) and \(story.places)")
    }
    if let crashed = facts.crashedGoroutine, let own = alone[crashed.id] {
      #expect(own == Story(analysis.diagnosis.stack), "goroutine \(crashed.id) in STACK")
    }
    for group in analysis.groups {
      let shown = Self.lines(group.stack)
      for id in group.group.ids where group.stack.elided == 0 {
        guard let own = lines[id] else { continue }
        // The thread's own part of a crashed goroutine's stack is no group's; one that died in a
        // system call has gone on in the function that made it.
        let other = inCalls.contains(id) ? Array(shown.dropFirst()) : shown
        let agrees =
          id == facts.goroutine?.id ? other.elementsEqual(own.suffix(other.count)) : shown == own
        #expect(agrees, "goroutine \(id) in its group: \(own) and \(shown)")
      }
    }
  }

  private func checkTraceback(
    _ traceback: Traceback, _ alone: [UInt64: Story], _ facts: CrashFacts, inCalls: Set<UInt64>
  ) throws {
    let dying = Set(
      [facts.goroutine?.id].compactMap(\.self) + facts.others.compactMap(\.goroutine?.id))
    traceback.describeEach { entry in
      guard let id = entry.goroutine?.id, let own = alone[id] else { return true }
      let frames = entry.stack.frames.map { frame in
        (frame.frame, entry.stack.place(of: frame).calls.last?.function ?? "")
      }
      let story = Story(frames, isWhole: entry.stack.elision == nil)
      // The runtime leaves out what it did itself to die.
      let agrees =
        !dying.contains(id)
        ? !story.isWhole || story == own
        : story.isOuterPart(of: own) || inCalls.contains(id) && story.isLeftBehind(by: own)
      #expect(agrees, "goroutine \(id) in the traceback: \(own.places) and \(story.places)")
      return true
    }
  }

  private static func lines(_ stack: StackDescription) -> [String] {
    stack.frames.filter {
      !$0.isNative && !$0.frame.isOnSystemStack && $0.name.text != "runtime.goexit"
    }.map { "\($0.function) \($0.place)" }
  }
}
