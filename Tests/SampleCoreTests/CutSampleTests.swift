// Every sample, cut off: a class may be lost, but none turns into another that sounds sure.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

@Suite("A sample whose core is cut off", .timeLimit(.minutes(10)))
struct CutSampleTests {
  /// How much of the core is left, in percent.
  private static let shares = [99, 95, 90, 70, 50, 30, 15]
  /// How many of these each sample is cut at; GOCORE_ALL_CUTS=1 takes all.
  private static let cutsEach =
    ProcessInfo.processInfo.environment["GOCORE_ALL_CUTS"] == "1" ? shares.count : 2

  private static let binaries = Set(
    SampleCatalog.all.compactMap { try? $0.provenance().binary }
  ).sorted()

  @Test("keeps its class, or is unknown or a guess", arguments: binaries)
  func cut(binary: String) throws {
    let all = SampleCatalog.all.enumerated()
    let samples = try all.filter { try $0.element.provenance().binary == binary }
    let program = try Program(opening: try #require(samples.first).element.binary())
    var judged = 0
    for (number, sample) in samples {
      let folder = try ScratchFolder()
      defer { withExtendedLifetime(folder) {} }
      let file = try DamagedFile(folder.expand(sample.core, as: "core"))
      let expected = try sample.expectation().class
      // Others for each sample, so that together they see them all. The file only gets shorter.
      let shares = (0..<Self.cutsEach).map { Self.shares[(number + 3 * $0) % Self.shares.count] }
      for share in shares.sorted(by: >) {
        try file.cut(at: file.size * share / 100)
        // Without debug information the layouts cannot always be verified on what is left.
        guard let process = try? program.process(of: openCore(file.url)) else { continue }
        judged += 1
        let verdict = CrashAnalyzer(GoProgram(process)).diagnose().verdict
        let holds =
          verdict.crashClass == expected || verdict.crashClass == "unknown"
          || verdict.confidence == .guess
        #expect(
          holds,
          "\(sample.name), \(share) % of it: \(verdict.crashClass), \(verdict.confidence): \(verdict.title)"
        )
      }
    }
    #expect(judged > 0, "nothing that was left could be read")
  }
}
