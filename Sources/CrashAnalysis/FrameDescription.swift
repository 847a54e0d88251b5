// Frames described: what reports show of a stack.

package import ElfCore
package import GoRuntime

/// One logical frame of a report: a function's activation or a call inlined into it.
package struct FrameDescription: Sendable {
  /// The name as the runtime prints it, without arguments.
  package let function: String
  /// The name as the linker wrote it.
  package let name: FunctionName
  /// Whether the function belongs to Go's standard library, the runtime included.
  package let isStandard: Bool
  package let file: String
  package let line: Int32
  package let isInlined: Bool
  package let isWrapper: Bool
  /// The function's entry, and the pc's distance from it.
  package let entry: Address
  package let offset: UInt64
  package let frame: RawFrame
  /// The argument words as the runtime prints them; nil for inlined calls and for C.
  package let arguments: String?
  /// The path of the file whose code it is, for a frame of C; nil for Go's.
  package let library: String?

  /// Whether the frame is one of C, or of another language that is not Go.
  package var isNative: Bool { library != nil }

  /// Whether the function's entry is known. For C code without a symbol it is not.
  package var hasEntry: Bool { !isNative || entry != frame.pc }

  /// File and line; the library for C code without them.
  package var place: String { file.isEmpty ? libraryName : "\(file):\(line)" }

  /// The same without folders.
  package var shortPlace: String { file.isEmpty ? libraryName : "\(shortFile):\(line)" }

  private var libraryName: String { (library ?? "?").lastPathComponent }

  /// The argument words as numbers, nil for those that may be stale; none for inlined calls and for C.
  func argumentWords(in program: GoProgram) -> [UInt64?] {
    guard arguments != nil else { return [] }
    var reader = ArgumentReader(program)
    return reader.words(of: frame)
  }

  /// The file's name without its folder.
  package var shortFile: String { file.lastPathComponent }
}

/// A described stack: frames, and how many are left out between the innermost and the outermost.
package struct StackDescription: Sendable {
  package let frames: [FrameDescription]
  /// Logical frames left out.
  package let elided: Int
  /// After how many of `frames` they are missing.
  package let elidedAfter: Int
  package let end: StackEnd
  /// Where frames could not be found: after how many of `frames`, and why.
  package let gaps: [(after: Int, reason: StackEnd)]

  package init(
    frames: [FrameDescription], elided: Int, elidedAfter: Int, end: StackEnd,
    gaps: [(after: Int, reason: StackEnd)] = []
  ) {
    self.frames = frames
    self.elided = elided
    self.elidedAfter = elidedAfter
    self.end = end
    self.gaps = gaps
  }

  /// At most 200 entries: the innermost 100, one for the number of those left out, the outermost 99.
  package func limited() -> StackDescription {
    let total = frames.count + elided
    guard total > 200 else { return self }
    let dropped = max(0, frames.count - 199)
    return StackDescription(
      frames: Array(frames.prefix(100) + frames.suffix(99)), elided: total - 199,
      elidedAfter: 100, end: end,
      gaps: gaps.prefix(100).compactMap { gap in
        if gap.after <= 100 { return gap }
        return gap.after > 100 + dropped ? (gap.after - dropped, gap.reason) : nil
      })
  }
}

/// Describes frames. One for each task.
package struct FrameDescriber {
  private let program: GoProgram
  package let conventions: TracebackConventions
  private let origin: CodeOrigin
  private var arguments: ArgumentReader
  /// What the calls at each code point are called and whose they are, worked out once.
  private var names: [Int32: [Called]] = [:]

  private struct Called {
    let printed: String
    let name: FunctionName
    let isStandard: Bool
  }

  package init(_ program: GoProgram) {
    self.program = program
    conventions = .matching(program.process.build)
    origin = CodeOrigin(program.process)
    arguments = ArgumentReader(program)
  }

  /// The logical frames of a stack.
  package mutating func describe(_ trace: StackTrace, from first: Int = 0) -> StackDescription {
    var frames: [FrameDescription] = []
    var elidedAfter = 0
    var gaps: [(after: Int, reason: StackEnd)] = []
    var remaining = trace.gaps[...]
    for (index, frame) in trace.frames.enumerated().dropFirst(first) {
      if index == trace.omittedAfter { elidedAfter = frames.count }
      while let gap = remaining.first, gap.after <= index {
        gaps.append((frames.count, gap.reason))
        remaining.removeFirst()
      }
      describe(frame, into: &frames)
    }
    gaps += remaining.map { (frames.count, $0.reason) }
    return StackDescription(
      frames: frames, elided: trace.omittedLogical, elidedAfter: elidedAfter, end: trace.end,
      gaps: gaps)
  }

  private mutating func describe(_ frame: RawFrame, into frames: inout [FrameDescription]) {
    let point = program[frame.point]
    let library = program.library(at: frame.point)
    for (logical, called) in zip(program.frames(at: frame.point), names(at: frame.point)) {
      var text: [UInt8] = []
      let hasArguments = !logical.isInlined && library == nil
      if hasArguments { arguments.print(frame, to: &text) }
      frames.append(
        FrameDescription(
          function: called.printed, name: called.name, isStandard: called.isStandard,
          file: program.fileName(logical), line: logical.line, isInlined: logical.isInlined,
          isWrapper: logical.isWrapper, entry: point.entry,
          offset: point.pc.rawValue &- point.entry.rawValue, frame: frame,
          arguments: hasArguments ? String(decoding: text, as: UTF8.self) : nil,
          library: library))
    }
  }

  private mutating func names(at point: Int32) -> [Called] {
    if let known = names[point] { return known }
    let isOfC = program.library(at: point) != nil
    let found = program.frames(at: point).map { frame in
      let text = program.functionName(frame)
      let name = FunctionName(text)
      return Called(
        printed: isOfC ? text : conventions.printedName(text), name: name,
        isStandard: !isOfC && origin.isStandard(name, file: program.fileName(frame)))
    }
    names[point] = found
    return found
  }
}

extension StackDescription {
  /// The index of the frame in which the trouble began: the first frame of the program that is further out
  /// than every function in which crashes surface. So nested panics lead to the original one.
  package func programFrameIndex(_ lists: SignatureLists = .standard) -> Int? {
    let start = frames.lastIndex { lists.sentinel.contains($0.name.text) }.map { $0 + 1 } ?? 0
    return programFrameIndex(from: start, lists)
  }

  /// The index of the innermost frame of the program.
  package func innermostProgramFrameIndex(_ lists: SignatureLists = .standard) -> Int? {
    programFrameIndex(from: 0, lists)
  }

  /// The frame that stands for the whole stack in a list: the program's innermost one, or for goroutines of
  /// the runtime the function in which they began.
  package var summaryFrame: FrameDescription? {
    if let index = innermostProgramFrameIndex() { return frames[index] }
    return frames.last { $0.name.text != "runtime.goexit" } ?? frames.first
  }

  private func programFrameIndex(from start: Int, _ lists: SignatureLists) -> Int? {
    let candidates = frames.indices.dropFirst(start).filter { !frames[$0].isNative }
    func isRelevant(_ index: Int) -> Bool {
      !frames[index].isWrapper && !lists.isIrrelevant(frames[index].name)
    }
    return candidates.first { isRelevant($0) && !frames[$0].isStandard }
      ?? candidates.first(where: isRelevant)
  }
}
