// A line for each goroutine: what it was doing, and where in the program. What a line says of a
// program counter is worked out once, for a service has a hundred thousand goroutines.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// What stands for names where no function is known.
struct BareAddresses {
  let text: String

  /// `start` is the function that the goroutine began with, `creator` where it was made.
  init(_ start: Address, _ creator: Address) {
    text = "start \(start)" + (creator.isNull ? "" : "  created at \(creator)")
  }
}

/// Writes goroutines, a line each.
struct GoroutineLines {
  private let program: GoProgram
  private let crashed: Address?
  private let conventions: TracebackConventions
  private var unwinder: Unwinder
  private var places: [Int32: Place] = [:]
  private var states: [UInt64: String] = [:]
  private var systemGoroutines: SystemGoroutines

  /// The frame of a code point that would stand for the whole stack.
  private struct Place {
    /// 2 the program's, 1 of a library, 0 the runtime's, -1 the outermost of all stacks.
    let rank: Int
    let text: String
  }

  init(analyzer: CrashAnalyzer, crash: CrashFacts) {
    program = analyzer.program
    crashed = crash.goroutine?.address
    conventions = .matching(program.process.build)
    systemGoroutines = SystemGoroutines(program)
    unwinder = program.unwinder()
  }

  /// Writes the line of one goroutine; a star marks the one that crashed.
  mutating func write(_ goroutine: Goroutine, to out: TextWriter) {
    out.buffer.append(goroutine.address == crashed ? 0x2a : 0x20)
    out.write(padded(String(goroutine.id), 7))
    out.write(" ")
    out.write(state(of: goroutine))
    out.write(" ")
    out.write(place(of: goroutine))
    out.write(systemGoroutines.contains(goroutine) ? "  (system)\n" : "\n")
  }

  private mutating func state(of goroutine: Goroutine) -> String {
    let key = UInt64(goroutine.rawStatus) << 8 | UInt64(goroutine.waitReason)
    if let known = states[key] { return known }
    let words = GoroutineDescription(goroutine, program.process)
    let text = padded(displayable(words.waitReason ?? words.status), 24)
    states[key] = text
    return text
  }

  private mutating func place(of goroutine: Goroutine) -> String {
    guard let start = program.process.stackStart(of: goroutine) else {
      return "(stack \(StackEnd.noRegisters.message))"
    }
    let end = unwinder.run(from: start)
    var best: Place?
    var outermost: Place?
    for frame in unwinder.innermostFrames {
      let place = place(at: frame.point)
      if place.rank == 2 { return place.text }
      if place.rank == 1, best == nil { best = place }
      if place.rank >= 0 { outermost = place }
    }
    if case .noFunctionTable(let pc) = end {
      return "pc \(pc)  \(BareAddresses(goroutine.startPC, goroutine.creatorPC).text)"
    }
    return (best ?? outermost)?.text ?? "(stack \(end.message))"
  }

  private mutating func place(at index: Int32) -> Place {
    if let known = places[index] { return known }
    var best = Place(rank: -1, text: "")
    for frame in program.frames(at: index) where !frame.isWrapper {
      let name = FunctionName(program.functionName(frame))
      let rank =
        name.text == "runtime.goexit"
        ? -1 : name.isIrrelevant ? 0 : name.isStandard(program.process.build) ? 1 : 2
      guard rank > best.rank else { continue }
      let file = program.fileName(frame)
      let short = file.lastIndex(of: "/").map { String(file[file.index(after: $0)...]) } ?? file
      best = Place(
        rank: rank,
        text: displayable(conventions.printedName(name.text)) + "  "
          + "\(displayable(short)):\(frame.line)")
    }
    places[index] = best
    return best
  }
}
