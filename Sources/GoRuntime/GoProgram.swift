// A Go program under inspection: what the core holds of it, and what its code is called.

package import ElfCore

/// One Go program under inspection. It brings the process and the names of its code together, and hands
/// out whatever walks stacks or reads goroutines. Not `Sendable`: it remembers what it looked up. It is
/// cheap to make another one for another thread.
package final class GoProgram {
  package let process: GoProcess
  let symbolizer: Symbolizer
  /// Where the stacks of running goroutines begin, by the addresses of their `g`s.
  private var runningStarts: [Address: StackStart?] = [:]
  /// The hashes of the names of all functions.
  private lazy var functionNames = process.modules.reduce(into: Set<UInt64>()) {
    $1.table.addNameHashes(to: &$0)
  }
  private lazy var threads: [ThreadState?] = process.threads.map { _ in nil }

  /// `debugFiles`: what other cores of the program have opened already.
  package init(_ process: GoProcess, debugFiles: DebugFiles = DebugFiles()) {
    self.process = process
    symbolizer = Symbolizer(
      modules: process.modules, codeRanges: process.codeRanges,
      otherRuntimes: process.otherRuntimes, native: NativeCode(process), debugFiles: debugFiles)
  }

  /// The modules whose function table is at hand.
  package var modules: [Module] { symbolizer.modules }

  /// The code that is not Go's.
  package var native: NativeCode? { symbolizer.native }

  /// Debug information that is open.
  package var debugFiles: DebugFiles { symbolizer.debugFiles }

  // MARK: - Stacks

  /// An unwinder of Go stacks. `keep` says how many of the innermost and of the outermost frames it
  /// keeps; `preemptionIsExact` is explained at the unwinder.
  package func unwinder(keep: Int = 256, preemptionIsExact: Bool = true) -> Unwinder {
    Unwinder(
      architecture: process.architecture, symbolizer: symbolizer, memory: process.memory,
      keep: keep, preemptionIsExact: preemptionIsExact)
  }

  /// An unwinder that follows calls between Go and C; nil where no code but Go's is known.
  package func joinedUnwinder(keep: Int = 256) -> JoinedUnwinder? {
    JoinedUnwinder(self, keep: keep)
  }

  /// Where to begin the stack of `goroutine`; nil when nothing kept its registers. Whatever shows the stack
  /// of a goroutine begins here, so that all tell the same of it.
  package func stackStart(of goroutine: Goroutine) -> StackStart? {
    if let start = process.keptStart(of: goroutine) { return start }
    guard goroutine.state == .running else { return nil }
    if let known = runningStarts[goroutine.address] { return known }
    let start = process.runningThread(of: goroutine).flatMap {
      startBehind($0.thread, of: goroutine)
    }
    runningStarts[goroutine.address] = .some(start)
    return start
  }

  /// The thread at `index` of the process. One that has no stack for signals, which is one of C's, handles
  /// them on its own: a walk of it finds the signal.
  package func thread(at index: Int) -> ThreadState {
    if let known = threads[index] { return known }
    let plain = process.threads[index]
    let sp = plain.registers.stackPointer(process.architecture)
    let isOnOwnStack = sp.map { plain.machine?.systemStack.containsOrEnds(at: $0) != true } ?? false
    let state = isOnOwnStack || index == 0 ? handlingSignal(plain) ?? plain : plain
    threads[index] = state
    return state
  }

  /// The state of a thread in whose stack a handler of a fatal signal is; nil for another, and for one that
  /// the runtime gave up in the handler itself.
  private func handlingSignal(_ thread: ThreadState) -> ThreadState? {
    guard thread.signalFrames.isEmpty, thread.machines.count <= 1, !thread.isOnUserStack,
      thread.thread.signal != 0, var unwinder = joinedUnwinder(),
      let joined = unwinder.walk(thread), let first = joined.signals.last,
      !joined.trace.frames.prefix(first.after).contains(where: {
        [.fatalthrow, .fatalpanic].contains(symbolizer[$0.point].special)
      })
    else { return nil }
    let isOfGo = joined.trace.frames.dropFirst(first.after).contains { !$0.isOnSystemStack }
    return ThreadState(
      thread, handling: joined.signals.reversed().map(\.frame), isLent: !isOfGo)
  }

  /// Where the stack of `goroutine` begins behind another one on which its thread is.
  private func startBehind(_ thread: ThreadState, of goroutine: Goroutine) -> StackStart? {
    if thread.machines.count == 1, let start = process.stackStart(of: thread) {
      var unwinder = unwinder()
      let trace = unwinder.walk(from: start)
      if let first = trace.frames.first(where: { !$0.isOnSystemStack }) {
        return first.source == .scheduler ? process.schedulerStart(of: goroutine) : nil
      }
      // Without functions, or where the stack was cut off, there is only the runtime's own record of the
      // switch. systemstack forgets it on its return, a call of C does not.
      switch trace.end {
      case .noFunctionTable: return process.schedulerStart(of: goroutine)
      case .unreadable:
        return process.schedulerStart(of: goroutine).flatMap { isLeftByCallOfC($0) ? nil : $0 }
      default: break
      }
    }
    var joined = joinedUnwinder()
    return joined?.start(of: goroutine, on: thread)
  }

  /// Whether a call of C has saved `start`.
  private func isLeftByCallOfC(_ start: StackStart) -> Bool {
    var unwinder = unwinder()
    return unwinder.walk(from: start).frames.prefix(3).contains {
      [.cgocall, .asmcgocall].contains(symbolizer[$0.point].special)
    }
  }

  /// How the frames of a stack share its memory.
  package func profile(of trace: StackTrace) -> StackProfile {
    trace.profile ?? StackProfile(of: trace.frames, symbolizer: symbolizer)
  }

  // MARK: - Code

  /// What is known of `pc`: an index for `subscript` and `frames(at:)`. `isExact` says that it is the
  /// address of an instruction and not a return address. Nil when it is not Go code.
  package func point(at pc: Address, isExact: Bool) -> Int32? {
    symbolizer.point(at: pc, isExact: isExact)
  }

  /// What is known of a code point.
  package subscript(point: Int32) -> CodePoint { symbolizer[point] }

  /// The frames of a code point, innermost inlined call first, the function itself last.
  package func frames(at point: Int32) -> ArraySlice<LogicalFrame> { symbolizer.frames(at: point) }

  /// The path of the file that holds the code at a point; nil for Go's.
  package func library(at point: Int32) -> String? { symbolizer.library(at: point) }

  /// Whether `pc` lies in Go code.
  package func isCode(_ pc: Address) -> Bool { symbolizer.isCode(pc) }

  /// Whether `pc` lies in Go code of which no function is known to this program: that of a plugin whose
  /// file is missing, or of another Go runtime.
  package func isUnnamedCode(_ pc: Address) -> Bool { symbolizer.isUnnamedCode(pc) }

  /// Whether `pc` lies in code of another Go runtime.
  package func isOfOtherRuntime(_ pc: Address) -> Bool {
    process.otherRuntimes.contains { $0.contains(pc) }
  }

  /// The file of the other Go runtime whose code `pc` lies in; nil where it is none, or the image names no
  /// file.
  package func fileOfOtherRuntime(at pc: Address) -> String? {
    isOfOtherRuntime(pc) ? process.image.fileMapping(of: pc)?.path : nil
  }

  /// The name of a frame's function, as the linker wrote it.
  package func functionName(_ frame: LogicalFrame) -> String { symbolizer.functionName(frame) }

  /// The name of the function whose activation a physical frame is.
  package func functionName(of frame: RawFrame) -> String? { symbolizer.functionName(of: frame) }

  /// The path of a frame's file, as the linker wrote it.
  package func fileName(_ frame: LogicalFrame) -> String { symbolizer.fileName(frame) }

  /// The function whose code `pc` lies in or follows.
  package func function(at pc: Address) -> (name: String, entry: Address)? {
    symbolizer.function(at: pc)
  }

  /// Whether the program has a function of this name, be it only inlined into others.
  package func hasFunction(named name: String) -> Bool {
    functionNames.contains(PCTable.hash(of: name))
  }

  /// The code of the function that `pc` lies in.
  package func codeRange(at pc: Address) -> AddressRange? { symbolizer.codeRange(at: pc) }

  /// The function, file and line of a program counter outside any stack: a creator's or a start
  /// function's.
  package func location(
    of pc: Address, isExact: Bool
  ) -> (name: String, file: String, line: Int32, entry: Address)? {
    symbolizer.location(of: pc, isExact: isExact)
  }
}
