// The catalog of rules against its folder and the sample cores.

import CrashAnalysis
import Foundation
import Testing

@Suite("The catalog of rules")
struct RuleCatalogTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  @Test("has every rule of its folder, each once")
  func complete() throws {
    let folder = Self.root + "/Sources/CrashAnalysis/Rules"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter {
        $0.hasSuffix(".swift") && !$0.hasPrefix("DiagnosisRule") && $0 != "RuleCatalog.swift"
      }
      .map { String($0.dropLast(6)) }
    let types = RuleCatalog.all.map { String(describing: type(of: $0)) }
    #expect(types.sorted() == files.sorted())
    #expect(Set(RuleCatalog.all.map(\.id)).count == types.count)
  }

  @Test("names each file after its class")
  func names() {
    for rule in RuleCatalog.all {
      let name = rule.id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        .joined()
      #expect(String(describing: type(of: rule)).lowercased() == name.lowercased())
    }
  }

  @Test("explains each rule, with something to check, to run and to attach")
  func explanations() {
    for rule in RuleCatalog.all {
      let runbook = rule.explanation.runbook
      #expect(rule.explanation.meaning.hasSuffix("."), "\(rule.id)")
      #expect(rule.explanation.detection.hasSuffix("."), "\(rule.id)")
      #expect(runbook.contains { if case .check = $0 { true } else { false } }, "\(rule.id)")
      #expect(runbook.contains { if case .run = $0 { true } else { false } }, "\(rule.id)")
      #expect(runbook.contains { if case .attach = $0 { true } else { false } }, "\(rule.id)")
    }
  }

  @Test(
    "has a sample core for each rule, and a rule for each sample core",
    .enabled(if: SampleCatalog.isCommitted, "others may be a part"))
  func samples() throws {
    let classes = Set(try SampleCatalog.everything.map { try $0.expectation().class })
    let rules = Set(RuleCatalog.all.filter { !$0.isNoticeOnly }.map(\.id))
    #expect(rules.subtracting(classes).isEmpty, "rules without a sample")
    #expect(classes.subtracting(rules).isEmpty, "classes without a rule")
  }
}
