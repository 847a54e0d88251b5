// A goroutine in one line: what it was doing, and where in the program. Each program counter is looked up
// once, as a service may have a hundred thousand goroutines.

package import ElfCore
package import GoRuntime

/// A goroutine in few words.
package struct GoroutineBrief {
  /// The frame that stands for the whole stack.
  package struct Frame {
    package let function: String
    /// Without its folder.
    package let file: String
    package let line: Int32
  }

  /// Where it was.
  package enum Place {
    /// In a function. Frames with the same number are the same in all of a list.
    case frame(Frame, number: Int32)
    /// In a function without a name: the program counter, and where the goroutine began and was made.
    case unnamed(pc: Address, start: Address, creator: Address)
    /// Its stack has no such frame.
    case none(StackEnd)
  }

  package let id: UInt64
  /// The wait reason, or the status where it does not wait.
  package let state: String
  package let place: Place
  /// Whether the crashed thread was running it.
  package let isCrashed: Bool
  package let isSystem: Bool
}

/// Describes goroutines in few words. One for each task: it remembers.
struct GoroutineBriefDescriber {
  private let program: GoProgram
  private let crashed: Address?
  private let conventions: TracebackConventions
  private let origin: CodeOrigin
  private var unwinder: Unwinder
  private var candidates: [Int32: Candidate] = [:]
  private var states: [UInt64: String] = [:]
  private var systemGoroutines: SystemGoroutines

  /// The frame of a code point that would stand for the whole stack.
  private struct Candidate {
    /// As `LabelPlace` has it: 3 for the program's frames, 2 for libraries, 1 for machinery, 0 for the
    /// runtime, -1 for goexit.
    let rank: Int
    let place: GoroutineBrief.Place
  }

  init(_ program: GoProgram, crash: CrashFacts) {
    self.program = program
    crashed = crash.goroutine?.address
    conventions = .matching(program.process.build)
    origin = CodeOrigin(program.process)
    systemGoroutines = SystemGoroutines(program)
    unwinder = program.unwinder()
  }

  /// One goroutine in few words.
  mutating func describe(_ goroutine: Goroutine) -> GoroutineBrief {
    GoroutineBrief(
      id: goroutine.id, state: state(of: goroutine), place: place(of: goroutine),
      isCrashed: goroutine.address == crashed, isSystem: systemGoroutines.contains(goroutine))
  }

  private mutating func state(of goroutine: Goroutine) -> String {
    let key = UInt64(goroutine.rawStatus) << 8 | UInt64(goroutine.waitReason)
    if let known = states[key] { return known }
    let text = program.process.activity(of: goroutine)
    states[key] = text
    return text
  }

  private mutating func place(of goroutine: Goroutine) -> GoroutineBrief.Place {
    guard let start = program.stackStart(of: goroutine) else { return .none(.noRegisters) }
    let end = unwinder.run(from: start)
    var best: Candidate?
    var outermost: Candidate?
    for frame in unwinder.innermostFrames {
      let candidate = candidate(at: frame.point)
      if candidate.rank == 3 { return candidate.place }
      // Of libraries the innermost, of machinery the outermost.
      let known = best?.rank ?? 0
      if candidate.rank > known || candidate.rank == 1 && known == 1 { best = candidate }
      if candidate.rank >= 0 { outermost = candidate }
    }
    if case .noFunctionTable(let pc) = end {
      return .unnamed(pc: pc, start: goroutine.startPC, creator: goroutine.creatorPC)
    }
    return (best ?? outermost)?.place ?? .none(end)
  }

  private mutating func candidate(at index: Int32) -> Candidate {
    if let known = candidates[index] { return known }
    var best = Candidate(rank: -1, place: .none(.outermost))
    for frame in program.frames(at: index) where !frame.isWrapper {
      let name = FunctionName(program.functionName(frame))
      let rank =
        name.text == "runtime.goexit"
        ? -1
        : name.isIrrelevant
          ? 0
          : LabelFrame(
            name: name, kind: origin.kind(of: name, file: program.fileName(frame)), isWrapper: false
          ).rank
      guard rank > best.rank else { continue }
      let file = program.fileName(frame).lastPathComponent
      best = Candidate(
        rank: rank,
        place: .frame(
          GoroutineBrief.Frame(
            function: conventions.printedName(name.text), file: file,
            line: frame.line),
          number: index))
    }
    candidates[index] = best
    return best
  }
}
