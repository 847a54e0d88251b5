// Signatures over all samples: one for each way to die, whatever built the program.

import CrashAnalysis
import Foundation
import Testing

@Suite("The signature of a scenario")
struct SampleSignatureTests {
  /// Scenarios in which what the program did differs from release to release, and why.
  private static let divided = [
    "concurrent-map-writes":
      "which of the two goroutines notices is chance: the one that main started, or main's own",
    "external-abort-idle":
      "gcore and Delve took their cores of a program that lived, which is no crash",
    "iterators":
      "until go1.26 a closure is named after the package that its function was inlined into",
  ]

  /// Scenarios that die in the same functions in the same way; the signature does not tell the values
  /// or the sender apart.
  private static let shared: [Set<String>] = [
    // Values of different types, panicked with at one place.
    ["custom-error", "int-panic", "string-panic", "stringer-panic", "wrapped-error"],
    // Signals that find the same program waiting.
    ["external-abort", "external-abort-idle", "external-quit", "external-segv"],
    // One function of C, called by one of Go; who called that is not told apart.
    ["c-fault", "c-thread-callback-fault"],
    // Addresses that are wrong in two ways, read by one function.
    ["fault-address", "fault-noncanonical"],
    // A nil function called, and a jump to address zero.
    ["nil-func-call", "zero-jump"],
    // The collector met a bad pointer on a thread of its own: there is no function to name.
    ["throw-g0", "bad-pointer-large"],
  ]

  private struct Found {
    let sample: String
    let scenario: String
    let signature: Signature
    /// Whether nothing of the program's is to blame, so that no stack tells it.
    let isFromOutside: Bool
  }

  private func all() async throws -> [Found] {
    var found: [Found] = []
    for sample in SampleCatalog.all {
      let diagnosis = try await SampleShelf.shared.evidence(of: sample).diagnosis
      found.append(
        Found(
          sample: sample.name, scenario: try sample.provenance().scenario,
          signature: diagnosis.signature,
          isFromOutside: diagnosis.verdict.outsideReason != nil))
    }
    return found
  }

  @Test("is the same on every toolchain, position-independent, stripped or with paths")
  func stable() async throws {
    for (scenario, found) in Dictionary(grouping: try await all(), by: \.scenario) {
      let texts = Dictionary(grouping: found, by: \.signature.text).mapValues { $0.map(\.sample) }
      guard texts.count > 1 else { continue }
      let reason = Self.divided[scenario]
      print("\(scenario) has \(texts.count) signatures: \(reason ?? "unexpected")")
      #expect(reason != nil, "\(texts.sorted { $0.key < $1.key })")
    }
  }

  @Test("is another for another scenario")
  func distinct() async throws {
    for (text, found) in Dictionary(grouping: try await all(), by: \.signature.text) {
      let scenarios = Set(found.map(\.scenario))
      guard scenarios.count > 1 else { continue }
      print("\(text) is of \(scenarios.sorted().joined(separator: ", "))")
      #expect(Self.shared.contains { $0.isSuperset(of: scenarios) }, "\(text): \(scenarios)")
    }
  }

  @Test("names a function or a text, and tells how it was made")
  func complete() async throws {
    for found in try await all() {
      let signature = found.signature
      #expect(signature.text.contains(" | "), "\(found.sample): \(signature.text)")
      #expect(signature.notes.first?.hasPrefix("subject: ") == true, "\(found.sample)")
      // No goroutine of the program's was left where main had ended with Goexit.
      let hasSubject = signature.notes.first?.hasPrefix("subject: none") == false
      #expect(
        signature.proto.isEmpty == (found.isFromOutside || !hasSubject), "\(found.sample)")
    }
  }
}
