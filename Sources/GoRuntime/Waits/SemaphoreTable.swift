// Which goroutines sleep on which semaphores, as they do in sync.Mutex, sync.RWMutex and sync.WaitGroup.
// Up to go1.25 this table is the only record of it.
//
// Source: runtime/sema.go (semTable, semaRoot), go1.19 to go1.27.

internal import Basics
package import ElfCore

/// The sleepers of `runtime.semtable`.
package struct SemaphoreTable: Sendable {
  /// A semaphore and how many goroutines sleep on it.
  package struct Semaphore: Sendable, Equatable {
    package let address: Address
    package let count: Int
    /// The `g` of the goroutine that is woken next.
    package let first: Address
  }

  private struct Sleeper {
    let g: UInt64
    let semaphore: UInt64
  }

  /// The semaphores, in the order of their addresses.
  package private(set) var semaphores: [Semaphore] = []
  /// Why sleepers are missing; nil if none are.
  package private(set) var problem: String?
  /// In the order of the addresses of the `g`s.
  private var sleepers: ContiguousArray<Sleeper> = []

  /// `semTabSize`.
  static let bucketCount = 251

  /// Reads the table of a process; empty if the runtime's facts do not include it.
  package init(_ process: GoProcess) {
    let table = process.variable(.semaphores)
    let start: Address
    let shape: Shape
    do throws(RecordError) {
      start = try table.address()
      shape = try Shape(process.facts)
    } catch {
      // What this runtime lacks is among the losses of its facts.
      return
    }
    // A goroutine sleeps on one semaphore at a time.
    var budget = process.allGoroutines.count + 1_024
    var reader = process.memory.reader()
    let stride = (table.size ?? 0) / Self.bucketCount
    guard stride > shape.root else { return }
    for bucket in 0..<Self.bucketCount {
      do throws(MemoryError) {
        let root = try reader.pointer(start &+ (bucket * stride + shape.root))
        try add(root, bucket, shape, &reader, &budget)
      } catch {
        problem = "sleepers on semaphores are missing: \(error.message)"
      }
      guard budget > 0 else {
        problem = "sleepers on semaphores are missing: the table is cyclic"
        break
      }
    }
    sleepers.sort { $0.g < $1.g }
    semaphores.sort { $0.address < $1.address }
  }

  /// Walks the tree of one bucket, a node for each semaphore, and each node's queue.
  private mutating func add(
    _ root: Address, _ bucket: Int, _ shape: Shape, _ reader: inout MemoryReader,
    _ budget: inout Int
  ) throws(MemoryError) {
    guard !root.isNull else { return }
    var pending = [root]
    while let node = pending.popLast() {
      let semaphore = try reader.pointer(node &+ shape.element)
      guard Self.bucket(of: semaphore) == bucket else {
        problem = "sleepers on semaphores are missing: the table is damaged at \(node)"
        continue
      }
      var count = 0
      var first = Address.null
      var sleeper = node
      while !sleeper.isNull, budget > 0 {
        budget -= 1
        let g = try reader.pointer(sleeper &+ shape.g)
        if count == 0 { first = g }
        count += 1
        sleepers.append(Sleeper(g: g.rawValue, semaphore: semaphore.rawValue))
        sleeper = try reader.pointer(sleeper &+ shape.link)
      }
      semaphores.append(Semaphore(address: semaphore, count: count, first: first))
      guard budget > 0 else { return }
      for child in [
        try reader.pointer(node &+ shape.left), try reader.pointer(node &+ shape.right),
      ] where !child.isNull { pending.append(child) }
    }
  }

  /// The bucket that a semaphore hashes to (`rootFor`).
  static func bucket(of semaphore: Address) -> Int {
    Int(truncatingIfNeeded: (semaphore.rawValue >> 3) % UInt64(bucketCount))
  }

  /// The semaphore that the goroutine whose `g` is at `address` sleeps on.
  package func semaphore(of address: Address) -> Address? {
    let index = sleepers.partitioningIndex { $0.g >= address.rawValue }
    guard index < sleepers.count, sleepers[index].g == address.rawValue else { return nil }
    return Address(sleepers[index].semaphore)
  }

  /// The offsets in `sudog` and `semaRoot` that the walk needs.
  struct Shape {
    let root, g, left, right, element, link: Int

    init(_ facts: RuntimeFacts) throws(RecordError) {
      root = try facts.place(of: .semaphoreRootWaiters).offset
      g = try facts.place(of: .waiterG).offset
      left = try facts.place(of: .waiterPrevious).offset
      right = try facts.place(of: .waiterNext).offset
      element = try facts.place(of: .waiterElement).offset
      link = try facts.place(of: .waiterLink).offset
    }
  }
}
