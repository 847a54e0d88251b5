// Finds the table of semaphores by the goroutines that sleep on them: the semaphore's address in a
// sleeper's record says in which bucket the record is, and so where the table begins.

internal import ElfCore

/// Finds `runtime.semtable` in the data of a module.
struct SemaphoreSearch {
  private let search: RootSearch
  private let shape: SemaphoreTable.Shape
  private let goroutine: GoroutineMark
  private let stride: Int
  /// Places that are tried.
  private static let candidateLimit = 1_000

  /// `size`: of the whole table, in bytes. Nil where the layouts lack the table.
  init?(search: RootSearch, size: Int?) {
    guard let shape = try? SemaphoreTable.Shape(search.facts),
      let goroutine = try? GoroutineMark(search.facts), let size
    else { return nil }
    self.search = search
    self.shape = shape
    self.goroutine = goroutine
    stride = size / SemaphoreTable.bucketCount
    guard stride > shape.root else { return nil }
  }

  /// Where the table is; nil when nobody sleeps.
  func find() -> Address? {
    var candidates: Set<Address> = []
    search.scan(search.zeroed) { place, value throws(MemoryError) in
      guard value != 0, value & 7 == 0, candidates.count < Self.candidateLimit,
        let semaphore = try semaphore(ofSleeperAt: Address(value))
      else { return }
      let bucket = SemaphoreTable.bucket(of: semaphore)
      let table = place &- (bucket * stride + shape.root)
      if search.zeroed.contains(table) { candidates.insert(table) }
    }
    var best: (address: Address, sleepers: Int)?
    for candidate in candidates.sorted() {
      guard let sleepers = try? sleepers(in: candidate), sleepers > best?.sleepers ?? 0 else {
        continue
      }
      best = (candidate, sleepers)
    }
    return best?.address
  }

  /// The semaphore that a record of a sleeper names; nil for what is no such record.
  private func semaphore(ofSleeperAt address: Address) throws(MemoryError) -> Address? {
    let g = try search.memory.pointer(address &+ shape.g)
    guard goroutine.isGoroutine(at: g, in: search.memory) else { return nil }
    let semaphore = try search.memory.pointer(address &+ shape.element)
    return semaphore.isNull || semaphore.rawValue & 3 != 0 ? nil : semaphore
  }

  /// How many buckets of a table at `address` have sleepers; nil when one has something else.
  private func sleepers(in address: Address) throws(MemoryError) -> Int? {
    var count = 0
    for bucket in 0..<SemaphoreTable.bucketCount {
      let root = try search.memory.pointer(address &+ (bucket * stride + shape.root))
      if root.isNull { continue }
      guard let semaphore = try semaphore(ofSleeperAt: root),
        SemaphoreTable.bucket(of: semaphore) == bucket
      else { return nil }
      count += 1
    }
    return count
  }
}
