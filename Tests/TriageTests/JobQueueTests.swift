// Who is given which job.

import Basics
import Testing
import Triage

/// Jobs that are told apart by their numbers.
private func jobs(_ numbers: ClosedRange<UInt64>) -> [BatchJob] {
  numbers.map {
    BatchJob(
      number: $0,
      candidate: Candidate(
        path: "core.\($0)", stamp: FileStamp(size: 1, modified: 1, kind: .regular), group: "g"))
  }
}

@Suite("The queue of jobs")
struct JobQueueTests {
  @Test("gives the jobs of a group in their order")
  func order() {
    var queue = JobQueue([jobs(1...3)])
    #expect(queue.count == 3)
    #expect((0..<4).map { _ in queue.next(of: 0)?.number } == [1, 2, 3, nil])
    #expect(queue.isEmpty)
  }

  @Test("sends a free worker to a group that nobody serves, else to the one with the most left")
  func groups() {
    var queue = JobQueue([jobs(1...1), jobs(2...3), jobs(4...9)])
    #expect(queue.group(besides: []) == 0)
    #expect(queue.group(besides: [0]) == 1)
    #expect(queue.group(besides: [0, 1, 2]) == 2)
    _ = queue.next(of: 0)
    #expect(queue.group(besides: []) == 1)
    for _ in 0..<2 { _ = queue.next(of: 1) }
    for _ in 0..<6 { _ = queue.next(of: 2) }
    #expect(queue.group(besides: []) == nil)
  }

  @Test("gives first what was given back, also of a group that was empty")
  func givenBack() {
    var queue = JobQueue([jobs(1...3), jobs(4...4)])
    let first = [queue.next(of: 0), queue.next(of: 0)].compactMap(\.self)
    #expect(queue.next(of: 0)?.number == 3)
    #expect(queue.group(besides: []) == 1)
    queue.putBack(first, to: 0)
    #expect(queue.group(besides: []) == 0)
    #expect(queue.next(of: 0)?.number == 1)
    #expect(queue.next(of: 0)?.number == 2)
  }
}
