// What fills the crashed goroutine's stack: the recursion and the functions with the most bytes.

internal import ElfCore
package import GoRuntime

/// What fills a stack.
package struct StackUse: Sendable {
  /// A function's share.
  package struct Share: Sendable, Equatable {
    package let function: String
    package let frames: UInt64
    package let bytes: UInt64
    /// Bytes of one frame, on average.
    package var bytesEach: UInt64 { frames > 0 ? (bytes &+ frames / 2) / frames : 0 }
  }

  /// The number of physical frames, and their bytes.
  package let frames: UInt64
  package let bytes: UInt64
  /// The largest first.
  package let shares: [Share]
  /// The functions of one turn of the recursion in the order of their calls, inlined ones included; empty
  /// if nothing repeats.
  package let cycle: [String]
  /// The place of the call in each of them, `file.go:21`, in the same order.
  package let places: [String]
  package let repeats: UInt64
  package let cycleBytes: UInt64

  /// Bytes of stack that one turn takes.
  package var bytesEachTurn: UInt64 {
    repeats > 0 ? (cycleBytes &+ repeats / 2) / repeats : 0
  }

  /// `main.odd → main.even → main.odd × 41607`, long cycles shortened in the middle.
  package var cycleText: String {
    guard let first = cycle.first else { return "" }
    let shown =
      cycle.count <= Self.cycleTextLimit
      ? cycle : cycle.prefix(Self.cycleTextLimit - 2) + ["…"] + cycle.suffix(1)
    return (shown + [first]).joined(separator: " → ") + " × \(repeats)"
  }

  private static let cycleTextLimit = 8
  private static let shareLimit = 10
  /// How many turns make an endless recursion.
  private static let fewestTurns: UInt64 = 4

  /// Finds out what fills `trace`; nil for a stack without frames.
  package init?(of trace: StackTrace, in program: GoProgram) {
    let profile = program.profile(of: trace)
    let conventions = TracebackConventions.matching(program.process.build)
    guard profile.frames > 0 else { return nil }
    frames = profile.frames
    bytes = profile.bytes
    func name(_ frame: LogicalFrame) -> String {
      conventions.printedName(program.functionName(frame))
    }
    shares = profile.shares.prefix(Self.shareLimit).compactMap { share in
      program.frames(at: share.point).last.map {
        Share(function: name($0), frames: share.frames, bytes: share.bytes)
      }
    }
    guard let recursion = profile.recursion, recursion.repeats >= Self.fewestTurns else {
      (cycle, places, repeats, cycleBytes) = ([], [], 0, 0)
      return
    }
    // Frames are in the order from the innermost on, calls go the other way.
    let turn = recursion.cycle.flatMap {
      program.frames(at: $0).reversed()
    }
    // A cycle has no beginning, so it is shown from a function of the program.
    let origin = CodeOrigin(program.process)
    let first =
      turn.firstIndex {
        !$0.isWrapper
          && !origin.isStandard(
            FunctionName(program.functionName($0)), file: program.fileName($0))
      } ?? 0
    let logical = turn[first...] + turn[..<first]
    cycle = logical.map(name)
    places = logical.map {
      let file = program.fileName($0)
      return "\(file.lastPathComponent):\($0.line)"
    }
    repeats = recursion.repeats
    cycleBytes = recursion.bytes
  }
}
