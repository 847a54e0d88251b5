// What goroutines wait for, and who keeps them waiting.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// One thing that a goroutine waits for.
public struct Wait: Sendable, Equatable {
  /// What kind of thing it is.
  public enum Kind: String, Sendable {
    /// A channel.
    case channel
    /// A `sync.Mutex`.
    case mutex
    /// A `sync.RWMutex`.
    case rwMutex
    /// A `sync.WaitGroup`.
    case waitGroup
    /// A `sync.Cond`.
    case condition
    /// A semaphore of the runtime's of which nothing more is known.
    case semaphore
    /// A file descriptor.
    case descriptor
    /// A timer.
    case sleep
    /// A system call.
    case systemCall
  }

  /// What kind of thing it is.
  public let kind: Kind
  /// The address of the channel, lock, group or condition; nil for a nil channel and for what has none.
  public let address: UInt64?
  /// What it asked for, such as `receive`, `lock` or `read lock`.
  public let operation: String
  /// The state of what it waits for, in words.
  public let detail: String?

  init(_ wait: GoRuntime.Wait) {
    kind =
      switch wait.kind {
      case .channel: .channel
      case .sync(.mutex): .mutex
      case .sync(.rwMutex): .rwMutex
      case .sync(.waitGroup): .waitGroup
      case .sync(.condition): .condition
      case .semaphore: .semaphore
      case .descriptor, .sync(.descriptor): .descriptor
      case .sleep: .sleep
      case .systemCall: .systemCall
      }
    address = wait.address?.rawValue
    operation = wait.operation.rawValue
    detail = wait.stateWords
  }
}

/// A lock that goroutines wait for.
public struct ContendedLock: Sendable, Equatable {
  /// What kind of lock it is.
  public enum Kind: String, Sendable {
    /// A `sync.Mutex`.
    case mutex = "sync.Mutex"
    /// A `sync.RWMutex`.
    case rwMutex = "sync.RWMutex"
  }

  /// A goroutine that probably holds a lock. Go does not record holders: they are inferred.
  public struct Holder: Sendable, Equatable {
    /// The goroutine's id.
    public let goroutine: UInt64
    /// Whether it holds a `sync.RWMutex` for reading.
    public let isReader: Bool
    /// How sure it is.
    public let confidence: Confidence
    /// What it is inferred from, in words.
    public let evidence: String
  }

  /// What kind of lock it is.
  public let kind: Kind
  /// The address of the lock.
  public let address: UInt64
  /// How many goroutines wait for it.
  public let waiterCount: Int
  /// The ids of those that wait. Of very many goroutines only some of each kind are looked at.
  public let waiters: [UInt64]
  /// Those who probably hold it, the surest first.
  public let holders: [Holder]

  init(_ lock: ContestedLock) {
    kind = lock.object.kind == .rwMutex ? .rwMutex : .mutex
    address = lock.object.address.rawValue
    waiterCount = lock.waiterCount
    waiters = lock.waiters.map(\.goroutine.id)
    holders = lock.holders.map {
      Holder(
        goroutine: $0.goroutine.id, isReader: $0.isReader, confidence: Confidence($0.confidence),
        evidence: $0.evidence.text)
    }
  }
}
