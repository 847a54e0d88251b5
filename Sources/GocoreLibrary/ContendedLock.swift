// Locks that goroutines wait for, and who keeps them waiting.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

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
