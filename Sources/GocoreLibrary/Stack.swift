// A stack and its frames, as data.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// The calls that a goroutine or a thread was in.
public struct Stack: Sendable {
  /// The frames, innermost first. Of a very long stack some in the middle are left out.
  public let frames: [Frame]
  /// How many frames are left out, and after how many of ``frames`` they are missing.
  public let elided: (count: Int, after: Int)?
  /// Why it ends where it ends, in words.
  public let end: String
  /// Whether it reaches the outermost function.
  public let isComplete: Bool

  /// `arguments` has to be of the program that found the frames.
  init(_ stack: StackDescription, _ arguments: inout ArgumentReader) {
    frames = stack.frames.map { Frame($0, $0.argumentWords(by: &arguments)) }
    elided = stack.elided > 0 ? (stack.elided, stack.elidedAfter) : nil
    end = stack.end.message
    isComplete = stack.end.isComplete
  }
}

/// A call of a function, or one that was inlined into another.
public struct Frame: Sendable, Equatable {
  /// The function's name as the runtime prints it, without arguments: `orders.(*Cart).Total`.
  public let function: String
  /// The import path of the function's package; empty for code of C and code that the compiler made.
  public let packagePath: String
  /// The path of the file, as the compiler recorded it; empty where it is unknown.
  public let file: String
  /// The line of the call, or for the innermost frame of the instruction; 0 where it is unknown.
  public let line: Int
  /// Whether the call was inlined: it has no activation of its own.
  public let isInlined: Bool
  /// The argument words as the runtime prints them, such as `0xc00001c0a8, {0x4b2f3e, 0x5}`; nil for
  /// inlined calls and for code of C.
  public let arguments: String?
  /// The argument words as numbers, those of structures one by one. A word is nil where it may be stale,
  /// cannot be read, or was left out by the compiler; there are none for inlined calls and for code of C.
  public let argumentWords: [UInt64?]
  /// The path of the library, for a frame of C; nil for Go's.
  public let library: String?
  /// The program counter.
  public let pc: UInt64
  /// The stack pointer.
  public let sp: UInt64
  /// Where the function begins.
  public let entry: UInt64

  init(_ frame: FrameDescription, _ argumentWords: [UInt64?]) {
    function = frame.function
    packagePath = frame.isNative ? "" : frame.name.package
    file = frame.file
    line = Int(frame.line)
    isInlined = frame.isInlined
    arguments = frame.arguments
    self.argumentWords = argumentWords
    library = frame.library
    pc = frame.frame.pc.rawValue
    sp = frame.frame.stackPointer.rawValue
    entry = frame.entry.rawValue
  }
}
