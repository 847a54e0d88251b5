// What a parked goroutine waits for, as data. CrashAnalysis puts it into words.

package import ElfCore

/// One thing that a goroutine waits for; a `select` waits for several.
package struct Wait: Sendable, Equatable {
  /// What the goroutine asked of it. The raw value is the name in JSON.
  package enum Operation: String, Sendable, CaseIterable {
    case receive, send, select, lock
    case readLock = "read lock"
    case acquire, wait, read, write, sleep
  }

  /// What it waits for, with its state if that can be read.
  package enum Object: Sendable, Equatable {
    case channel(Channel)
    /// A channel whose record cannot be read.
    case unreadableChannel(Address)
    case nilChannel
    /// The `select` has no cases.
    case noChannel
    /// The state is nil if it cannot be read, and for objects that have none.
    case sync(SyncObject, SyncState?)
    /// A semaphore of an unknown object; the object's kind if at least that is known.
    case semaphore(Address, partOf: SyncObject.Kind?)
    /// nil if the descriptor is not known.
    case descriptor(PolledDescriptor?)
    /// nil if the time is not known.
    case timer(SleepTimer?)
    /// The innermost function that is not the runtime's; nil if it is not known.
    case systemCall(function: String?)
  }

  /// What kind of thing it is.
  package enum Kind: Sendable, Hashable {
    case channel
    case sync(SyncObject.Kind)
    case semaphore, descriptor, sleep, systemCall

    /// All kinds. Of a descriptor's own lock nothing but the semaphore is ever known.
    package static let all: [Kind] =
      [.channel] + SyncObject.Kind.allCases.filter { $0 != .descriptor }.map { .sync($0) }
      + [.semaphore, .descriptor, .sleep, .systemCall]

    /// The name in JSON.
    package var name: String {
      switch self {
      case .channel: "channel"
      case .sync(let kind): kind.name
      case .semaphore: "semaphore"
      case .descriptor: "descriptor"
      case .sleep: "sleep"
      case .systemCall: "syscall"
      }
    }
  }

  package let operation: Operation
  package let object: Object

  package init(to operation: Operation, _ object: Object) {
    self.operation = operation
    self.object = object
  }

  package var kind: Kind {
    switch object {
    case .channel, .unreadableChannel, .nilChannel, .noChannel: .channel
    case .sync(let object, _): .sync(object.kind)
    case .semaphore: .semaphore
    case .descriptor: .descriptor
    case .timer: .sleep
    case .systemCall: .systemCall
    }
  }

  /// The address of the channel, lock, group, condition, semaphore or poll descriptor; nil if it has none,
  /// or if it is not known.
  package var address: Address? {
    switch object {
    case .channel(let channel): channel.address
    case .unreadableChannel(let address), .semaphore(let address, _): address
    case .sync(let object, _): object.address
    case .descriptor(let descriptor): descriptor?.address
    case .nilChannel, .noChannel, .timer, .systemCall: nil
    }
  }
}

/// A file descriptor on the network poller.
package struct PolledDescriptor: Sendable, Equatable {
  /// Of its `runtime.pollDesc`.
  package let address: Address
  package let number: UInt64

  package init(at address: Address, number: UInt64) {
    self.address = address
    self.number = number
  }
}

/// The timer of a sleeping goroutine; times in nanoseconds of the runtime's clock.
package struct SleepTimer: Sendable, Equatable {
  package let end: UInt64
  /// The latest time that the core shows.
  package let now: UInt64

  package init(end: UInt64, now: UInt64) {
    self.end = end
    self.now = now
  }

  /// Whole seconds until it wakes; nil if it should have woken already.
  package var secondsLeft: UInt64? { end > now ? (end - now) / 1_000_000_000 : nil }
}
