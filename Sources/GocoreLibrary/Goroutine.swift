// One goroutine, as data.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// A goroutine at the moment of the dump.
public struct Goroutine: Sendable, Identifiable {
  /// The `go` statement that made a goroutine.
  public struct Creator: Sendable, Equatable {
    /// The function that the statement stands in.
    public let function: String
    /// The path of its file.
    public let file: String
    /// The line of the statement.
    public let line: Int
    /// The goroutine that ran it; nil before Go 1.21, which does not record it.
    public let goroutine: UInt64?
  }

  /// A label that `runtime/pprof.Do` set.
  public struct Label: Sendable, Equatable {
    /// The label's key.
    public let key: String
    /// The label's value; nil unless ``Core/Options/showsValues`` is set.
    public let value: String?
  }

  /// Its number, `goid`.
  public let id: UInt64
  /// The address of its `g`.
  public let address: UInt64
  /// Its status by the runtime's own name, such as `running` or `waiting`.
  public let status: String
  /// Why it waits by the runtime's own name, such as `chan receive`; nil where it does not wait.
  public let waitReason: String?
  /// For how many minutes it has waited at least; nil where no garbage collection saw it waiting.
  public let waitMinutes: UInt64?
  /// What it waits for; a `select` waits for several things.
  public let waits: [Wait]
  /// Its stack.
  public let stack: Stack
  /// The innermost frame of the program's own code, or where there is none, of a library; nil where only
  /// the runtime's frames are known.
  public let programFrame: Frame?
  /// Where it was made; nil for the first goroutine and where that is unknown.
  public let creator: Creator?
  /// The function that it began with.
  public let startFunction: String?
  /// Its labels; nil where they cannot be read.
  public let labels: [Label]?
  /// The thread that it was on.
  public let thread: Int32?
  /// Whether it is locked to its thread.
  public let isLockedToThread: Bool
  /// Whether it is the runtime's own.
  public let isSystem: Bool
  /// Whether the thread that crashed was running it.
  public let isCrashed: Bool
  /// Its registers, as far as something kept them.
  public let registers: Registers?

  init(
    _ description: GoroutineDescription, showsValues: Bool, _ arguments: inout ArgumentReader
  ) {
    id = description.goroutine.id
    address = description.goroutine.address.rawValue
    status = description.status
    waitReason = description.waitReason
    waitMinutes = description.waitMinutes
    waits = description.waits.map(Wait.init)
    stack = Stack(description.stack, &arguments)
    programFrame = description.stack.innermostProgramFrameIndex().map { [stack] in
      stack.frames[$0]
    }
    creator =
      id == 1
      ? nil
      : description.creator.map {
        Creator(
          function: $0.function, file: $0.file, line: Int($0.line), goroutine: $0.goroutine)
      }
    startFunction = description.startFunction
    labels = description.labels?.map {
      Label(key: $0.key, value: showsValues ? $0.value : nil)
    }
    thread = description.thread
    isLockedToThread = description.isLockedToThread
    isSystem = description.isSystem
    isCrashed = description.isCrashed
    registers = description.registers.map { Registers($0.values, $0.source) }
  }

  /// Whether it waits for `lock`.
  public func isWaiting(for lock: ContendedLock) -> Bool {
    waits.contains { $0.address == lock.address }
  }
}
