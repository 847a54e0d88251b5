// A line for each goroutine: what it was doing, and where in the program. The text of a place is made
// once, for a service has a hundred thousand goroutines.

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
  private var places: [Int32: String] = [:]
  private var states: [String: String] = [:]

  /// Writes the line of one goroutine; a star marks the one that crashed.
  mutating func write(_ goroutine: GoroutineBrief, to out: TextWriter) {
    out.buffer.append(goroutine.isCrashed ? 0x2a : 0x20)
    out.write(padded(String(goroutine.id), 7))
    out.write(" ")
    out.write(text(ofState: goroutine.state))
    out.write(" ")
    out.write(text(of: goroutine.place))
    out.write(goroutine.isSystem ? "  (system)\n" : "\n")
  }

  private mutating func text(ofState state: String) -> String {
    if let known = states[state] { return known }
    let text = padded(displayable(state), 24)
    states[state] = text
    return text
  }

  private mutating func text(of place: GoroutineBrief.Place) -> String {
    switch place {
    case .none(let end): return "(stack \(end.message))"
    case .unnamed(let pc, let start, let creator):
      return "pc \(pc)  \(BareAddresses(start, creator).text)"
    case .frame(let frame, let number):
      if let known = places[number] { return known }
      let text = "\(displayable(frame.function))  \(displayable(frame.file)):\(frame.line)"
      places[number] = text
      return text
    }
  }
}
