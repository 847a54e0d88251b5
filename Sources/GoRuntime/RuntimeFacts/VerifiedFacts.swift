// RuntimeFacts from debug information that may be damaged. They are compared with the table of the
// program's release and with the process, and replaced if recovered facts explain it better.

package import DebugInfo
package import ElfCore

/// The facts to use, and why debug information was not used.
package struct VerifiedFacts: Sendable {
  package let facts: RuntimeFacts
  /// The recovered facts that are used instead of the debug information's; nil if those are good.
  package let replacement: StrippedFacts?
  /// What is wrong with the debug information, in words.
  package let doubts: [String]

  /// Checks the facts that debug information gives. Usually a look at the table is enough: nothing more
  /// is asked of layouts that are those of the program's own release.
  /// `executable.loadBias` must be set, and the image's memory must have its pages.
  package init(
    _ found: DebugFacts, symbols: SymbolTable?, image: ProcessImage,
    executable: ExecutableFile, release: String
  ) {
    let facts = RuntimeFacts(facts: found, symbols: symbols)
    let differences = KnownLayout.exact(release, architecture: image.architecture.name).map {
      facts.differences(from: RuntimeFacts(facts: $0.facts, symbols: nil))
    }
    // An experiment (GOEXPERIMENT) moves members; only damage takes them away.
    let lost = (differences?.absent ?? []) + facts.missing.flatMap(\.names)
    // Without symbols nothing but the core can confirm where variables are.
    let isListed = differences?.moved.isEmpty == true && symbols != nil
    if isListed, lost.isEmpty, found.problems.isEmpty, facts.contradictions.isEmpty {
      self.init(facts, nil, [])
      return
    }
    let own = FactsVerification(facts, image: image, executable: executable)
    if lost.isEmpty, found.problems.isEmpty, own.isSound {
      self.init(facts, nil, [])
      return
    }
    let recovered = try? StrippedFacts(
      image: image, executable: executable, release: release, symbols: symbols)
    let theirs = recovered.map {
      FactsVerification($0.facts, image: image, executable: executable).score
    }
    // A table of another release has to be better: one that is as good can be wrong where no check looks.
    let isDamaged = !lost.isEmpty || !found.problems.isEmpty
    guard let recovered, let theirs,
      theirs > own.score || theirs == own.score && recovered.isExact && isDamaged
    else {
      self.init(facts, nil, found.problems)
      return
    }
    let reasons =
      found.problems + facts.contradictions + lost.map { "\($0) is missing or cut short" }
      + (differences?.moved ?? []).map { "\($0) is not where the release has it" }
    self.init(
      recovered.facts, recovered, reasons.isEmpty ? ["the \(image.origin) contradicts it"] : reasons
    )
  }

  private init(_ facts: RuntimeFacts, _ replacement: StrippedFacts?, _ doubts: [String]) {
    self.facts = facts
    self.replacement = replacement
    self.doubts = doubts
  }
}
