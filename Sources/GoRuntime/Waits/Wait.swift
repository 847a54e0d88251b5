// What a parked goroutine waits for.

package import ElfCore

/// One thing that a goroutine waits for; a `select` waits for several.
package struct Wait: Sendable, Equatable {
  /// What kind of thing it is.
  package enum Kind: String, Sendable, CaseIterable {
    case channel, mutex, condition, semaphore, descriptor, sleep
    case rwMutex = "rwmutex"
    case waitGroup = "waitgroup"
    case systemCall = "syscall"
  }

  package let kind: Kind
  /// The channel's, lock's, group's or condition's address; nil for a nil channel and for a sleep.
  package let address: Address?
  /// What it asked: `receive`, `send`, `select`, `lock`, `read lock`, `acquire`, `wait`, `read`,
  /// `write`, `sleep`.
  package let operation: String
  /// The state of what it waits for, in words.
  package let detail: String?

  package init(_ kind: Kind, _ address: Address?, _ operation: String, _ detail: String?) {
    self.kind = kind
    self.address = address
    self.operation = operation
    self.detail = detail
  }

  /// The type's name before its address, as Go spells it.
  package var typeName: String {
    switch kind {
    case .channel: "channel"
    case .mutex: SyncObject.Kind.mutex.rawValue
    case .rwMutex: SyncObject.Kind.rwMutex.rawValue
    case .waitGroup: SyncObject.Kind.waitGroup.rawValue
    case .condition: SyncObject.Kind.condition.rawValue
    case .semaphore: "semaphore"
    case .descriptor: "file descriptor"
    case .sleep: "timer"
    case .systemCall: "system call"
    }
  }

  /// What follows "waits": `to receive from channel 0xc000012345 (chan int, unbuffered)`.
  package var description: String {
    let object = address.map { "\(typeName) \($0)" } ?? typeName
    let text =
      switch (kind, operation) {
      case (.channel, "receive"): "to receive from \(object)"
      case (.channel, "send"): "to send to \(object)"
      case (.channel, _): "on \(object)"
      case (.condition, _), (.waitGroup, _): "for \(object)"
      case (.sleep, _): "for a timer"
      case (.systemCall, _): "for a system call"
      default: "to \(operation) \(object)"
      }
    return detail.map { "\(text) (\($0))" } ?? text
  }
}

extension Wait.Kind {
  /// The kind of an object of package sync.
  init(_ kind: SyncObject.Kind) {
    self =
      switch kind {
      case .mutex: .mutex
      case .rwMutex: .rwMutex
      case .waitGroup: .waitGroup
      case .condition: .condition
      case .descriptor: .descriptor
      }
  }
}
