// Work spread over threads whose results come in order.

import Basics
import Testing

@Suite("Work whose results are taken in order")
struct OrderedWorkTests {
  @Test("gives every result, in order", arguments: [0, 1, 2, 3, 1_000], [-1, 1, 2, 3, 16])
  func order(_ count: Int, _ threads: Int) {
    var taken: [Int] = []
    forEachInOrder(
      count, threads: threads, state: { 0 }, { _, number in number * number },
      take: {
        taken.append($0)
        return true
      })
    #expect(taken == (0..<count).map { $0 * $0 })
  }

  @Test("stops when nobody takes results any more", arguments: [1, 2, 16])
  func stopping(_ threads: Int) {
    var taken: [Int] = []
    forEachInOrder(
      1_000, threads: threads, state: { 0 }, { _, number in number },
      take: {
        taken.append($0)
        return $0 < 10
      })
    #expect(taken == Array(0...10))
  }

  @Test("gives each thread a state of its own, which it keeps", arguments: [1, 2, 16])
  func state(_ threads: Int) {
    var total = 0
    var highest = 0
    forEachInOrder(
      1_000, threads: threads, state: { 0 },
      { seen, _ in
        seen += 1
        return seen
      },
      take: {
        total += 1
        highest = max(highest, $0)
        return true
      })
    #expect(total == 1_000)
    // One of the threads did its share of the work at least.
    #expect(highest >= 1_000 / threads)
  }
}
