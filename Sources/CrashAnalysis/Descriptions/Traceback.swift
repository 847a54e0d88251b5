// What the runtime's own traceback says of each goroutine, as data, one goroutine at a time.
//
// Source: runtime/traceback.go goroutineheader, traceback2, printcreatedby; runtime/panic.go
// dopanic_m, go1.19 to go1.27.

internal import ElfCore
package import GoRuntime

/// The traceback of a program: the crashed goroutine first, then the others in `allgs` order.
package struct Traceback {
  /// A place in the code: the calls inlined there, innermost first, and the function itself last.
  package struct Place: Sendable {
    /// The same number is the same place in all of a traceback.
    package let number: Int32
    package let calls: [(function: String, file: String, line: Int32, isInlined: Bool)]
    /// How far the program counter is behind the function's entry.
    package let offset: UInt64
  }

  /// One function's activation.
  package struct Frame {
    package let frame: RawFrame
    package let place: Place
    /// The argument words as the runtime prints them.
    package let arguments: [UInt8]
  }

  /// The frames of one stack; in the middle of a long one some are left out.
  package struct Stack {
    package let frames: [Frame]
    /// Logical frames left out, and after how many of `frames`.
    package let omittedLogical: Int
    package let omittedAfter: Int
    package let end: StackEnd
  }

  /// Where a goroutine was made.
  package struct Creator: Sendable {
    package let function: String
    package let file: String
    package let line: Int32
    package let offset: UInt64
  }

  /// A creator's own stack, which the program was told to keep.
  package struct AncestorStack {
    package let id: UInt64
    package let calls: [Creator]
    /// Whether the runtime kept no more of it.
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

  /// Describes one after the other, until `body` returns false.
  package func describeEach(_ body: (Entry) -> Bool) {
    let describer = TracebackDescriber(
      program, crash: crash, conventions: conventions,
      keepsAllFrames: keepsAllFrames)
    var goesOn = true
    if isIncluded == nil, let system = describer.systemStack() { goesOn = body(system) }
    let crashed = crash.goroutine
    if goesOn, let crashed, isIncluded?(crashed) ?? true {
      goesOn = body(describer.describeCrashed(crashed))
    }
    _ = program.process.forEachGoroutine { goroutine in
      guard goesOn, goroutine.address != crashed?.address, isIncluded?(goroutine) ?? true else {
        return
      }
      goesOn = body(describer.describe(goroutine))
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
