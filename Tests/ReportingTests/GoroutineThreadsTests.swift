// Goroutines that several threads describe and write.

import Reporting
import TestSupport
import Testing

@Suite("Goroutines on several threads")
struct GoroutineThreadsTests {
  /// A program with goroutines on two stacks, some of them made by another.
  private func quiet() throws -> Report {
    var drawn = SyntheticProcess()
    for id in 1...300 {
      let frames = [SyntheticFrame(id % 3 == 0 ? "main.work" : "main.main")]
      let (address, _) = drawn.add(
        SyntheticGoroutine(
          id: UInt64(id), frames: frames + [SyntheticFrame("runtime.goexit", 1)]))
      if id % 5 == 0 { drawn.set("runtime.g", "gopc", of: address, drawn.pc("main.main", 0x30)) }
    }
    return try drawn.report()
  }

  /// A program in which one of many goroutines has died.
  private func dead() throws -> Report {
    var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    for id in 100..<400 { death.drawn.add(SyntheticGoroutine(id: UInt64(id))) }
    return try death.drawn.report()
  }

  @Test("are those of one thread, in every format", arguments: [2, 3, 16])
  func sameText(threads: Int) throws {
    for report in [try quiet(), try dead()] {
      for format in [ReportFormat.text, .markdown, .json] {
        #expect(
          report.written(as: format, all: true, threads: threads)
            == report.written(as: format, all: true))
      }
      #expect(try report.lists(threads: threads) == report.lists())
    }
  }

  @Test("are all there, in the order of allgs")
  func order() throws {
    let text = try quiet().lists(threads: 3)[4]
    let ids = text.split(separator: "{\"id\":").dropFirst().map {
      Int($0.prefix { $0.isNumber })
    }
    #expect(ids == (1...300).map { $0 })
  }

  @Test("end when nobody takes them any more", arguments: [1, 4])
  func refused(threads: Int) throws {
    let report = try quiet()
    var options = ReportOptions()
    options.includesAllGoroutines = true
    options.threads = threads
    for format in [ReportFormat.text, .json] {
      let output = Output(blockSize: 64, accepts: 0)
      format.write(report, options, output.writer)
      #expect(output.blocks.count == 1)
    }
  }
}
