// What a goroutine waits for, as data.

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

  /// What a goroutine asks of what it waits for. Later versions may know more of them: give a `switch` a
  /// `default`.
  public enum Operation: Sendable, Hashable, CustomStringConvertible {
    /// To receive from a channel.
    case receive
    /// To send to a channel.
    case send
    /// A `select`, where it is not known which of its cases this is.
    case select
    /// To lock a mutex, or a `sync.RWMutex` for writing.
    case lock
    /// To lock a `sync.RWMutex` for reading.
    case readLock
    /// To acquire a semaphore.
    case acquire
    /// To wait for a group or a condition.
    case wait
    /// To read from a file descriptor.
    case read
    /// To write to a file descriptor.
    case write
    /// To sleep, or to be in a system call.
    case sleep
    /// Something else, by its name in JSON.
    case other(String)

    /// The name in JSON, such as `receive` or `read lock`.
    public var name: String {
      switch self {
      case .receive: "receive"
      case .send: "send"
      case .select: "select"
      case .lock: "lock"
      case .readLock: "read lock"
      case .acquire: "acquire"
      case .wait: "wait"
      case .read: "read"
      case .write: "write"
      case .sleep: "sleep"
      case .other(let name): name
      }
    }

    /// The ``name``.
    public var description: String { name }
  }

  /// The state of what a goroutine waits for, in numbers. Later versions may know more of them: give a
  /// `switch` a `default`.
  public enum State: Sendable, Equatable {
    /// A channel that was made.
    case channel(Channel)
    /// A nil channel, on which nothing ever happens.
    case nilChannel
    /// A `select` without cases, which never ends.
    case noCases
    /// A mutex.
    case mutex(Mutex)
    /// A `sync.RWMutex` that so many readers hold; 0 where it is free.
    case readers(Int)
    /// A `sync.RWMutex` for which a writer waits until so many readers are gone. It lets no new ones in.
    case writerWaiting(readers: Int)
    /// A `sync.RWMutex` that a writer holds, while so many readers wait.
    case writer(waitingReaders: Int)
    /// A lock that was unlocked more often than locked; the rest of its state means nothing.
    case overUnlocked
    /// A group with its counter, which is below 0 where `Done` was called too often, and how many wait.
    case waitGroup(counter: Int, waiters: Int)
    /// A semaphore in an object of this type, such as `sync.Mutex`.
    case partOf(type: String)
    /// The number of a file descriptor.
    case descriptor(UInt64)
    /// A timer, and the whole seconds until it ends; nil where it should have ended.
    case timer(secondsLeft: UInt64?)
    /// The function that made a system call.
    case systemCall(function: String)
  }

  /// A channel as it was.
  public struct Channel: Sendable, Equatable {
    /// The type of its elements; nil where it cannot be read.
    public let elementType: String?
    /// How many values it holds.
    public let count: UInt64
    /// How many values it can hold; 0 where it is unbuffered.
    public let capacity: UInt64
    /// Whether it is closed.
    public let isClosed: Bool
    /// Whether a timer or ticker sends on it.
    public let isOfTimer: Bool
  }

  /// A mutex as it was.
  public struct Mutex: Sendable, Equatable {
    /// Whether it is locked.
    public let isLocked: Bool
    /// Whether a waiter was woken and tries to lock it.
    public let isWoken: Bool
    /// Whether `Unlock` hands it to the one that has waited longest.
    public let isStarving: Bool
    /// How many wait for it.
    public let waiterCount: Int
  }

  /// What kind of thing it is.
  public let kind: Kind
  /// The address of the channel, lock, group or condition; nil for a nil channel and for what has none.
  public let address: UInt64?
  /// What is asked of it.
  public let operation: Operation
  /// The state that it is in; nil where that cannot be read, and for what has none.
  public let state: State?
  /// The state in words; nil where there is nothing to say.
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
    operation = Operation(wait.operation)
    state = State(wait.object)
    detail = wait.stateWords
  }
}

extension Wait.Operation {
  fileprivate init(_ operation: GoRuntime.Wait.Operation) {
    self =
      switch operation {
      case .receive: .receive
      case .send: .send
      case .select: .select
      case .lock: .lock
      case .readLock: .readLock
      case .acquire: .acquire
      case .wait: .wait
      case .read: .read
      case .write: .write
      case .sleep: .sleep
      }
  }
}

extension Wait.State {
  fileprivate init?(_ object: GoRuntime.Wait.Object) {
    switch object {
    case .channel(let channel): self = .channel(Wait.Channel(channel))
    case .nilChannel: self = .nilChannel
    case .noChannel: self = .noCases
    case .sync(_, let state?): self.init(state)
    case .semaphore(_, let owner?): self = .partOf(type: owner.rawValue)
    case .descriptor(let descriptor?): self = .descriptor(descriptor.number)
    case .timer(let timer?): self = .timer(secondsLeft: timer.secondsLeft)
    case .systemCall(let function?): self = .systemCall(function: function)
    case .unreadableChannel, .sync, .semaphore, .descriptor, .timer, .systemCall: return nil
    }
  }

  private init(_ state: SyncState) {
    self =
      switch state {
      case .mutex(let mutex) where mutex.isOverUnlocked: .overUnlocked
      case .mutex(let mutex):
        .mutex(
          Wait.Mutex(
            isLocked: mutex.isLocked, isWoken: mutex.isWoken, isStarving: mutex.isStarving,
            waiterCount: Int(mutex.waiters)))
      case .rwMutex(let lock):
        switch lock.hold {
        case .readers(let count): .readers(Int(count))
        case .writerWaiting(let count): .writerWaiting(readers: Int(count))
        case .writer(let count): .writer(waitingReaders: Int(count))
        case .overUnlocked: .overUnlocked
        }
      case .waitGroup(let group):
        .waitGroup(counter: Int(group.counter), waiters: Int(group.waiters))
      }
  }
}

extension Wait.Channel {
  fileprivate init(_ channel: GoRuntime.Channel) {
    self.init(
      elementType: channel.elementType, count: channel.count, capacity: channel.capacity,
      isClosed: channel.isClosed, isOfTimer: channel.isTimer)
  }
}
