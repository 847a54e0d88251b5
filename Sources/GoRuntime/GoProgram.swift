// A Go program under inspection: what the core holds of it, and what its code is called.

package import ElfCore

/// One Go program under inspection. It brings the process and the names of its code together, and hands
/// out whatever walks stacks or reads goroutines. Not `Sendable`: it remembers what it looked up. It is
/// cheap to make another one for another thread.
package final class GoProgram {
  package let process: GoProcess
  let symbolizer: Symbolizer

  /// `debugFiles`: what other cores of the program have opened already.
  package init(_ process: GoProcess, debugFiles: DebugFiles = DebugFiles()) {
    self.process = process
    symbolizer = Symbolizer(
      modules: process.modules, codeRanges: process.codeRanges, native: NativeCode(process),
      debugFiles: debugFiles)
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
