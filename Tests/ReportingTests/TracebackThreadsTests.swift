// Tracebacks that several threads write.

import Reporting
import TestSupport
import Testing

@Suite("A traceback on several threads")
struct TracebackThreadsTests {
  /// A program with goroutines in several states, on two stacks, some of them made by another.
  private func drawn() -> SyntheticProcess {
    var drawn = SyntheticProcess()
    for id in 1...300 {
      let frames = [SyntheticFrame(id % 3 == 0 ? "main.work" : "main.main")]
      let (address, _) = drawn.add(
        SyntheticGoroutine(
          id: UInt64(id), frames: frames + [SyntheticFrame("runtime.goexit", 1)]))
      if id % 5 == 0 { drawn.set("runtime.g", "gopc", of: address, drawn.pc("main.main", 0x30)) }
    }
    return drawn
  }

  @Test("is that of one thread, with and without a crashed goroutine", arguments: [2, 3, 16])
  func sameText(threads: Int) throws {
    let quiet = try drawn().report()
    #expect(quiet.traceback(threads: threads) == quiet.traceback())
    #expect(quiet.traceback().split(separator: "\n\n").count == 300)

    var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    for id in 100..<400 { death.drawn.add(SyntheticGoroutine(id: UInt64(id))) }
    let dead = try death.drawn.report()
    #expect(dead.traceback(threads: threads) == dead.traceback())
    #expect(dead.traceback().hasPrefix("goroutine 7 "))
  }

  @Test("ends when nobody takes it any more", arguments: [1, 4])
  func refused(threads: Int) throws {
    let report = try drawn().report()
    let analysis = try #require(report.analysis)
    var options = TracebackOptions()
    options.threads = threads
    var blocks = 0
    let out = TextWriter(blockSize: 64) { _ in
      blocks += 1
      return false
    }
    TracebackReport(analysis.traceback, options: options, out: out).write()
    #expect(blocks == 1)
  }
}
