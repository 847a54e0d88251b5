// Objects of package sync: their kinds, where their members lie, what their state is, and which semaphore
// of which object a goroutine sleeps on. A new kind is added here, and what is said of it in
// CrashAnalysis/Waits/WaitWords.swift.
//
// Sources: sync/mutex.go, rwmutex.go, waitgroup.go, internal/sync/mutex.go, internal/poll/fd_mutex.go,
// go1.19 to go1.27.

package import ElfCore

/// An object that goroutines wait for on semaphores, or by a list of waiters.
package struct SyncObject: Sendable, Hashable {
  /// The object's type, by its name in Go.
  package enum Kind: String, Sendable, CaseIterable {
    case mutex = "sync.Mutex"
    case rwMutex = "sync.RWMutex"
    case waitGroup = "sync.WaitGroup"
    case condition = "sync.Cond"
    case descriptor = "internal/poll.fdMutex"

    /// The name in JSON.
    package var name: String {
      switch self {
      case .mutex: "mutex"
      case .rwMutex: "rwmutex"
      case .waitGroup: "waitgroup"
      case .condition: "condition"
      case .descriptor: "descriptor"
      }
    }
  }

  package let kind: Kind
  package let address: Address

  package init(_ kind: Kind, at address: Address) {
    self.kind = kind
    self.address = address
  }
}

/// The members of the structures, in bytes from their start. They are the same for all processors.
enum SyncLayout {
  enum Mutex {
    static let state = 0
    static let semaphore = 4
    static let size = 8
  }

  /// It begins with a Mutex, which writers take first.
  enum RWMutex {
    static let writerSemaphore = 8
    static let readerSemaphore = 12
    static let readerCount = 16
    static let readerWait = 20
    static let size = 24
  }

  enum WaitGroup {
    static let waiters = 0
    static let counter = 4
    static let semaphore = 8
    static let size = 16

    /// Up to go1.19 a group that lies at an odd multiple of four begins with its semaphore, so that the
    /// other two can be read as one aligned word.
    static func beginsWithSemaphore(at address: Address) -> Bool { address.rawValue & 7 == 4 }
  }
}

extension SyncObject {
  /// Whether `address` is inside the object; false for kinds that have no semaphores of their own.
  package func contains(_ address: Address) -> Bool {
    let size =
      switch kind {
      case .mutex: SyncLayout.Mutex.size
      case .rwMutex: SyncLayout.RWMutex.size
      case .waitGroup: SyncLayout.WaitGroup.size
      case .condition, .descriptor: 0
      }
    return AddressRange(start: self.address, end: self.address &+ size).contains(address)
  }

  /// The object's state; nil if it cannot be read, and for kinds that have none.
  package func state(in memory: AddressSpace) -> SyncState? {
    try? readState(memory)
  }

  private func readState(_ memory: AddressSpace) throws(MemoryError) -> SyncState? {
    func number<Value: FixedWidthInteger & BitwiseCopyable>(
      _ offset: Int
    ) throws(MemoryError) -> Value {
      try memory.load(address &+ offset, as: Value.self)
    }
    switch kind {
    case .mutex: return .mutex(MutexState(word: try number(SyncLayout.Mutex.state)))
    case .rwMutex:
      return .rwMutex(
        RWMutexState(
          readerCount: try number(SyncLayout.RWMutex.readerCount),
          readerWait: try number(SyncLayout.RWMutex.readerWait)))
    case .waitGroup:
      let start = SyncLayout.WaitGroup.beginsWithSemaphore(at: address) ? 4 : 0
      return .waitGroup(
        WaitGroupState(
          counter: try number(start + SyncLayout.WaitGroup.counter),
          waiterWord: try number(start + SyncLayout.WaitGroup.waiters)))
    case .condition, .descriptor: return nil
    }
  }
}

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

/// How a goroutine came to sleep on a semaphore: the object's kind, what it asked of it, and where in
/// the object the semaphore lies.
package struct SemaphoreUse: Sendable, Equatable {
  package let kind: SyncObject.Kind
  package let operation: Wait.Operation
  /// Bytes from the object to the semaphore; nil if the object has several.
  private let offset: Int?

  /// The use that the innermost functions of a stack show, innermost first; nil if they show none.
  package init?(functions: some Sequence<String>) {
    var found: SemaphoreUse?
    for name in functions {
      guard Self.packages.contains(where: { name.hasPrefix($0) }) else { break }
      switch Self.method(of: name) {
      case "(*Mutex).Lock", "(*Mutex).lockSlow":
        found = SemaphoreUse(.mutex, .lock, SyncLayout.Mutex.semaphore)
      case "(*RWMutex).Lock":
        // A writer takes the mutex inside first, then waits for the readers.
        let isInMutex = found?.kind == .mutex
        found = SemaphoreUse(
          .rwMutex, .lock,
          isInMutex ? SyncLayout.Mutex.semaphore : SyncLayout.RWMutex.writerSemaphore)
      case "(*RWMutex).RLock":
        found = SemaphoreUse(.rwMutex, .readLock, SyncLayout.RWMutex.readerSemaphore)
      case "(*WaitGroup).Wait":
        found = SemaphoreUse(.waitGroup, .wait, SyncLayout.WaitGroup.semaphore)
      case "(*fdMutex).rwlock":
        found = SemaphoreUse(.descriptor, .lock, nil)
      default: break
      }
    }
    guard let found else { return nil }
    self = found
  }

  private init(_ kind: SyncObject.Kind, _ operation: Wait.Operation, _ offset: Int?) {
    self.kind = kind
    self.operation = operation
    self.offset = offset
  }

  private static let packages = ["runtime.", "sync.", "internal/sync.", "internal/poll."]

  /// `(*Mutex).Lock` of `sync.(*Mutex).Lock`.
  private static func method(of name: String) -> Substring {
    guard let start = name.utf8.firstIndex(of: 0x28) else { return "" }
    return name[start...]
  }

  /// Whether it is a writer that keeps new readers out and waits for those before it to leave.
  package var isAnnouncedWriter: Bool {
    kind == .rwMutex && offset == SyncLayout.RWMutex.writerSemaphore
  }

  /// The object that holds the semaphore at `address`.
  package func object(semaphore address: Address) -> SyncObject? {
    guard let offset else { return nil }
    if kind == .waitGroup, SyncLayout.WaitGroup.beginsWithSemaphore(at: address) {
      return SyncObject(kind, at: address)
    }
    return SyncObject(kind, at: address &- offset)
  }
}
