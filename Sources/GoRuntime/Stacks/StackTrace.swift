// The result of walking a stack: its frames, and why it ends where it does.

package import ElfCore

/// How a frame was found.
package enum FrameSource: UInt8, Sendable, CaseIterable {
  /// The registers of a thread.
  case registers
  /// The registers that a signal frame kept.
  case signalFrame
  /// `g.sched`.
  case scheduler
  /// `g.syscallpc` and `g.syscallsp`, or the vDSO's.
  case syscall
  /// The caller of the frame above, by pclntab.
  case frameTable
  /// The caller of the frame above, by call frame information (`.eh_frame`, `.debug_frame`).
  case callFrameInformation
  /// The caller of the frame above, by the frame pointer. A guess: C code may use that register for
  /// anything, and a return address that fits may be left from an earlier call.
  case framePointer
  /// The caller of the frame above, by the return address on top of the stack or in the link register.
  case returnAddress
}

/// One physical frame: a function's activation with everything inlined into it.
package struct RawFrame: Sendable, Equatable {
  package let pc: Address
  package let stackPointer: Address
  /// The canonical frame address: the caller's stack pointer after the call returns. The runtime
  /// prints it as `fp`.
  package let framePointer: Address
  /// The index of the code point in the program.
  package let point: Int32
  package let source: FrameSource
  /// Whether the frame lies on a thread's system stack (`g0`).
  package let isOnSystemStack: Bool
}

/// Why a stack ends.
package enum StackEnd: Sendable, Equatable {
  /// The outermost function.
  case outermost
  /// Memory that the walk needed cannot be read.
  case unreadable(MemoryError)
  /// The caller's pc is no Go code.
  case unknownFunction(Address)
  /// The pc is in Go code whose function table is missing: that of a plugin.
  case unnamedCode(Address)
  /// The function changes the stack pointer in a way that no table describes.
  case stackPointerWritten
  /// The walk left the goroutine's stack or stopped making progress.
  case corrupt(Address)
  /// Nothing recorded where the goroutine was.
  case noRegisters
  /// The program's function table, by which frames are found, is missing.
  case noFunctionTable(Address)
  /// The walk reached its limit of frames.
  case limit
  /// A C library was not found, or is another build; the text says which.
  case missingLibrary(String)
  /// There is no call frame information for a C function; the text is its name.
  case noFrameInformation(String)
  /// The C frames that called into Go were overwritten while the program died.
  case overwritten
  /// A function of C would return to where no code is; the second address is where that one is kept.
  case overwrittenReturn(Address, at: Address?)

  /// Whether the stack is complete.
  package var isComplete: Bool { self == .outermost }

  /// Where code goes on of which this program's tables say nothing.
  package var unknownCode: Address? {
    switch self {
    case .unknownFunction(let pc), .unnamedCode(let pc): pc
    default: nil
    }
  }

  /// The text for the report.
  package var message: String {
    switch self {
    case .outermost: "complete"
    case .noRegisters, .noFunctionTable: "unknown: \(reason)"
    default: "ends here: \(reason)"
    }
  }

  /// Why the walk could not go on, as text.
  package var reason: String {
    switch self {
    case .outermost: "the outermost function"
    case .unreadable(let error): error.message
    case .unknownFunction(let pc): "the caller \(pc) is no Go function"
    case .unnamedCode(let pc): "\(pc) is Go code whose function table is missing"
    case .stackPointerWritten: "the function above switches stacks"
    case .corrupt(let sp): "the stack is inconsistent at sp \(sp)"
    case .noRegisters: "nothing kept the registers of this goroutine"
    case .noFunctionTable(let pc): "there is no function table, and it begins at pc \(pc)"
    case .limit: "the limit of frames is reached"
    case .missingLibrary(let words): words
    case .noFrameInformation(let words): "no call frame information for \(words)"
    case .overwritten: "the frames of C were overwritten as the program died"
    case .overwrittenReturn(let target, let place):
      "the return address \(target)\(place.map { " at \($0)" } ?? "") is no code: "
        + "the stack was overwritten"
    }
  }
}

/// The frames of a stack: all of them, or the innermost and the outermost of a very long one.
package struct StackTrace: Sendable {
  /// The frames, innermost first; `omitted` are missing after `omittedAfter`.
  package var frames: [RawFrame] = []
  package var end: StackEnd = .noRegisters
  /// How many physical frames were left out, and after how many.
  package var omitted = 0
  package var omittedAfter = 0
  /// How many logical frames (inlined calls counted) were left out.
  package var omittedLogical = 0
  /// Gaps of unknown frames inside the stack: after how many frames, and why.
  package var gaps: [(after: Int, reason: StackEnd)] = []
  /// The profile of the whole stack, where frames were left out.
  package var profile: StackProfile?

  package init() {}

  /// The same stack without its innermost frames on a thread's system stack.
  package var onUserStack: StackTrace {
    var result = self
    let system = frames.prefix(omittedAfter).prefix { $0.isOnSystemStack }.count
    result.frames.removeFirst(system)
    result.omittedAfter -= system
    return result
  }

  /// The number of physical frames that were walked.
  package var depth: Int { frames.count + omitted }
}

/// Collects frames in bounded memory: the innermost and a ring of the outermost.
struct StackCollector {
  /// How many innermost and outermost frames are kept. A report needs at most 100.
  private let keep: Int
  private(set) var head: [RawFrame] = []
  private var ring: [RawFrame] = []
  private var ringStart = 0
  private var dropped = 0
  private var droppedLogical = 0
  /// In use once the stack is deeper than `keep`.
  private var profiler: StackProfiler?

  init(keep: Int) {
    self.keep = keep
  }

  mutating func removeAll() {
    head.removeAll(keepingCapacity: true)
    ring.removeAll(keepingCapacity: true)
    ringStart = 0
    dropped = 0
    droppedLogical = 0
    profiler = nil
  }

  mutating func append(_ frame: RawFrame, symbolizer: Symbolizer) {
    if head.count < keep {
      head.append(frame)
      return
    }
    if profiler == nil {
      profiler = StackProfiler()
      for frame in head { profiler?.add(frame) { symbolizer[$0].entry } }
    }
    profiler?.add(frame) { symbolizer[$0].entry }
    if ring.count < keep {
      ring.append(frame)
    } else {
      dropped += 1
      droppedLogical += symbolizer[ring[ringStart].point].frames.count
      ring[ringStart] = frame
      ringStart = ringStart + 1 == keep ? 0 : ringStart + 1
    }
  }

  func trace(end: StackEnd) -> StackTrace {
    var trace = StackTrace()
    trace.frames = head + ring[ringStart...] + ring[..<ringStart]
    trace.end = end
    trace.omitted = dropped
    trace.omittedAfter = head.count
    trace.omittedLogical = droppedLogical
    trace.profile = profiler?.profile()
    return trace
  }
}
