// Whether the samples ran at all: nothing else would notice that a folder was renamed.

import CrashAnalysis
import Foundation
import Testing

@Suite("The sample cores")
struct CatalogTests {
  @Test("are all analysed, from every toolchain, and none is left out")
  func floor() async throws {
    var ran: [String: Int] = [:]
    var skipped: [String] = []
    for sample in SampleCatalog.all {
      do {
        let release = try sample.provenance().goVersion
        _ = try await SampleShelf.shared.evidence(of: sample)
        ran[String(release.dropFirst(2)), default: 0] += 1
      } catch {
        skipped.append("\(sample.name): \(error)")
      }
    }
    let total = ran.values.reduce(0, +)
    let releases = ran.sorted { $0.key < $1.key }.map { "go\($0.key) \($0.value)" }
    print("sample cores analysed: \(total) of \(SampleCatalog.all.count), \(releases)")
    for line in skipped { print("sample core skipped: \(line)") }
    #expect(skipped.isEmpty)
    #expect(total == SampleCatalog.all.count)
    guard SampleCatalog.isCommitted else { return }
    #expect(total >= 320)
    for toolchain in try ScenarioCatalog.shared.get().toolchains {
      #expect(ran[toolchain, default: 0] >= 15, "go\(toolchain)")
    }
  }

  @Test(
    "cover every scenario that is to be kept",
    .enabled(if: SampleCatalog.isCommitted, "others may be a part"))
  func scenarios() throws {
    let present = Set(try SampleCatalog.everything.map { try $0.provenance().scenario })
    #expect(present.count >= 80)
    for scenario in try ScenarioCatalog.shared.get().scenarios where scenario.isKept {
      #expect(present.contains(scenario.name), "no sample of \(scenario.name)")
    }
  }

  @Test("are what their provenance says", arguments: SampleCatalog.all)
  func provenance(sample: Sample) async throws {
    let provenance = try sample.provenance()
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    #expect(sample.name.hasPrefix("\(provenance.scenario)-\(provenance.goVersion)-"))
    #expect(["386", "amd64", "arm64"].contains(try sample.target().prefix { $0 != "-" }))
    #expect(UInt64(evidence.coreSize) == provenance.coreSize)
    let hasBuildID = SampleCatalog.withProgramHeaders.contains(sample)
    #expect(evidence.binaryMatches == (hasBuildID ? true : nil))
  }

  @Test(
    "are of every kind of writer",
    .enabled(if: SampleCatalog.isCommitted, "others may be a part"))
  func writers() throws {
    let writers = Set(try SampleCatalog.everything.map { try $0.provenance().writer ?? "kernel" })
    #expect(writers == ["kernel", "qemu-aarch64", "gcore", "dlv"])
    #expect(SampleCatalog.truncated.count == 1)
  }

  @Test("lack nothing that a report would tell under LIMITS", arguments: SampleCatalog.all)
  func completeness(sample: Sample) async throws {
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    #expect(evidence.coreProblems.isEmpty)
    #expect(evidence.processProblems.isEmpty)
    #expect(evidence.diagnosis.facts.problems.isEmpty)
    #expect(evidence.diagnosis.summary.unreadable == 0)
    // A stack that the runtime itself could not walk ends early.
    let lost = evidence.runtime.best.values.filter(\.isUnwalkable)
    #expect(evidence.diagnosis.summary.incomplete <= lost.count)
  }
}
