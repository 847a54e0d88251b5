// What a goroutine of the runtime's was at on the program's behalf: a finalizer or a cleanup function of an
// object. Nobody called them where the stack would tell.
//
// Sources: runtime/mfinal.go runfinq (runFinalizers since go1.25), runtime/mcleanup.go AddCleanup and runCleanups;
// go1.24 runs cleanups where it runs finalizers. go1.19 to go1.27.

internal import ElfCore
internal import GoRuntime

/// Work that the runtime does for the program when objects have become unreachable.
package struct RuntimeWork: Sendable, Equatable {
  /// The kinds of functions.
  package enum Kind: String, Sendable {
    case finalizer
    case cleanup
  }

  package let kind: Kind
  /// The type of the pointer to the object that a finalizer ran for, `*main.file`; nil where it is not known.
  package let typeName: String?
  /// Whether the function was running, and not the runtime between two of them.
  package let isRunning: Bool

  /// `in a finalizer of *main.file`.
  package var words: String {
    guard isRunning else { return "which ran \(kind.rawValue)s" }
    return "in a \(kind.rawValue)" + (typeName.map { " of \($0)" } ?? "")
  }
}

extension StackDescription {
  /// The work that this stack shows; nil for other stacks.
  func runtimeWork(_ program: GoProgram) -> RuntimeWork? {
    guard let start = frames.lastIndex(where: { Self.starts[$0.name.text] != nil }),
      var kind = Self.starts[frames[start].name.text]
    else { return nil }
    let inner = frames[..<start]
    if inner.contains(where: { $0.name.text.hasPrefix("runtime.AddCleanup") }) { kind = .cleanup }
    // Wrappers of methods bring the receiver along, and are no function of the program's.
    let function = inner.last { !$0.name.isOfRuntime && !$0.isNative && !$0.isWrapper }
    return RuntimeWork(
      kind: kind,
      typeName: kind == .finalizer ? function.flatMap { Self.parameter(of: $0, program) } : nil,
      isRunning: function != nil)
  }

  private static let starts: [String: RuntimeWork.Kind] = [
    "runtime.runfinq": .finalizer, "runtime.runFinalizers": .finalizer,
    "runtime.runCleanups": .cleanup,
  ]

  /// The type of a finalizer's only parameter: of a method the receiver's, for other functions the one that
  /// debug information gives.
  private static func parameter(of frame: FrameDescription, _ program: GoProgram) -> String? {
    let variables = ProgramVariables(program.process, program.debugFiles)
    if let type = variables?.firstParameter(at: frame.entry) { return type }
    // pkg.(*T).close is a method; pkg.(*T).open.func1 is not.
    let name = frame.name.text.dropFirst(frame.name.package.utf8.count)
    guard name.hasPrefix(".(*"), let end = name.firstIndex(of: ")"),
      !name[end...].dropFirst(2).contains("."), !name.hasSuffix("-fm")
    else { return nil }
    return "*" + frame.name.package.lastPathComponent + "." + name[..<end].dropFirst(3)
  }
}
