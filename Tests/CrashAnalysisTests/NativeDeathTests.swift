// Deaths in drawn C code that a goroutine called.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

/// A fault in `c_leaf`, which `c_outer` called, which main.work called. The library lies in memory as the
/// vDSO does, so no file of it is needed.
private struct DrawnNativeFault {
  var number: Int32 = 11
  var code: Int32 = 1
  /// From the end of the thread's stack, where the stack pointer was.
  var distance: UInt64 = 0x400
  /// The instruction, if it is not in `c_leaf`.
  var pc: UInt64?
  var address: ((AddressRange) -> UInt64)?
  /// Whether no goroutine called, and the thread's stack is not in the core.
  var isOfLostThread = false
  var library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
  /// Words and texts in the library's memory, by their distance from its start.
  var words: [UInt64: UInt64] = [:]
  var texts: [UInt64: String] = [:]
  /// Whether the first function of the library is another Go runtime's.
  var isCalledByOtherRuntime = false

  static let base: UInt64 = 0x7fff_0000_0000

  func diagnose() throws -> Diagnosis {
    var death = Death(
      inner: ["runtime.cgocall"],
      functions: [
        SyntheticFunction("runtime.cgocall", frame: 0x20),
        SyntheticFunction("runtime.asmcgocall.abi0", frame: 0x10, flags: 2),
      ])
    death.drawn.notes.removeLast()
    death.drawn.memory.map(Self.base, size: library.bytes.count, flags: 7)
    death.drawn.memory.write(library.bytes, at: Self.base)
    if isCalledByOtherRuntime {
      let start = Address(Self.base + library.functions[0].start)
      death.drawn.otherRuntimes = [AddressRange(start: start, end: start &+ 0x40)]
    }
    for (distance, word) in words { death.drawn.memory.word(word, at: Self.base + distance) }
    for (distance, text) in texts {
      death.drawn.memory.write(Array(text.utf8) + [0], at: Self.base + distance)
    }
    death.drawn.notes.append(
      CoreNotes(.amd64).auxiliaryVector([(AuxiliaryVector.kernelLibrary, Self.base)]))
    death.drawn.set(
      "runtime.g", "syscallpc", of: death.goroutine, death.drawn.pc("runtime.cgocall"))
    death.drawn.set("runtime.g", "syscallsp", of: death.goroutine, death.stack.stackPointer)
    if isOfLostThread { death.drawn.set("runtime.m", "curg", of: death.machine, 0) }
    let sp = isOfLostThread ? 0x7ffe_0000_0000 : death.systemStack.end.rawValue - distance
    // A jump astray leaves only the return address; `c_leaf` has a word beside it.
    let outer = pc == nil ? sp + 8 : sp
    if !isOfLostThread {
      death.drawn.memory.word(Self.base + library.functions[0].start + 0x10, at: outer)
      death.drawn.memory.word(
        death.drawn.pc("runtime.asmcgocall.abi0"), at: outer + 8 + 0x18)
    }
    // What the innermost frame holds: the object of an exception.
    if pc == nil, !isOfLostThread { death.drawn.memory.word(Self.base + 0x1b00, at: sp) }
    if number == 6 {
      // The handler of a fatal signal notes whom it caught, and says that it throws.
      death.drawn.set("runtime.m", "throwing", of: death.machine, 2)
      death.drawn.set("runtime.m", "caughtsig", of: death.machine, death.goroutine)
    }
    let address = self.address?(death.systemStack) ?? self.pc ?? 0x10
    let frame = SignalDrawing(
      pc: pc ?? Self.base + library.functions[1].start + 0x10, sp: sp,
      errorCode: pc == nil ? 6 : 0x14,
      trap: 14, cr2: address,
      information: number == 6
        ? CoreNotes(.amd64).sentDescriptor(
          number: 6, code: -6, sender: Death.processID, user: 0)
        : CoreNotes(.amd64).faultDescriptor(number: number, code: code, address: address))
    let context = frame.draw(in: &death.drawn, on: death.signalStack)
    death.drawn.addThread(
      Death.threadID, signal: 6, at: (death.drawn.pc("runtime.raise.abi0"), context - 0x200))
    return try death.diagnose()
  }
}

