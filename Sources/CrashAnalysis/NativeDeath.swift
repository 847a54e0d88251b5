// A death in C code in words: which function, and who called it.

internal import ElfCore
internal import GoRuntime

/// The frames of C where the thread died.
struct NativeDeath {
  private let names: [(text: String, library: String)]
  /// The innermost function of the program, which called into C.
  private let caller: String?
  /// Where C code jumped to, if that was no code.
  private var target: Address?

  /// Functions that raise the signal, and say nothing of the reason (glibc 2.36, musl 1.2).
  private static let raisingFunctions: Set<String> = [
    "abort", "raise", "gsignal", "pthread_kill", "tgkill", "__pthread_kill_implementation",
    "__pthread_kill_internal", "__pthread_kill", "__GI_raise", "__GI_abort", "__libc_message",
    "__libc_fatal", "kill", "__kernel_vsyscall", "__restore_sigs", "__block_all_sigs",
  ]
  /// Functions in which an abort surfaces.
  static let abortFunctions = raisingFunctions.union([
    "__assert_fail", "__assert_fail_base", "__assert_perror_fail", "__fortify_fail",
    "__stack_chk_fail", "__chk_fail", "malloc_printerr",
  ])

  /// Functions of glibc's allocator, which finds that the heap is damaged (malloc/malloc.c, 2.31 to
  /// 2.42): the outermost is the one that the program called.
  private static let allocatorFunctions: Set<String> = [
    "_int_malloc", "_int_free", "_int_realloc", "_int_memalign", "_int_free_chunk",
    "_int_free_merge_chunk", "_int_free_create_chunk", "_int_free_maybe_consolidate",
    "tcache_get", "tcache_get_n", "tcache_put", "tcache_put_n", "tcache_thread_shutdown",
    "munmap_chunk", "mremap_chunk", "sysmalloc", "systrim", "malloc_consolidate", "unlink_chunk",
    "malloc", "calloc", "realloc", "reallocarray", "free", "cfree", "memalign", "aligned_alloc",
    "posix_memalign", "valloc", "pvalloc", "__libc_malloc", "__libc_calloc", "__libc_realloc",
    "__libc_free", "__libc_memalign", "__libc_valloc", "__libc_pvalloc",
  ]

  /// nil if `pc`, where the signal struck, is not in a frame of C.
  init?(at pc: Address, _ facts: CrashFacts, _ program: GoProgram) {
    guard !program.isUnnamedCode(pc), let frames = facts.joined?.trace.frames else { return nil }
    func isNative(_ index: Int) -> Bool {
      // Code in no known file may be a wild jump's target.
      index < frames.count && program.library(at: frames[index].point)?.isEmpty == false
    }
    // C that jumps astray faults where no code is. Its own frame is the next one.
    let start: Int
    if let caller = facts.frameBehindJump(to: pc, program), isNative(caller) {
      start = caller
      target = pc
    } else if let struck = frames.firstIndex(where: {
      $0.pc == pc && program.library(at: $0.point) != nil
    }), isNative(struck) {
      start = struck
    } else {
      return nil
    }
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
          guard !name.isOfRuntime, !text.containsBytes("._Cfunc_"),
            !text.containsBytes("._C2func_")
          else {
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

  /// `strlen, called from main.count`.
  func words(isAbort: Bool) -> String {
    var function = isAbort ? abortWords : names[0].text
    if let target {
      function =
        (target.isNull ? "call of a null pointer in " : "jump to \(target) in ") + function
    }
    return caller.map { "\(function), called from \($0)" } ?? function
  }

  /// The outermost function of the library that aborted, and who called it: `free`, `__assert_fail in
  /// measure`. Of `abort` itself only the caller counts.
  private var abortWords: String {
    let innermost = names[0].library
    var run = names.prefix {
      Self.abortFunctions.contains(Self.withoutVariant($0.text))
        || ($0.library == innermost && $0.library.lastPathComponent.hasPrefix("libc."))
    }
    // In a static binary the library has no file of its own.
    if run.last.map({ Self.withoutVariant($0.text) }) == "malloc_printerr" {
      let inner = run.count
      run = names.prefix(
        inner
          + names.dropFirst(inner).prefix {
            Self.allocatorFunctions.contains(Self.withoutVariant($0.text))
          }.count)
    }
    var outer = names.dropFirst(run.count)
    let last = run.last { !$0.text.containsBytes("+0x") }.map { Self.withoutVariant($0.text) }
    var cause = last.flatMap { Self.raisingFunctions.contains($0) ? nil : $0 }
    let throwing = outer.prefix { Self.isOfCxxRuntime($0.text, $0.library) }
    if !throwing.isEmpty {
      cause = "std::terminate"
      outer = outer.dropFirst(throwing.count)
    }
    if let name = cause {
      let plain = name.hasPrefix("__libc_") ? String(name.dropFirst(7)) : name
      cause = plain == "cfree" ? "free" : plain
    }
    guard let cause else { return outer.first?.text ?? names[0].text }
    return outer.first.map { "\(cause) in \($0.text)" } ?? cause
  }

  /// The name of which the compiler made a variant, such as `__pthread_kill_implementation.constprop.0`.
  private static func withoutVariant(_ name: String) -> String { String(name.prefix { $0 != "." }) }

  private static func isOfCxxRuntime(_ name: String, _ library: String) -> Bool {
    let file = library.lastPathComponent
    return file.hasPrefix("libstdc++.") || file.hasPrefix("libc++")
      || ["std::terminate()", "__cxa_throw", "__cxa_rethrow"].contains(name)
      || name.hasPrefix("__cxxabiv1::__terminate") || name.hasPrefix("__gnu_cxx::__verbose_term")
  }
}
