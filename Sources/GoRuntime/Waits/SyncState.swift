// The state of a lock or a group: what its words say.
//
// Sources: internal/sync/mutex.go, sync/rwmutex.go, waitgroup.go, go1.19 to go1.27.

/// The state of an object of package sync.
package enum SyncState: Sendable, Equatable {
  case mutex(MutexState)
  case rwMutex(RWMutexState)
  case waitGroup(WaitGroupState)
}

/// The state of a Mutex.
package struct MutexState: Sendable, Equatable {
  private let word: UInt32

  private static let locked: UInt32 = 1
  private static let woken: UInt32 = 2
  private static let starving: UInt32 = 4
  private static let waiterShift: UInt32 = 3

  package init(word: UInt32) {
    self.word = word
  }

  package var isLocked: Bool { word & Self.locked != 0 }
  /// Whether a waiter has been woken and is trying to lock it.
  package var isWoken: Bool { word & Self.woken != 0 }
  /// Whether Unlock hands it to the waiter that has waited longest.
  package var isStarving: Bool { word & Self.starving != 0 }
  package var waiters: UInt32 { word >> Self.waiterShift }
  /// Unlock of what is not locked takes the word below zero; then the rest says nothing.
  package var isOverUnlocked: Bool { Int32(bitPattern: word) < 0 }
}

/// The state of a RWMutex.
package struct RWMutexState: Sendable, Equatable {
  /// `rwmutexMaxReaders`: what a writer takes from the count of readers when it announces itself.
  private static let maximumReaders: Int32 = 1 << 30

  private let readerCount: Int32
  private let readerWait: Int32

  package init(readerCount: Int32, readerWait: Int32) {
    self.readerCount = readerCount
    self.readerWait = readerWait
  }

  /// Who holds it, or is about to.
  package enum Hold: Sendable, Equatable {
    /// No writer wants it; none of `readers` means that it is free.
    case readers(Int64)
    /// A writer has announced itself and waits for so many readers to leave.
    case writerWaiting(readers: Int64)
    case writer(waitingReaders: Int64)
    /// It was unlocked more often than locked.
    case overUnlocked
  }

  package var hold: Hold {
    let half = Self.maximumReaders / 2
    if readerCount > half || readerCount > -half && readerCount < 0 { return .overUnlocked }
    if readerCount >= 0 { return .readers(Int64(readerCount)) }
    if readerWait > 0 { return .writerWaiting(readers: Int64(readerWait)) }
    return .writer(waitingReaders: Int64(readerCount) + Int64(Self.maximumReaders))
  }

  /// Whether a writer holds it: one that has announced itself does once no reader is left.
  package var isHeldByWriter: Bool { readerCount < 0 && readerWait <= 0 }
}

/// The state of a WaitGroup.
package struct WaitGroupState: Sendable, Equatable {
  package let counter: Int32
  package let waiters: UInt32

  /// The highest bit of the waiters' word marks a group of a synctest bubble since go1.25.
  package init(counter: Int32, waiterWord: UInt32) {
    self.counter = counter
    waiters = waiterWord & 0x7fff_ffff
  }
}
