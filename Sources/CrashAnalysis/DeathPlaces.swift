// Places of a death that WHERE names besides the program's own function: the function of C, the helper that
// panicked for another, and what a thread without a goroutine was at.

internal import GoRuntime

extension Diagnosis {
  /// The function of C in which the thread died, and the one of Go that called into C, by their frames; nil
  /// where C is not what died, or has no name.
  package var nativePlace: (function: Int, caller: Int?)? {
    guard verdict.rule.family == .cgo, !(verdict.rule is CgoPointer) else { return nil }
    let natives = stack.frames.indices.prefix { stack.frames[$0].isNative }
    func isTelling(_ index: Int) -> Bool {
      let frame = stack.frames[index]
      return !frame.isUnnamedGo && !NativeDeath.abortFunctions.contains(frame.name.text)
    }
    // The program's own C has lines; what it called in libraries mostly has none.
    guard
      let function = natives.first(where: { isTelling($0) && !stack.frames[$0].file.isEmpty })
        ?? natives.first(where: { isTelling($0) && stack.frames[$0].hasEntry })
    else { return nil }
    let caller = stack.frames.indices.dropFirst(natives.count).first {
      let frame = stack.frames[$0]
      return !frame.isNative && !frame.isWrapper && frame.kind != .standard
        && !frame.name.text.containsBytes("._Cfunc_") && !frame.name.text.containsBytes("._cgo_")
    }
    return (function, caller)
  }
}

extension StackDescription {
  /// The function whose purpose it is to panic for others and that did so, by its frame; nil where the
  /// program's own panicked itself.
  func adapterFrameIndex(
    _ lists: SignatureLists = .standard, message: String? = nil
  ) -> Int? {
    TroublePlace(count: frames.count, lists, message: message) { index in
      let frame = frames[index]
      return TroubleFrame(
        name: frame.name, kind: frame.kind, isSkipped: frame.isWrapper || frame.isNative)
    }.adapter
  }

  /// What a thread was at that ran no goroutine, in words; nil for what has none.
  package var threadWork: String? {
    let names = Set(frames.map(\.name.text))
    func isAt(_ functions: String...) -> Bool {
      functions.contains { names.contains("runtime." + $0) }
    }
    // runtime/proc.go, go1.19 to go1.27.
    if isAt("stopm", "stoplockedm", "mPark", "netpoll") { return "an idle thread" }
    if isAt("findRunnable", "findrunnable", "schedule") { return "a thread that looked for work" }
    if isAt("sysmon") { return "the runtime's monitor thread" }
    if names.contains(where: { $0.hasPrefix("runtime.gc") }) {
      return "a thread that collected garbage"
    }
    return nil
  }
}
