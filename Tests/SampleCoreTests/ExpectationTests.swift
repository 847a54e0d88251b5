// What scenarios.json says is in a core, against what the analysis finds in it.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

@Suite("What a scenario is made to show")
struct ExpectationTests {
  private static let standstill = "hang"

  @Test("is the class of the verdict", arguments: SampleCatalog.all)
  func verdict(sample: Sample) async throws {
    let expected = try sample.expectation().class
    let verdict = try await SampleShelf.shared.evidence(of: sample).diagnosis.verdict
    #expect(verdict.crashClass == expected, "\(verdict.title)")
  }

  @Test("is the class of the report on a core that was cut off", arguments: SampleCatalog.truncated)
  func truncated(sample: Sample) throws {
    let report = try String(contentsOf: sample.acceptedReport, encoding: .utf8)
    #expect(report.contains("[\(try sample.expectation().class), "))
  }

  @Test("is no other class: the table of what was expected and what was found")
  func confusion() async throws {
    var table: [String: [String: Int]] = [:]
    for sample in SampleCatalog.all {
      let found = try await SampleShelf.shared.evidence(of: sample).diagnosis.verdict.crashClass
      table[try sample.expectation().class, default: [:]][found, default: 0] += 1
    }
    print("verdicts on \(SampleCatalog.all.count) samples, expected: found")
    for rule in RuleCatalog.all {
      let row = (table[rule.id] ?? [:]).sorted { $0.key < $1.key }
      print("  \(rule.id): " + row.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }
    let wrong = table.flatMap { expected, row in
      row.filter { $0.key != expected }.map { "\(expected) taken for \($0.key): \($0.value)" }
    }
    #expect(wrong.isEmpty, "\(wrong.sorted())")
  }

  @Test("is the signal behind the death", arguments: SampleCatalog.all)
  func signal(sample: Sample) async throws {
    let expected = try sample.expectation().signal
    let signal = try await SampleShelf.shared.evidence(of: sample).diagnosis.facts.signal
    #expect(signal?.name == expected?.name)
    guard let expected, let signal else { return }
    #expect(signal.code == expected.code)
    if let address = expected.address { #expect(signal.address?.description == address) }
  }

  @Test("is who sent a signal from outside", arguments: SampleCatalog.all)
  func sender(sample: Sample) async throws {
    let expected = try sample.expectation()
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    // SI_USER, or SI_TKILL of an abort.
    let isSent = expected.signal.map { $0.code <= 0 } ?? false
    #expect((evidence.diagnosis.facts.signal?.sender != nil) == isSent)
  }

  @Test("are the texts of its panics and of its throw", arguments: SampleCatalog.all)
  func texts(sample: Sample) async throws {
    let expected = try sample.expectation()
    let facts = try await SampleShelf.shared.evidence(of: sample).diagnosis.facts
    #expect(facts.panics.filter { !$0.isGoexit }.map(\.text) == expected.panics)
    #expect(facts.throwText == expected.throw)
  }

  @Test("are the goroutine that crashed and its innermost function", arguments: SampleCatalog.all)
  func crash(sample: Sample) async throws {
    let expected = try sample.expectation()
    let diagnosis = try await SampleShelf.shared.evidence(of: sample).diagnosis
    #expect((diagnosis.facts.crashedGoroutine != nil) == expected.crashedGoroutine)
    // More may die at once than the scenario needs; the runtime's own words tell how many did.
    #expect(diagnosis.facts.others.count + 1 >= expected.crashes ?? 1)
    // Where the runtime names no function, because it cannot walk the stack or stops the world for the
    // goroutine, gocore may name one.
    let mayName = expected.crashedGoroutine || expected.class == Self.standstill
    if expected.firstFrame == nil && mayName { return }
    // Where the system refused something, no function of the program's is to blame.
    if diagnosis.verdict.outsideReason != nil { return }
    let frames = diagnosis.stack.frames
    let frame = diagnosis.innermostProgramFrame.map { frames[$0].function }
    // On a stack that the runtime prints apart the trouble may lie further in.
    #expect([expected.firstFrame, expected.where ?? expected.firstFrame].contains(frame))
    if let place = expected.where {
      #expect(diagnosis.programFrame.map { frames[$0].function } == place)
    }
  }

  @Test("is what it is known by, where that is not the crashed goroutine's stack")
  func signature() async throws {
    for sample in SampleCatalog.all {
      let expected = try sample.expectation()
      guard let rest = expected.signature else { continue }
      let text = try await SampleShelf.shared.evidence(of: sample).diagnosis.signature.text
      #expect(text == "\(expected.class) | \(rest)", "\(sample.name)")
    }
  }

  @Test("is at least its number of goroutines", arguments: SampleCatalog.all)
  func goroutines(sample: Sample) async throws {
    let expected = try sample.expectation()
    let summary = try await SampleShelf.shared.evidence(of: sample).diagnosis.summary
    #expect(summary.total >= expected.minimumGoroutines)
    #expect(summary.byStatus.values.reduce(0, +) == summary.total)
    #expect(summary.groups.reduce(0) { $0 + $1.count } == summary.total)
  }
}
