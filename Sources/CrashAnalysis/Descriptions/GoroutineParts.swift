// The goroutines of a program in parts, which several threads describe.

internal import ElfCore
internal import GoRuntime

/// All goroutines in parts that threads can share.
package struct GoroutineParts: Sendable {
  private let process: GoProcess
  private let crash: CrashFacts
  private let semaphores: SemaphoreTable
  private let crashed: GoroutineDescription?
  /// Goroutines in a part: some hundred kilobytes of JSON.
  private static let size = 32

  init(_ program: GoProgram, crash: CrashFacts) {
    process = program.process
    self.crash = crash
    let waits = WaitReader(program)
    semaphores = waits.semaphores
    var describer = GoroutineDescriber(program, crash: crash, semaphores: semaphores)
    crashed = crash.goroutine.map { describer.describe($0) }
  }

  /// How many parts there are.
  package var count: Int { (process.allGoroutines.count + Self.size - 1) / Self.size }

  /// Describes parts on the thread that asks for it.
  package func reader() -> Reader { Reader(self) }

  /// Describes the goroutines of one part after the other. One for each thread: it remembers.
  package struct Reader {
    private var describer: GoroutineDescriber
    private var walk: GoroutineWalk

    fileprivate init(_ parts: GoroutineParts) {
      describer = GoroutineDescriber(
        GoProgram(parts.process), crash: parts.crash, crashed: parts.crashed,
        semaphores: parts.semaphores)
      walk = GoroutineWalk(parts.process, in: 0..<0)
    }

    /// Goes to the beginning of a part.
    package mutating func begin(_ part: Int) {
      let first = part * GoroutineParts.size
      walk.begin(first..<first + GoroutineParts.size)
    }

    /// The next goroutine of the part; nil after the last.
    package mutating func next() -> GoroutineDescription? {
      walk.next().map { describer.describe($0) }
    }
  }
}