@Suite("A death in C code")
struct NativeDeathTests {
  @Test("of a call of nothing is C's, for it was C that called", arguments: [UInt64(0), 0x5000])
  func wildCall(target: UInt64) throws {
    let verdict = try DrawnNativeFault(pc: target).diagnose().verdict
    #expect(verdict.crashClass == "cgo-fault")
    let jump = target == 0 ? "call of a null pointer" : "jump to 0x5000"
    #expect(
      verdict.title == "SIGSEGV in C code: \(jump) in c_outer, called from main.work")
  }

  @Test("of a division says so, and not that memory was misused")
  func division() throws {
    let verdict = try DrawnNativeFault(number: 8).diagnose().verdict
    #expect(verdict.crashClass == "cgo-fault")
    #expect(
      verdict.title == "integer division by zero in C code: c_leaf, called from main.work")
  }

  @Test(
    "of an instruction that is there to stop the program is no misuse of memory",
    arguments: [
      (Int32(5), UInt64(8), 0xcc90_9090_9090_9090 as UInt64, "breakpoint instruction"),
      (4, 16, 0x9090_9090_9090_0b0f, "trap instruction"),
    ])
  func trap(number: Int32, distance: UInt64, code: UInt64, words: String) throws {
    var drawing = DrawnNativeFault(number: number, code: number == 5 ? 0x80 : 2)
    drawing.words = [drawing.library.functions[1].start + distance: code]
    let verdict = try drawing.diagnose().verdict
    #expect(verdict.crashClass == "cgo-fault")
    #expect(verdict.title == "\(words) in C code: c_leaf, called from main.work")
    guard case .check(let check)? = verdict.runbook?.first else {
      Issue.record("no check comes first")
      return
    }
    #expect(check.hasPrefix("what the C function asserts there"))
  }

  @Test("just below its stack is an overflow")
  func overflow() throws {
    let size = UInt64(SyntheticProcess.stackSize)
    let diagnosis = try DrawnNativeFault(
      distance: size - 0x20, address: { $0.start.rawValue - 8 }
    ).diagnose()
    #expect(diagnosis.verdict.crashClass == "cgo-fault")
    #expect(
      diagnosis.verdict.title
        == "SIGSEGV in C code: stack overflow in c_leaf, called from main.work")
    #expect(diagnosis.findings.contains { $0.summary.contains("overflowed its stack") })
  }

  @Test("below its stack is no overflow while there is room on it")
  func noOverflow() throws {
    let diagnosis = try DrawnNativeFault(address: { $0.start.rawValue - 8 }).diagnose()
    #expect(!diagnosis.verdict.title.contains("overflow"))
  }

  @Test("of what another Go runtime called is not this one's", arguments: [Int32(6), 11])
  func otherRuntime(number: Int32) throws {
    var drawn = DrawnNativeFault(number: number)
    drawn.library = SyntheticLibrary([("runtime.asmcgocall.abi0", 0x20), ("c_leaf", 0x10)])
    drawn.isCalledByOtherRuntime = true
    let diagnosis = try drawn.diagnose()
    #expect(diagnosis.verdict.crashClass == "unknown")
    let signal = number == 6 ? "SIGABRT" : "SIGSEGV"
    #expect(
      diagnosis.verdict.title
        == "\(signal) in C code that another Go runtime of the process called")
    // What that function's caller would be by its size was never one.
    #expect(diagnosis.stack.gaps.map(\.after) == [2])
    #expect(diagnosis.stack.gaps.map(\.reason) == [.stackPointerWritten])
  }

  @Test("of an abort is no more than a guess where the stack behind it is lost")
  func lostAbort() throws {
    #expect(try DrawnNativeFault(number: 6).diagnose().verdict.confidence == .likely)
    let verdict = try DrawnNativeFault(number: 6, isOfLostThread: true).diagnose().verdict
    #expect(verdict.crashClass == "cgo-abort", "\(verdict.title)")
    #expect(verdict.confidence == .guess)
  }

  @Test("of an abort tells what glibc keeps for debuggers")
  func message() throws {
    var drawn = DrawnNativeFault(number: 6)
    drawn.library.variables = [("__abort_msg", 0x1800)]
    drawn.words = [0x1800: DrawnNativeFault.base + 0x1900, 0x1900: 0x1000]
    drawn.texts = [0x1904: "free(): double free detected in tcache 2\n"]
    let verdict = try drawn.diagnose().verdict
    #expect(verdict.crashClass == "cgo-abort")
    #expect(
      verdict.title
        == "abort in C code: c_leaf, called from main.work: free(): double free detected in tcache 2"
    )
  }

  @Test("of an abort in a static binary names the function of the allocator that was called")
  func allocator() throws {
    var drawn = DrawnNativeFault(number: 6)
    drawn.library = SyntheticLibrary([("__libc_free", 0x20), ("malloc_printerr", 0x10)])
    #expect(
      try drawn.diagnose().verdict.title == "abort in C code: free, called from main.work")
    drawn.library = SyntheticLibrary([("shelf_clear", 0x20), ("malloc_printerr", 0x10)])
    #expect(
      try drawn.diagnose().verdict.title
        == "abort in C code: malloc_printerr in shelf_clear, called from main.work")
  }

  @Test("of an abort tells the C++ exception that nobody caught")
  func exception() throws {
    let base = DrawnNativeFault.base
    var drawn = DrawnNativeFault(number: 6)
    drawn.library = SyntheticLibrary([("c_outer", 0x20), ("__cxa_throw", 0x10)])
    drawn.library.variables = [("_ZTVN10__cxxabiv120__si_class_type_infoE", 0x1d00)]
    drawn.words = [
      // The exception's class and type in front of the object, and the object's text.
      0x1ae0: 0x474e_5543_432b_2b00, 0x1a90: base + 0x1c00, 0x1b08: base + 0x1f00,
      // The type's methods, name and base, and the base's name.
      0x1c00: base + 0x1d10, 0x1c08: base + 0x1e00, 0x1c10: base + 0x1c40,
      0x1c48: base + 0x1e80,
    ]
    drawn.texts = [0x1e00: "St12out_of_range", 0x1e80: "St11logic_error", 0x1f00: "cart"]
    #expect(
      try drawn.diagnose().verdict.title
        == "abort in C code: std::terminate in c_outer, called from main.work: "
        + "uncaught C++ exception std::out_of_range: cart")
  }

  @Test("of runtime/cgo that got no thread is exhaustion, and about those who hold the others")
  func refusedThread() throws {
    var drawn = DrawnNativeFault(number: 6)
    drawn.library = SyntheticLibrary([("_cgo_sys_thread_start", 0x20), ("fatalf", 0x10)])
    let diagnosis = try drawn.diagnose()
    #expect(diagnosis.verdict.crashClass == "thread-exhaustion")
    #expect(diagnosis.verdict.confidence == .certain)
    #expect(
      diagnosis.verdict.title
        == "runtime/cgo: pthread_create failed: 1 threads, 1 in running of main.work")
    #expect(diagnosis.verdict.goroutines.map(\.id) == [7])
    #expect(diagnosis.details.threadUse?.machines == 1)
  }
}
