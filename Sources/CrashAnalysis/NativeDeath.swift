// A death in C code in words: which function, and who called it.

internal import ElfCore
internal import GoRuntime

/// The frames of C where the thread died.
struct NativeDeath {
  private let names: [(text: String, library: String)]
  /// The innermost function of the program, which called into C.
  private let caller: String?

  /// Functions in which an abort surfaces (glibc 2.36, musl 1.2).
  private static let abortFunctions: Set<String> = [
    "abort", "raise", "gsignal", "pthread_kill", "tgkill", "__pthread_kill_implementation",
    "__pthread_kill_internal", "__pthread_kill", "__GI_raise", "__GI_abort", "__assert_fail",
    "__assert_fail_base", "__assert_perror_fail", "__libc_message", "__libc_fatal",
    "__fortify_fail", "__stack_chk_fail", "__chk_fail", "malloc_printerr", "kill",
    "__kernel_vsyscall",
    "__restore_sigs", "__block_all_sigs",
  ]

  /// nil if `pc`, where the signal struck, is not in a frame of C.
  init?(at pc: Address, _ facts: CrashFacts, _ program: GoProgram) {
    guard !program.isUnnamedCode(pc), let frames = facts.joined?.trace.frames,
      let start = frames.firstIndex(where: {
        // Code in no known file may be a wild jump's target.
        $0.pc == pc && program.library(at: $0.point)?.isEmpty == false
      })
    else { return nil }
    var names: [(text: String, library: String)] = []
    var caller: String?
    var isNative = true
    for frame in frames[start...] where caller == nil {
      let library = program.library(at: frame.point)
      for logical in program.frames(at: frame.point) where caller == nil {
        let text = program.functionName(logical)
        if let library, !program.isUnnamedCode(frame.pc) {
          if isNative { names.append((text, library)) }
        } else {
          isNative = false
          let name = FunctionName(text)
          guard !name.isOfRuntime, !text.contains("._Cfunc_"), !text.contains("._C2func_") else {
            continue
          }
          caller = text
        }
      }
    }
    guard !names.isEmpty else { return nil }
    self.names = names
    self.caller = caller
  }

  /// `strlen, called from main.count`. An abort surfaces in the C library; its caller is what matters.
  func words(isAbort: Bool) -> String {
    var function = names[0].text
    if isAbort {
      let innermost = names[0].library
      let outer = names.drop {
        // Also variants by the compiler, such as `__pthread_kill_implementation.constprop.0`.
        Self.abortFunctions.contains(String($0.text.prefix { $0 != "." }))
          || ($0.library == innermost && $0.library.lastPathComponent.hasPrefix("libc."))
      }
      function = outer.first?.text ?? function
    }
    return caller.map { "\(function), called from \($0)" } ?? function
  }
}

extension String {
  fileprivate func contains(_ part: String) -> Bool {
    ranges(of: part).isEmpty == false
  }
}
