// From a semaphore's address and the functions that wait for it to the object of package sync that it
// is part of, and that object's state in words.
//
// Sources: sync/mutex.go, rwmutex.go, waitgroup.go, internal/sync/mutex.go, internal/poll/fd_mutex.go,
// go1.19 to go1.27.

package import ElfCore

/// What a goroutine that sleeps on a semaphore waits for.
package struct SyncObject: Sendable, Hashable {
  /// The object's type.
  package enum Kind: String, Sendable {
    case mutex = "sync.Mutex"
    case rwMutex = "sync.RWMutex"
    case waitGroup = "sync.WaitGroup"
    case condition = "sync.Cond"
    case descriptor = "internal/poll.fdMutex"
  }

  package let kind: Kind
  package let address: Address

  package init(_ kind: Kind, at address: Address) {
    self.kind = kind
    self.address = address
  }
}

/// How a goroutine came to sleep on a semaphore: the object's kind, what it asked of it, and where in
/// the object the semaphore lies.
package struct SemaphoreUse: Sendable, Equatable {
  package let kind: SyncObject.Kind
  package let operation: String
  /// Bytes from the object to the semaphore; nil where it is not known which of several it is.
  private let offset: Int?

  /// What the innermost functions of a stack say, from the inside; nil when none is known.
  package init?(functions: some Sequence<String>) {
    var found: SemaphoreUse?
    for name in functions {
      guard Self.packages.contains(where: { name.hasPrefix($0) }) else { break }
      switch Self.method(of: name) {
      case "(*Mutex).Lock", "(*Mutex).lockSlow":
        found = SemaphoreUse(.mutex, "lock", 4)
      case "(*RWMutex).Lock":
        // A writer takes the mutex inside first, then waits for the readers.
        found = SemaphoreUse(.rwMutex, "lock", found?.kind == .mutex ? 4 : 8)
      case "(*RWMutex).RLock":
        found = SemaphoreUse(.rwMutex, "read lock", 12)
      case "(*WaitGroup).Wait":
        found = SemaphoreUse(.waitGroup, "wait", 8)
      case "(*fdMutex).rwlock":
        found = SemaphoreUse(.descriptor, "lock", nil)
      default: break
      }
    }
    guard let found else { return nil }
    self = found
  }

  private init(_ kind: SyncObject.Kind, _ operation: String, _ offset: Int?) {
    self.kind = kind
    self.operation = operation
    self.offset = offset
  }

  private static let packages = ["runtime.", "sync.", "internal/sync.", "internal/poll."]

  /// `(*Mutex).Lock` of `sync.(*Mutex).Lock`.
  private static func method(of name: String) -> Substring {
    guard let start = name.firstIndex(of: "(") else { return "" }
    return name[start...]
  }

  /// The object that holds the semaphore at `address`.
  package func object(semaphore address: Address) -> SyncObject? {
    guard let offset else { return nil }
    // Up to go1.19 a WaitGroup that lies at an odd multiple of four begins with its semaphore.
    if kind == .waitGroup, address.rawValue & 7 == 4 { return SyncObject(kind, at: address) }
    return SyncObject(kind, at: address &- offset)
  }
}

extension SyncObject {
  /// Bits of a Mutex's state word (internal/sync/mutex.go).
  private enum MutexState {
    static let locked: UInt32 = 1
    static let woken: UInt32 = 2
    static let starving: UInt32 = 4
    static let waiterShift: UInt32 = 3
  }

  private static let unlockedTooOften = "unlocked more often than locked"

  /// `rwmutexMaxReaders`: what a writer that has announced itself takes from the count of readers.
  private static let maximumReaders: Int32 = 1 << 30

  /// The state in words; nil where it cannot be read or says nothing.
  package func state(in memory: AddressSpace) -> String? {
    func number(_ offset: Int) -> UInt32? { try? memory.load(address &+ offset, as: UInt32.self) }
    switch kind {
    case .mutex:
      guard let state = number(0) else { return nil }
      // Unlock of what is not locked takes the word below zero.
      if Int32(bitPattern: state) < 0 { return Self.unlockedTooOften }
      var words = [state & MutexState.locked != 0 ? "locked" : "not locked"]
      if state & MutexState.woken != 0 { words.append("woken") }
      if state & MutexState.starving != 0 { words.append("starving") }
      words.append("\(state >> MutexState.waiterShift) waiting")
      return words.joined(separator: ", ")
    case .rwMutex:
      guard let raw = number(16), let pending = number(20) else { return nil }
      return Self.readWriteState(readers: Int32(bitPattern: raw), pending: pending)
    case .waitGroup:
      // The waiters' highest bit marks a group of a synctest bubble since go1.25.
      let start = address.rawValue & 7 == 4 ? 4 : 0
      guard let waiters = number(start), let counter = number(start + 4) else { return nil }
      return "counter \(Int32(bitPattern: counter)), \(waiters & 0x7fff_ffff) waiting"
    case .condition, .descriptor: return nil
    }
  }

  /// How a RWMutex is held.
  package enum ReadWriteMode: Sendable {
    case readers, writer
  }

  /// How a RWMutex is held; nil for anything else, and where it cannot be read.
  package func readWriteMode(in memory: AddressSpace) -> ReadWriteMode? {
    guard kind == .rwMutex, let count = try? memory.load(address &+ 16, as: Int32.self),
      let pending = try? memory.load(address &+ 20, as: Int32.self)
    else { return nil }
    // A writer that has announced itself holds it once no reader is left.
    return count < 0 && pending <= 0 ? .writer : .readers
  }

  private static func readWriteState(readers: Int32, pending: UInt32) -> String {
    let half = maximumReaders / 2
    if readers > half || readers > -half && readers < 0 { return unlockedTooOften }
    if readers >= 0 { return "held by \(readers) reader\(readers == 1 ? "" : "s")" }
    let count = Int64(readers) + Int64(maximumReaders)
    let waiting = Int32(bitPattern: pending)
    if waiting > 0 { return "a writer waits for \(waiting) reader\(waiting == 1 ? "" : "s")" }
    return "held by a writer, \(count) reader\(count == 1 ? "" : "s") waiting"
  }

  /// Whether a Mutex is locked; nil for anything else, and where it cannot be read.
  package func isLocked(in memory: AddressSpace) -> Bool? {
    guard kind == .mutex, let state = try? memory.load(address, as: UInt32.self) else { return nil }
    return state & MutexState.locked != 0
  }
}
