// What is known of a program before its report is written.

import CrashAnalysis
import GoRuntime
import TestSupport
import Testing

@Suite("An analysis")
struct DescriptionTests {
  /// A panic, and beside it a thread in a library that is nowhere to be found.
  private func death() -> Death {
    var death = Death(inner: ["runtime.gopanic"])
    death.panic(type: "string", text: "over")
    let library: UInt64 = 0x7f00_0000_0000
    let stack: UInt64 = 0x7f00_1000_0000
    death.drawn.memory.map(library, size: 0x2000, flags: 5)
    death.drawn.memory.map(stack, size: 0x1000)
    death.drawn.notes.append(
      CoreNotes(.amd64).fileMappings([
        .init(library, library + 0x2000, page: 0, "/nowhere/libmissing.so")
      ]))
    death.drawn.addThread(4_201, at: (pc: library + 0x1040, sp: stack + 0x800))
    return death
  }

  @Test("knows of a library that only another thread's stack misses before a report is written")
  func missingLibrary() throws {
    let analyzer = CrashAnalyzer(GoProgram(try death().open()))
    _ = analyzer.diagnose()
    #expect(analyzer.missingLibraries.isEmpty, "the crashed thread needs no library")
    let analysis = analyzer.analyze()
    #expect(analysis.threads.count == 2)
    #expect(analyzer.missingLibraries.count == 1)
    #expect(analyzer.missingLibraries.first?.message.contains("/nowhere/libmissing.so") == true)
  }
}
