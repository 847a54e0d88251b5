// Why goroutines are parked, by the runtime's own texts: releases renumber the reasons, but keep the
// texts.
//
// Source: runtime/runtime2.go waitReasonStrings, go1.19 to go1.27.

/// A wait reason, as far as conclusions are drawn from it. Its raw value is the runtime's text.
package enum WaitReason: String, Sendable, CaseIterable {
  case channelReceive = "chan receive"
  case channelSend = "chan send"
  case select
  case nilChannelReceive = "chan receive (nil chan)"
  case nilChannelSend = "chan send (nil chan)"
  case selectWithoutCases = "select (no cases)"
  case mutex = "sync.Mutex.Lock"
  case writeLock = "sync.RWMutex.Lock"
  case readLock = "sync.RWMutex.RLock"
  case waitGroup = "sync.WaitGroup.Wait"
  case condition = "sync.Cond.Wait"
  case semaphore = "semacquire"
  case sleep
  case network = "IO wait"
  case coroutine
  case bubble = "synctest.Run"
  case bubbleIdle = "synctest.Wait"
  /// Any other reason, or none.
  case other = ""

  /// The reason with this text; `other` for a text from which nothing is concluded.
  package init(text: String) {
    self = WaitReason(rawValue: text) ?? .other
  }

  /// Whether the goroutine waits for channels that exist.
  package var isForChannels: Bool {
    switch self {
    case .channelReceive, .channelSend, .select: true
    default: false
    }
  }

  /// Whether nothing can ever end the wait.
  package var isForever: Bool {
    switch self {
    case .nilChannelReceive, .nilChannelSend, .selectWithoutCases: true
    default: false
    }
  }

  /// Whether nothing but another goroutine or a timer can end the wait.
  package var needsAnotherGoroutine: Bool {
    switch self {
    case .mutex, .writeLock, .readLock, .waitGroup, .condition, .semaphore: true
    default: isForChannels || isForever
    }
  }

  /// Whether a synctest bubble counts the goroutine as durably blocked although the text does not end
  /// in `(durable)`.
  package var isIdleInBubble: Bool {
    switch self {
    case .sleep, .condition, .coroutine, .bubble, .bubbleIdle: true
    default: isForever
    }
  }
}
