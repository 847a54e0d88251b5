// The goroutines of a process, one after the other.

internal import Basics
internal import ElfCore

/// Walks `allgs`. Dead goroutines are passed over, and so are those that cannot be read.
package struct GoroutineWalk: IteratorProtocol {
  private let list: AllGoroutines
  private let pointerSize: Int
  /// Nil where this runtime's goroutines cannot be read at all.
  private var reader: GoroutineReader?
  private var pointers: MemoryReader
  private var places: Range<Int>
  /// How many of those that were passed could not be read.
  package private(set) var unreadable = 0

  /// `places` are positions in `allgs`; all of them where it is nil.
  package init(_ process: GoProcess, in places: Range<Int>? = nil) {
    list = process.allGoroutines
    pointerSize = process.memory.pointerSize
    reader = try? process.goroutineReader()
    pointers = process.memory.reader()
    self.places = (places ?? 0..<list.count).clamped(to: 0..<list.count)
  }

  /// Goes on with other positions in `allgs`.
  package mutating func begin(_ places: Range<Int>) {
    self.places = places.clamped(to: 0..<list.count)
  }

  package mutating func next() -> Goroutine? {
    while let index = places.popFirst() {
      guard
        let address = pointers.pointerIfThere(list.data &+ index * pointerSize), !address.isNull,
        let goroutine = reader?.readIfThere(address), goroutine.state != .other
      else {
        unreadable += 1
        continue
      }
      if goroutine.state == .dead || goroutine.state == .idle { continue }
      return goroutine
    }
    return nil
  }
}

extension GoProcess {
  /// Fewer goroutines than these are not worth a thread.
  private static let smallestPart = 8_192

  /// What `body` makes of the goroutines, in the order of `allgs`, without those that it makes nothing
  /// of; worked out on up to `threads` threads.
  package func mapGoroutines<Result: Sendable>(
    threads: Int, _ body: @Sendable (Goroutine) -> Result?
  ) -> [Result] {
    let count = allGoroutines.count
    let size = max(Self.smallestPart, (count + threads - 1) / max(1, threads))
    let parts = stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
    return concurrentMap(parts.count, threads: threads) { number in
      var found: [Result] = []
      var walk = GoroutineWalk(self, in: parts[number])
      while let goroutine = walk.next() {
        if let result = body(goroutine) { found.append(result) }
      }
      return found
    }.flatMap { $0 }
  }
}
