// Frames, stacks and registers as JSON: what goroutines, groups, threads and the crash have alike.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// One frame of a stack.
enum FrameV1 {
  static let shape = JSONShape<FrameDescription>.object(
    "One logical frame: a function's activation, or a call inlined into it.", name: "frame"
  ) { frame in
    frame.common({ $0.code }, members: describeCode)
    frame.address("sp", "The stack pointer.") { $0.frame.stackPointer.rawValue }
    frame.address("fp", "The end of the frame, which the Go runtime prints as fp.") {
      $0.frame.framePointer.rawValue
    }
    frame.truth("inlined", "Whether the call was inlined into the frame that follows.") {
      $0.isInlined
    }
    frame.choice(
      "foundBy", "How the frame was found.", among: FrameSource.allCases.map(\.name)
    ) { $0.frame.source.name }
    frame.text(
      "arguments",
      "The argument words as the Go runtime prints them; absent for inlined calls."
    ) { $0.arguments }
  }

  /// What all frames at one place in the code have alike.
  private static func describeCode(_ frame: inout JSONMembers<FrameCode>) {
    frame.text(
      "function",
      """
      The name as the Go runtime prints it, without arguments: orders.(*Cart).Total, \
      main.Map[...], panic.
      """
    ) { $0.function }
    frame.constant(
      "language",
      "The language of a frame that is not Go's: C, or what is compiled like it. Absent for Go.",
      "C"
    ) { $0.isNative && !$0.isUnnamedGo }
    frame.text(
      "library",
      "The file that holds the code of a frame of C, at the path that the process knew."
    ) { $0.library }
    frame.text(
      "package", "The import path of its package; empty for code that the compiler made."
    ) { $0.isNative ? nil : $0.name.package }
    frame.text(
      "file",
      "The source file as the function table spells it, or for C as its debug information does."
    ) { $0.hasFile ? $0.file : nil }
    frame.integer("line", "The line.") { $0.hasFile ? $0.line : nil }
    frame.count(
      "offset",
      """
      The distance of the program counter from the function's entry, in bytes; absent for inlined \
      calls.
      """
    ) { $0.hasEntry && !$0.isInlined ? $0.offset : nil }
    frame.address("entry", "The address of the function's first instruction.") {
      $0.hasEntry ? $0.entry.rawValue : nil
    }
    frame.address("pc", "The program counter: for a caller the return address.") {
      $0.pc.rawValue
    }
  }
}

extension FrameCode {
  /// Whether the report names a source file; frames of C seldom have one.
  fileprivate var hasFile: Bool { !isNative || !file.isEmpty }
}

/// The frames of a stack, with what stands for those that are missing.
enum FramesV1 {
  private static let elided = JSONShape<Int>.object(
    "Stands for frames that are left out.", name: "elided"
  ) { elided in
    elided.integer("elided", "How many frames are left out.", from: 1, required: true) { $0 }
  }

  private static let gap = JSONShape<StackEnd>.object(
    "Stands for frames of C that could not be found.", name: "gap"
  ) { gap in
    gap.text("gap", "What was in the way.", minLength: 1, required: true) { $0.reason }
  }

  static let shape = JSONShape<StackDescription>(
    JSONSchema(
      """
      The frames, innermost first: 200 at most. Of a longer stack these are the innermost 100, one \
      entry that says how many are left out, and the outermost 99. There may be 100 gaps besides.
      """, name: "frames",
      .list(
        JSONSchema(
          "A frame, the number of frames left out, or why frames of C are missing.",
          .oneOf([FrameV1.shape.schema, elided.schema, gap.schema])),
        most: 300, isUnique: false))
  ) { stack, json in
    let stack = stack.limited()
    json.array { json in
      for index in stack.frames.indices {
        if stack.elided > 0, index == stack.elidedAfter { elided.write(stack.elided, &json) }
        for missing in stack.gaps where missing.after == index { gap.write(missing.reason, &json) }
        FrameV1.shape.write(stack.frames[index], &json)
      }
      for missing in stack.gaps where missing.after >= stack.frames.count {
        gap.write(missing.reason, &json)
      }
    }
  }

  static let end = JSONShape<String>.text(
    "Why the stack ends where it ends: complete, or what was in the way.", name: "end",
    minLength: 1)
}

extension JSONMembers {
  /// The members `frames` and `end` of what has a stack.
  mutating func stack(
    _ frames: String, end: String, _ get: @escaping @Sendable (Value) -> StackDescription
  ) {
    member("frames", frames, FramesV1.shape, get)
    member("end", end, FramesV1.end) { get($0).end.message }
  }
}

/// Registers, and where they were kept.
struct RegistersV1 {
  let source: String
  let values: RegisterSet

  /// The source of the crashed goroutine's registers, where a fault became a panic.
  static let faultSource = "sigpanic frame"

  static let shape = JSONShape<RegistersV1>.object(
    "Registers. One that nothing kept is absent, never 0.", name: "registers"
  ) { registers in
    registers.choice(
      "source", "Where they were kept.",
      among: RegisterSource.Kind.allCases.map(\.rawValue) + [faultSource]
    ) { $0.source }
    registers.member(
      "values", "Values by the register's name.",
      .map(
        "Values by the register's name.", names: "^[a-z][a-z0-9_]*$", of: .address,
        name: { $0.name }, value: { $0.value })
    ) { $0.values.entries }
  }
}

extension FrameSource {
  /// The name in reports.
  var name: String {
    switch self {
    case .registers: "registers"
    case .signalFrame: "signal frame"
    case .scheduler: "g.sched"
    case .syscall: "syscall fields"
    case .frameTable: "frame table"
    case .callFrameInformation: "call frame information"
    case .framePointer: "frame pointer"
    case .returnAddress: "return address"
    }
  }
}
