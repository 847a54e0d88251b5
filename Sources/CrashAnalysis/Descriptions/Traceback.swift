// What the runtime's own traceback shows of goroutines, as data, one goroutine at a time.
//
// Source: runtime/traceback.go goroutineheader, traceback2, printcreatedby; runtime/panic.go
// dopanic_m, go1.19 to go1.27.

internal import ElfCore
package import GoRuntime

/// The traceback of a program: the crashed goroutine first, then the others in `allgs` order.
package struct Traceback {
  /// A place in the code: the calls inlined there, innermost first, and the function itself last.
  package struct Place: Sendable {
    package let calls: [(function: String, file: String, line: Int32, isInlined: Bool)]
    /// The distance of the program counter from the function's entry.
    package let offset: UInt64
  }

  /// One function's activation, or what is shown of it.
  package struct Frame: Sendable {
    package let frame: RawFrame
    /// Which of the calls at its place are shown.
    package let calls: Range<Int>
    /// Where its argument words stand in the stack's.
    package let arguments: Range<Int>
  }

  /// Where frames of a long stack are left out.
  package struct Elision: Sendable, Equatable {
    /// How many of `frames` come before.
    package let after: Int
    /// How many logical frames are missing; nil where the runtime does not say.
    package let count: Int?
  }

  /// The frames of one stack that are shown.
  package struct Stack {
    package internal(set) var frames: [Frame] = []
    /// The argument words of all frames, as the runtime prints them.
    package internal(set) var arguments: [UInt8] = []
    package internal(set) var elision: Elision?
    package internal(set) var end = StackEnd.noRegisters
    /// The places in the code by number, as far as they have been met.
    var places: [Place?] = []

    /// Where a frame is. The same `frame.point` is the same place in all that one describer describes.
    package func place(of frame: Frame) -> Place {
      let number = Int(frame.frame.point)
      return places.indices.contains(number)
        ? places[number] ?? Place(calls: [], offset: 0) : Place(calls: [], offset: 0)
    }
  }

  /// Where a goroutine was made.
  package struct Creator: Sendable {
    package let function: String
    package let file: String
    package let line: Int32
    package let offset: UInt64
  }

  /// The stack of an ancestor, kept by GODEBUG=tracebackancestors.
  package struct AncestorStack {
    package let id: UInt64
    package let calls: [Creator]
    /// Whether the runtime kept only a part of it.
    package let isCut: Bool
    package let creator: Creator?
  }

  /// One goroutine; or the crashed thread's system stack.
  package struct Entry {
    /// nil for the system stack.
    package let goroutine: Goroutine?
    /// The number of the machine that ran it; nil where it is unknown.
    package let machineID: Int64?
    /// What stands between the brackets of its header.
    package let state: String
    package let labels: [Label]?
    package let stack: Stack
    package let creator: Creator?
    package let ancestors: [AncestorStack]
  }

  private let program: GoProgram
  private let crash: CrashFacts
  private let isIncluded: ((Goroutine) -> Bool)?
  package let conventions: TracebackConventions
  /// Whether long stacks are kept in full.
  package var keepsAllFrames = false

  /// `isIncluded`: which goroutines are wanted; nil for all, with the crashed thread's system stack.
  init(
    _ program: GoProgram, crash: CrashFacts,
    where isIncluded: ((Goroutine) -> Bool)?
  ) {
    self.program = program
    self.crash = crash
    self.isIncluded = isIncluded
    conventions = .matching(program.process.build)
  }

  /// Describes one after the other, until `body` returns false. An entry is not to be kept: the next
  /// one takes its room.
  package func describeEach(_ body: (Entry) -> Bool) {
    guard describeCrashed(body) else { return }
    var describer = TracebackDescriber(
      program, crash: crash, conventions: conventions, keepsAllFrames: keepsAllFrames)
    var walk = GoroutineWalk(program.process)
    while let goroutine = walk.next() {
      guard goroutine.address != crash.goroutine?.address, isIncluded?(goroutine) ?? true else {
        continue
      }
      if !body(describer.describe(goroutine)) { return }
    }
  }

  /// Describes the system stack and the goroutine of the crashed thread; returns what `body` did.
  package func describeCrashed(_ body: (Entry) -> Bool) -> Bool {
    var describer = TracebackDescriber(
      program, crash: crash, conventions: conventions, keepsAllFrames: keepsAllFrames)
    if isIncluded == nil, let system = describer.systemStack(), !body(system) { return false }
    guard let crashed = crash.goroutine, isIncluded?(crashed) ?? true else { return true }
    return body(describer.describeCrashed(crashed))
  }

  /// The goroutines other than the crashed one, in parts for several threads; nil where only some are
  /// wanted, or where a single stack may be too long for its text to be kept.
  package var parts: TracebackParts? {
    guard isIncluded == nil, !keepsAllFrames else { return nil }
    return TracebackParts(program.process, crash: crash, conventions: conventions)
  }
}

/// The goroutines of a traceback other than the crashed one, in parts that threads can share.
package struct TracebackParts: Sendable {
  private let process: GoProcess
  private let crash: CrashFacts
  private let conventions: TracebackConventions
  /// Goroutines in a part: some hundred kilobytes of text.
  private static let size = 128

  init(_ process: GoProcess, crash: CrashFacts, conventions: TracebackConventions) {
    self.process = process
    self.crash = crash
    self.conventions = conventions
  }

  /// How many parts there are.
  package var count: Int { (process.allGoroutines.count + Self.size - 1) / Self.size }

  /// Describes goroutines on the thread that asks for it.
  package func describer() -> TracebackDescriber {
    TracebackDescriber(
      GoProgram(process), crash: crash, conventions: conventions, keepsAllFrames: false)
  }

  /// Describes the goroutines of a part, one after the other.
  package func describe(
    part: Int, with describer: inout TracebackDescriber, _ body: (Traceback.Entry) -> Void
  ) {
    let first = part * Self.size
    var walk = GoroutineWalk(process, in: first..<first + Self.size)
    while let goroutine = walk.next() {
      if goroutine.address != crash.goroutine?.address { body(describer.describe(goroutine)) }
    }
  }
}

extension CrashAnalyzer {
  /// The traceback of the goroutines that `isIncluded` takes; nil for all.
  package func traceback(
    _ crash: CrashFacts, where isIncluded: ((Goroutine) -> Bool)? = nil
  ) -> Traceback {
    Traceback(program, crash: crash, where: isIncluded)
  }
}
