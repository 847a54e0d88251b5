// Frames described: what reports show of a stack.

package import ElfCore
package import GoRuntime

/// What all frames at one place in the code have alike: a function or a call inlined into it. A class, as a
/// service has a hundred thousand stacks of a few places: it is shared by all that one describer describes.
package final class FrameCode: Sendable {
  /// The name as the runtime prints it, without arguments.
  package let function: String
  /// The name as the linker wrote it.
  package let name: FunctionName
  /// Whose code it is; of C, not the program's.
  package let kind: CodeOrigin.Kind
  package let file: String
  /// The same for people.
  package let shownFile: String
  package let line: Int32
  package let isInlined: Bool
  package let isWrapper: Bool
  package let pc: Address
  /// The function's entry.
  package let entry: Address
  /// The path of the file whose code it is, for a frame that the Go runtime cannot name; nil for Go's.
  package let library: String?
  /// Whether it is Go code all the same, whose functions this program's tables do not describe.
  package let isUnnamedGo: Bool

  init(
    function: String, name: FunctionName, kind: CodeOrigin.Kind, file: String, shownFile: String,
    _ frame: LogicalFrame, _ point: CodePoint, library: String?, isUnnamedGo: Bool
  ) {
    self.function = function
    self.name = name
    self.kind = kind
    self.file = file
    self.shownFile = shownFile
    line = frame.line
    isInlined = frame.isInlined
    isWrapper = frame.isWrapper
    pc = point.pc
    entry = point.entry
    self.library = library
    self.isUnnamedGo = isUnnamedGo
  }

  /// The pc's distance from the function's entry.
  package var offset: UInt64 { pc.rawValue &- entry.rawValue }

  /// Whether the frame is one of C, or of another language that is not Go; or of Go code that nothing
  /// more is known of.
  package var isNative: Bool { library != nil }

  /// Whether the function's entry is known. For C code without a symbol it is not.
  package var hasEntry: Bool { !isNative || entry != pc }
}

