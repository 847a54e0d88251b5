// A report that was just made is compared as what a reader finds in its JSON.

import CrashAnalysis
import ElfCore
import GoRuntime
import Reporting
import TestSupport
import Testing

@testable import StoredReports

@Suite("A report that was just made")
struct ComparedReportTests {
  private func report(of process: SyntheticProcess) throws -> Report {
    let analyzer = CrashAnalyzer(GoProgram(try process.open()))
    var report = Report(
      core: CoreDescription(
        path: "a/core.1", size: 1, sizeOnDisk: nil, compression: nil, truncatedAt: nil, time: nil,
        host: nil))
    report.build.information = analyzer.process.build
    report.build.ids = BuildIDs(gnu: "aa11", go: "act/con")
    report.build.binary = .matched
    report.process.environmentNames = ["GOGC", "HOME"]
    report.analysis = analyzer.analyze()
    return report
  }

  private func expectSame(_ report: Report) throws {
    let json = TextWriter.collect {
      ReportV1(includesAllGoroutines: false).write(report, to: $0)
    }
    let read = try StoredReportReader().compared(json)
    let made = ComparedReport(report)
    #expect(made.path == read.path)
    #expect(made.status == read.status)
    #expect(made.crashClass == read.crashClass)
    #expect(made.title == read.title)
    #expect(made.confidence == read.confidence)
    #expect(made.signature == read.signature)
    #expect(made.signatureText == read.signatureText)
    #expect(made.function == read.function)
    #expect(made.failure == read.failure)
    #expect(made.build.map { [$0.name, $0.value] } == read.build.map { [$0.name, $0.value] })
    #expect(made.settings == read.settings)
    #expect(made.modules == read.modules)
    #expect(made.environmentNames == read.environmentNames)
    #expect(made.goroutines == read.goroutines)
    #expect(made.waits == read.waits)
    #expect(made.groups == read.groups)
  }

  @Test("of a panic among waiting goroutines is the same by both ways")
  func death() throws {
    let settings = """
      path\tapp
      mod\texample.com/app\tv1.2.0\t
      dep\tx.org/a\tv1\th1:x
      dep\tx.org/b\tv2\t
      =>\t../b\t\t
      build\t-race=true
      build\tDefaultGODEBUG=a=0,b=1
      build\tvcs.revision=0123
      build\tvcs.time=2026-01-02T03:04:05Z
      """
    var death = SyntheticDeath(
      inner: ["runtime.fatalpanic", "runtime.gopanic"], details: settings + "\n")
    death.panic(type: "string", text: "till does not balance")
    for id in [9, 11] as [UInt64] { death.drawn.add(SyntheticGoroutine(id: id)) }
    death.drawn.add(
      SyntheticGoroutine(
        id: 12, status: 1,
        frames: [SyntheticFrame("runtime.gopark"), SyntheticFrame("runtime.goexit", 1)]))
    let report = try report(of: death.drawn)
    let compared = ComparedReport(report)
    #expect(compared.crashClass == "explicit-panic")
    #expect(compared.groups.values.reduce(0, +) == 4)
    #expect(compared.modules["x.org/a"] == "v1")
    #expect(compared.settings["DefaultGODEBUG b"] == "1")
    try expectSame(report)
  }

  @Test("without an analysis is the same by both ways")
  func failed() throws {
    var report = Report(
      core: CoreDescription(
        path: "core", size: 1, sizeOnDisk: nil, compression: nil, truncatedAt: nil, time: nil,
        host: nil))
    report.status = .failed
    report.failure = (.binary, "core: the program's binary is needed")
    try expectSame(report)
  }
}
