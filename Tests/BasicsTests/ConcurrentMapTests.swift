// Work spread over threads.

import Basics
import Testing

@Suite("Work spread over threads")
struct ConcurrentMapTests {
  @Test("gives every result, in order", arguments: [0, 1, 2, 3, 100], [-1, 1, 2, 3, 16])
  func order(_ count: Int, _ threads: Int) {
    #expect(concurrentMap(count, threads: threads) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test("counts at least one processor")
  func processors() {
    #expect(processorCount() >= 1)
  }
}