/// One logical frame of a report: a function's activation or a call inlined into it.
package struct FrameDescription: Sendable {
  package let code: FrameCode
  package let frame: RawFrame
  /// The argument words as the runtime prints them; nil for inlined calls and for C.
  package let arguments: String?

  package var function: String { code.function }
  package var name: FunctionName { code.name }
  package var kind: CodeOrigin.Kind { code.kind }
  /// Whether it is Go's own code.
  package var isStandard: Bool { !isNative && kind == .standard }
  package var file: String { code.file }
  package var line: Int32 { code.line }
  package var isInlined: Bool { code.isInlined }
  package var isWrapper: Bool { code.isWrapper }
  package var entry: Address { code.entry }
  package var offset: UInt64 { code.offset }
  package var library: String? { code.library }
  package var isNative: Bool { code.isNative }
  package var isUnnamedGo: Bool { code.isUnnamedGo }
  package var hasEntry: Bool { code.hasEntry }

  /// The frame as the search for a label sees it.
  var labelFrame: LabelFrame { LabelFrame(name: name, kind: kind, isWrapper: isWrapper) }

  /// File and line for people; the library for C code without them.
  package var place: String { file.isEmpty ? libraryName : "\(code.shownFile):\(line)" }

  /// The same without folders.
  package var shortPlace: String { file.isEmpty ? libraryName : "\(shortFile):\(line)" }

  private var libraryName: String { (library ?? "?").lastPathComponent }

  /// The argument words as numbers, nil for those that may be stale; none for inlined calls and for C.
  func argumentWords(in program: GoProgram) -> [UInt64?] {
    var reader = ArgumentReader(program)
    return argumentWords(by: &reader)
  }

  /// The same by a reader that may have read others. It has to be of the program that found the frame.
  package func argumentWords(by reader: inout ArgumentReader) -> [UInt64?] {
    arguments == nil ? [] : reader.words(of: frame)
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
  let paths: SourcePaths
  private var arguments: ArgumentReader
  /// The calls at each code point, worked out once.
  private var codes: [Int32: [FrameCode]] = [:]
  /// Room for the arguments of one frame.
  private var text: [UInt8] = []

  package init(_ program: GoProgram) {
    self.program = program
    conventions = .matching(program.process.build)
    origin = CodeOrigin(program.process)
    paths = SourcePaths(sourceRoot: program.process.sourceRoot)
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
    for code in codes(at: frame.point) {
      frames.append(
        FrameDescription(code: code, frame: frame, arguments: printedArguments(frame, code)))
    }
  }

  private mutating func printedArguments(_ frame: RawFrame, _ code: FrameCode) -> String? {
    guard !code.isInlined, !code.isNative else { return nil }
    text.removeAll(keepingCapacity: true)
    arguments.print(frame, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func codes(at point: Int32) -> [FrameCode] {
    if let known = codes[point] { return known }
    let library = program.library(at: point)
    let found = program.frames(at: point).map { frame in
      let text = program.functionName(frame)
      let name = FunctionName(text)
      let file = program.fileName(frame)
      return FrameCode(
        function: library == nil ? conventions.printedName(text) : text, name: name,
        kind: library == nil ? origin.kind(of: name, file: file) : .standard, file: file,
        shownFile: paths.shown(file), frame,
        program[point], library: library,
        // Only code of C has lines that are not in a function table.
        isUnnamedGo: library != nil && file.isEmpty && program.isUnnamedCode(program[point].pc))
    }
    codes[point] = found
    return found
  }
}

extension StackDescription {
  /// The index of the frame in which the trouble began: the first frame of the program that is further out
  /// than every function in which crashes surface, so that nested panics lead to the original one, and
  /// than the loggers and helpers whose purpose is to panic for others. `message` is the text of the death.
  package func programFrameIndex(
    _ lists: SignatureLists = .standard, message: String? = nil
  ) -> Int? {
    let place = TroublePlace(count: frames.count, lists, message: message) { index in
      let frame = frames[index]
      return TroubleFrame(
        name: frame.name, kind: frame.kind, isSkipped: frame.isWrapper || frame.isNative)
    }
    return firstIndex(from: place.first, lists) {
      $0.kind == .mainModule || $0.kind == .library && !lists.prefix.contains($0.name.text)
    } ?? firstIndex(from: place.first, lists) { $0.kind != .standard }
      ?? firstIndex(from: place.start, lists) { $0.kind != .standard }
      ?? firstIndex(from: place.start, lists) { _ in true }
  }

  /// The index of the innermost frame of the program.
  package func innermostProgramFrameIndex(_ lists: SignatureLists = .standard) -> Int? {
    firstIndex(from: 0, lists) { $0.kind != .standard } ?? firstIndex(from: 0, lists) { _ in true }
  }

  /// The frame that stands for the whole stack in a list, as it does for a group of goroutines.
  package var summaryFrame: FrameDescription? {
    let frames = frames.filter { !$0.isNative }
    let seen = frames.map(\.labelFrame)
    guard let place = LabelPlace(seen) else { return self.frames.first }
    // A wrapper is no function of anybody's.
    let index = frames[place.index].isWrapper ? place.callee(seen) : nil
    return frames[index ?? place.index]
  }

  /// The index of the frame in which the runtime found something wrong as it went through the stack.
  func damagedFrameIndex(_ facts: CrashFacts) -> Int? {
    guard let name = facts.damagedFunction else { return nil }
    return frames.firstIndex { !$0.isNative && ($0.function == name || $0.name.text == name) }
  }

  /// The index of the first frame from `start` on that says something about the program and that is
  /// wanted.
  private func firstIndex(
    from start: Int, _ lists: SignatureLists, where isWanted: (FrameDescription) -> Bool
  ) -> Int? {
    frames.indices.dropFirst(start).first {
      let frame = frames[$0]
      return !frame.isNative && !frame.isWrapper && !lists.isIrrelevant(frame.name)
        && isWanted(frame)
    }
  }
}
