// A crowd before a lock. Whoever holds it is what all of them wait for.

internal import GoRuntime

extension CrashScene {
  /// The lock for which the most goroutines wait, where they are `least` or more.
  func crowd(ofAtLeast least: Int) -> ContestedLock? {
    // A RWMutex has a semaphore for readers and one for writers.
    guard waits.semaphores.semaphores.contains(where: { 2 * $0.count >= least }) else {
      return nil
    }
    return locks.locks.first.flatMap { $0.waiterCount >= least ? $0 : nil }
  }
}
