// What goroutines wait for, in text and in JSON.

import Reporting
import TestSupport
import Testing

@Suite("What a goroutine waits for")
struct WaitReportTests {
  @Test("has its state in words, and in JSON in numbers as well")
  func channel() throws {
    var drawn = SyntheticProcess()
    let channel = drawn.onHeap(drawn.types["runtime.hchan"]?.size ?? 0)
    for (member, value) in [
      ("qcount", 1), ("dataqsiz", 3), ("closed", 1), ("elemtype", drawn.type("int", kind: 2)),
    ] as [(String, UInt64)] {
      drawn.set("runtime.hchan", member, of: channel, value)
    }
    let (g, _) = drawn.add(SyntheticGoroutine(id: 5))
    let record = drawn.onHeap(drawn.types["runtime.sudog"]?.size ?? 0)
    drawn.set("runtime.sudog", "g", of: record, g)
    drawn.set("runtime.sudog", "c", of: record, channel)
    drawn.set("runtime.g", "waiting", of: g, record)
    let report = try drawn.report()
    #expect(report.text(all: true).contains("(chan int, 1 of 3 buffered, closed)"))
    let json = report.json(all: true)
    #expect(json.contains(#""operation":"receive","detail":"chan int, 1 of 3 buffered, closed""#))
    #expect(
      json.contains(
        #""state":{"elementType":"int","buffered":1,"capacity":3,"closed":true,"timer":false}"#))
  }
}
