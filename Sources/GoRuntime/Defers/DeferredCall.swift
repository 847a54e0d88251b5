// A deferred call that has not run: what would be called, and where that is written down.

package import ElfCore

/// A function that is to be called when its frame is left.
package struct DeferredCall: Sendable, Equatable {
  /// Where a frame's deferred calls are noted.
  package enum Source: Sendable, Equatable {
    /// A slot of the frame, with a bit that says whether it is used.
    case slot(Address)
    /// A record in the list of the goroutine (`runtime._defer`).
    case record(Address)
  }

  package let source: Source
  /// The func value: its first word is the code, the captured variables follow.
  package let closure: Address
  /// The code that it points to.
  package let code: Address
  /// The function that is called, as the linker named it: behind a wrapper that the compiler made
  /// for the arguments, the function that the program's source names.
  package let function: String
  /// Whether such a wrapper is between, so that the receiver or the arguments are captured variables.
  package let isWrapped: Bool

  /// Whether the frame alone has it, and no record.
  package var isOpenCoded: Bool {
    if case .slot = source { return true }
    return false
  }
}

/// The pending deferred calls of one frame.
package struct FrameDefers: Sendable, Equatable {
  /// The frame's index in the stack's `frames`.
  package let frame: Int
  /// The next to run first.
  package let calls: [DeferredCall]
}

/// The pending deferred calls of a goroutine.
package struct PendingDefers: Sendable, Equatable {
  /// By frame, innermost first.
  package var frames: [FrameDefers] = []
  /// How many calls belong to frames that the walk left out.
  package var elsewhere = 0
  /// Why calls may be missing.
  package var problem: String?

  package init() {}

  /// The calls of a frame of the stack.
  package func calls(of frame: Int) -> [DeferredCall] {
    frames.first { $0.frame == frame }?.calls ?? []
  }
}

/// Names the functions behind func values. One for each task: it remembers.
package struct ClosureNames {
  private let memory: AddressSpace
  private let architecture: Architecture
  private let program: GoProgram
  private var known: [Address: (function: String, isWrapped: Bool)] = [:]
  /// Wrappers are short: what is longer is not searched.
  private static let wrapperLimit: UInt64 = 1_024

  package init(_ program: GoProgram) {
    self.program = program
    memory = program.process.memory
    architecture = program.process.architecture
  }

  /// The function that a call of the code at `code` really calls; nil if it is not Go code.
  package mutating func function(at code: Address) -> (function: String, isWrapped: Bool)? {
    if let found = known[code] { return found }
    guard let index = program.point(at: code, isExact: true) else { return nil }
    let point = program[index]
    guard let own = program.frames(at: index).last else { return nil }
    var result = (function: program.functionName(own), isWrapped: false)
    if own.isWrapper, let called = called(by: point) { result = (called, true) }
    known[code] = result
    return result
  }

  /// What a wrapper calls: the first function that was inlined into it or that it calls directly.
  private func called(by point: CodePoint) -> String? {
    guard let size = program.symbolizer.codeSize(of: point), size <= Self.wrapperLimit,
      let code = memory.bytesIfThere(at: point.entry, count: Int(size))
    else { return nil }
    for offset in stride(from: 0, to: code.count, by: architecture.instructionQuantum) {
      if let name = program.symbolizer.outermostInlined(in: point, at: UInt32(offset)) {
        return name
      }
      guard
        let target = architecture.directCall.target(
          in: code, at: offset, pc: point.entry &+ offset),
        let found = program.function(at: target), found.entry == target,
        !Self.isPlumbing(found.name)
      else { continue }
      return found.name
    }
    return nil
  }

  /// Functions that the compiler calls of its own accord.
  private static func isPlumbing(_ name: String) -> Bool {
    ["morestack", "gcWriteBarrier", "panic", "duff", "race", "msan", "asan"].contains {
      name.hasPrefix("runtime." + $0)
    }
  }
}
