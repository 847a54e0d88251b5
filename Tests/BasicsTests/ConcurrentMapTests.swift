// Work spread over threads.

import Basics
import Foundation
import Testing

@Suite("Work spread over threads")
struct ConcurrentMapTests {
  @Test("gives every result, in order", arguments: [0, 1, 2, 3, 100], [-1, 1, 2, 3, 16])
  func order(_ count: Int, _ threads: Int) {
    #expect(concurrentMap(count, threads: threads) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test("has as many processors as the kernel lets this process use")
  func processors() throws {
    // proc(5) tells them twice: as a mask, and as ranges such as "0-3,6".
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let list = try #require(
      status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") })
    let count = list.dropFirst(18).split { $0 == "," || $0.isWhitespace }.reduce(0) { sum, range in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      return sum + (ends.last ?? 0) - (ends.first ?? 0) + 1
    }
    #expect(processorCount() == count)
  }
}
