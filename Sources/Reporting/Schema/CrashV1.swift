// The thread that died as JSON.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// The crash of a report.
struct CrashV1 {
  let thread: ThreadDescription
  let diagnosis: Diagnosis
  let conventions: TracebackConventions

  /// Nil where no thread crashed.
  init?(_ analysis: ProgramAnalysis) {
    guard let thread = analysis.crashedThread else { return nil }
    self.thread = thread
    diagnosis = analysis.diagnosis
    conventions = .matching(analysis.build)
  }

  private var facts: CrashFacts { diagnosis.facts }
  private var details: CrashDetails { diagnosis.details }

  static let shape = JSONShape<CrashV1>.object("The thread that died.") { crash in
    crash.integer(
      "goroutine",
      """
      The id of the goroutine that crashed, or that a signal from outside interrupted; absent where \
      it hit none.
      """, from: 1
    ) { $0.facts.crashedGoroutine?.id }
    crash.integer("thread", "The id of the thread.") { $0.thread.id }
    crash.text("foundBy", "How the thread that died was recognised.") {
      $0.facts.evidence?.message
    }
    crash.text(
      "programFrame", "The function where the trouble began, as `frames` name it."
    ) { $0.function(at: $0.diagnosis.programFrame) }
    crash.text(
      "innermostProgramFrame",
      "The innermost function of the program's on that stack, as `frames` name it."
    ) { $0.function(at: $0.diagnosis.innermostProgramFrame) }
    crash.stack(
      "Its stack, with the runtime's, C and inlined frames.", end: "Why its stack ends."
    ) { $0.diagnosis.stack }
    crash.member(
      "registers", "The registers at the signal, where they survive.", RegistersV1.shape
    ) { $0.registers }
    crash.list(
      "pendingDefers",
      "The deferred calls that the goroutine had still to make, the next first in each frame.",
      of: PendingDeferV1.shape
    ) { $0.pendingDefers }
    crash.integer(
      "pendingDefersElsewhere", "Deferred calls of frames that are not shown.", from: 1
    ) {
      // Where not all were read their number is not known.
      let defers = $0.details.pendingDefers
      return defers.elsewhere > 0 && defers.problem == nil ? defers.elsewhere : nil
    }
    crash.member("stackUse", "What fills the stack that overflowed.", ExhaustionV1.stackUse) {
      $0.details.stackUse
    }
    crash.member("recursion", "The calls that repeat.", ExhaustionV1.recursion) {
      $0.details.stackUse?.cycle.isEmpty == false ? $0.details.stackUse : nil
    }
    crash.member(
      "memory", "The heap of a program that ran out of memory, in bytes.", ExhaustionV1.memory
    ) { ExhaustionV1.Memory($0.details) }
    crash.member(
      "threads", "The threads of a program that could not start another.", ExhaustionV1.threads
    ) { $0.details.threadUse }
    crash.list(
      "simultaneous", "Threads that were dying at the same moment.", of: simultaneous
    ) { $0.facts.others.isEmpty ? nil : $0.facts.others }
  }

  private func function(at frame: Int?) -> String? {
    frame.map { diagnosis.stack.frames[$0].function }
  }

  private var registers: RegistersV1? {
    facts.faultRegisters.map {
      RegistersV1(
        source: facts.path == .signal
          ? RegisterSource.Kind.signalFrame.rawValue : RegistersV1.faultSource, values: $0)
    }
  }

  private var pendingDefers: [PendingDeferV1]? {
    let frames = details.pendingDefers.frames
    guard !frames.isEmpty else { return nil }
    let raw = facts.stack.frames
    return frames.filter { $0.frame < raw.count }.flatMap { frame in
      frame.calls.map { call in
        PendingDeferV1(
          function: conventions.printedName(call.function), frame: raw[frame.frame],
          isOpenCoded: call.isOpenCoded)
      }
    }
  }

  private static let simultaneous = JSONShape<SimultaneousCrash>.object(
    "Another dying thread."
  ) { other in
    other.integer("thread", "Its id.") { $0.thread }
    other.integer("goroutine", "The goroutine on it.", from: 1) { $0.goroutine?.id }
    other.list("panics", "The texts of its panics, oldest first.", of: .text("A text.")) {
      $0.panics.map { $0.text ?? "" }
    }
  }
}

/// A deferred call that was still to be made.
private struct PendingDeferV1 {
  let function: String
  let frame: RawFrame
  let isOpenCoded: Bool

  static let shape = JSONShape<PendingDeferV1>.object("A deferred call.") { call in
    call.text("function", "The function to be called.") { $0.function }
    call.address("framePC", "The pc of the frame that deferred it, as in `frames`.") {
      $0.frame.pc.rawValue
    }
    call.address("frameSP", "That frame's stack pointer.") { $0.frame.stackPointer.rawValue }
    call.truth(
      "openCoded", "Whether it is open-coded: known from the frame alone, without a record."
    ) {
      $0.isOpenCoded
    }
  }
}
